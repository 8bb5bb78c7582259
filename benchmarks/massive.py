"""Intent accuracy on MASSIVE es-ES (FitzGerald et al., 2023), with our features and classifier.

Needs the data's folder: MASSIVE_DIR, with `es-ES.jsonl` (fields partition, intent, utt).
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np

from acolwhats.nlu.encoder import encode
from acolwhats.nlu.features import TextFeatures
from acolwhats.nlu.linear import train_linear
from acolwhats.nlu.text import expand, normalize


def accuracy(folder: Path, dense_weight: float, c: float) -> tuple[float, float]:
    """(accuracy on the test part, seconds of training) with the given settings of config.yml."""
    lines = [json.loads(line) for line in (folder / "es-ES.jsonl").open(encoding="utf-8")]
    train = [line for line in lines if line["partition"] == "train"]
    test = [line for line in lines if line["partition"] == "test"]
    started = time.monotonic()
    texts = [normalize(line["utt"]) for line in train]
    features = TextFeatures(dense_weight).fit(texts)
    matrix = features.transform(texts, encode([expand(line["utt"]) for line in train]))
    model = train_linear(matrix, [line["intent"] for line in train], c, seed=42)
    seconds = time.monotonic() - started
    unseen = features.transform(
        [normalize(line["utt"]) for line in test], encode([expand(line["utt"]) for line in test])
    )
    found = model.classes[np.argmax(model.margins(unseen), axis=1)]
    return float(np.mean(found == np.asarray([line["intent"] for line in test]))), seconds
