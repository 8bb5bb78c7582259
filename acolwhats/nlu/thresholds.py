"""Chooses the thresholds of `config.yml` on curves over messages that training has not seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Tuple

import numpy as np

from acolwhats.catalog import OUT_OF_SCOPE
from acolwhats.nlu.attributes import DANGER, DECISION, LABELS, SEGMENT_LABELS
from acolwhats.nlu.decision import CHOOSE_OPTION, Thresholds, Verdict, decide
from acolwhats.nlu.emergency import URGENT, URGENT_PART
from acolwhats.nlu.parser import Parser
from acolwhats.nlu.phrases import Phrase, read_phrases

# What the curves are read against: at most this share of calm messages alarmed, and of sure answers wrong.
MAX_ALARMED = 0.015
MAX_WRONG = 0.04
# A part of a long message must be surer than a whole one.
PART = 0.9
GENERAL = 0.4
GRID = np.round(np.arange(0.05, 0.96, 0.05), 2)

Unseen = List[Tuple[Phrase, Dict[str, Any]]]


def _curve_of_danger(unseen: Unseen) -> float:
    """Print caught and alarmed at each threshold; the lowest one that alarms few."""
    danger = np.array([signal[DANGER][URGENT] for _, signal in unseen])
    part = np.array([signal[DANGER][URGENT_PART] >= PART for _, signal in unseen])
    meant = np.array([phrase.urgent for phrase, _ in unseen])
    print("danger   caught  alarmed")
    best = 0.5
    for threshold in GRID[::-1]:
        caught = float(((danger >= threshold) | part)[meant].mean())
        alarmed = float(((danger >= threshold) | part)[~meant].mean())
        print(f"{threshold:6.2f} {100 * caught:8.1f} {100 * alarmed:8.1f}")
        if alarmed <= MAX_ALARMED:
            best = float(threshold)
    return best


def _outcome(phrase: Phrase, verdict: Verdict) -> str:
    if phrase.label == OUT_OF_SCOPE:
        return "caught" if verdict.decision == "fallback" else "missed"
    if verdict.decision == "fallback":
        return "refused"
    if phrase.label in verdict.labels:
        return "offered" if verdict.decision == "choose" else "answered"
    return "wrong" if verdict.decision == "answer" else "useless choice"


def _rates(unseen: Unseen, thresholds: Thresholds) -> Dict[str, float]:
    real: List[str] = []
    scope: List[str] = []
    for phrase, signal in unseen:
        verdict = decide(signal[LABELS], signal[DANGER], signal[SEGMENT_LABELS], thresholds)
        (scope if phrase.label == OUT_OF_SCOPE else real).append(_outcome(phrase, verdict))
    rates = {
        name: real.count(name) / len(real) for name in ("answered", "offered", "wrong", "refused")
    }
    rates["helped"] = rates["answered"] + rates["offered"]
    rates["caught"] = scope.count("caught") / max(1, len(scope))
    return rates


def propose(parser: Parser, folder: Path) -> None:
    """Print the curves and the thresholds that they lead to."""
    phrases = read_phrases(folder)
    signals = list(parser.signals([phrase.text for phrase in phrases]))
    unseen = [
        (phrase, signal)
        for phrase, signal in zip(phrases, signals)
        if signal[DECISION]["label"] != CHOOSE_OPTION
    ]
    danger = _curve_of_danger(unseen)
    print("\nanswer  choose   helped   wrong  refused  out of scope caught")
    best, best_score = None, -1.0
    for answer in GRID:
        for choose in GRID:
            thresholds = Thresholds(answer, GENERAL, choose, 0.05, 0.6, danger, PART, 0.3)
            rates = _rates(unseen, thresholds)
            # What a citizen gains (a choice is one more message), less what a wrong sure answer or a refusal costs.
            gain = rates["answered"] + 0.8 * rates["offered"] + 0.35 * rates["caught"]
            score = gain - 2 * rates["wrong"] - rates["refused"]
            if rates["wrong"] <= MAX_WRONG and score > best_score:
                best, best_score = thresholds, score
            if answer in (0.3, 0.4, 0.5, 0.6) and choose in (0.3, 0.4, 0.5, 0.6):
                print(
                    f"{answer:6.2f} {choose:7.2f} {100 * rates['helped']:8.1f} {100 * rates['wrong']:7.1f} "
                    f"{100 * rates['refused']:8.1f} {100 * rates['caught']:8.1f}"
                )
    print(f"\nproposed: {best}")
