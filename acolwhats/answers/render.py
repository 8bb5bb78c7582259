"""Answer -> the text of one WhatsApp message: first the answer, then the detail, then what to do next."""

from __future__ import annotations

from typing import Optional, Sequence

from acolwhats.answers.aspects import HEADINGS, IN_A_SENTENCE, Aspect
from acolwhats.answers.lookup import Answer, Danger, Fact

# A message longer than this leaves its last details out; a citizen can ask for them.
MAX_CHARACTERS = 600
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
# Told last and left out first when a message is too long.
_DETAILS = (Aspect.PLAZO, Aspect.ENLACE, Aspect.HORARIO, Aspect.FECHA, Aspect.COSTO)

CALL_911 = "🚨 *Llama al 911 ahora.*"
CALL_911_DISCREETLY = (
    "Llama al *911* en cuanto puedas; si no puedes hablar, marca y deja la línea abierta."
)


def numbered(options: Sequence[str]) -> str:
    """Options to choose from, one a line, as the old menu had them."""
    return "\n".join(f"*{number}.* {option}" for number, option in enumerate(options, start=1))


def join_words(words: Sequence[str]) -> str:
    """`["el costo", "el horario"]` -> `el costo y el horario`."""
    if len(words) < 2:
        return "".join(words)
    last = words[-1]
    link = " e " if last.startswith(("i", "hi")) else " y "
    return ", ".join(words[:-1]) + link + last


def source_line(facts: Sequence[Fact], most: int = 2) -> str:
    """`_Fuente: INAH; El Universal (dic 2025)._`, or nothing when no fact is stated."""
    named: dict[str, str] = {}
    for fact in facts:
        if fact.source and fact.source not in named and len(named) < most:
            day = fact.published
            when = f" ({_MONTHS[day.month - 1]} {day.year})" if day else ""
            doubt = ", por confirmar" if fact.confidence == "media" else ""
            named[fact.source] = f"{fact.source}{when}{doubt}"
    return f"_Fuente: {'; '.join(named.values())}._" if named else ""


def _lines(facts: Sequence[Fact]) -> list[str]:
    """One line a fact; a heading only where the aspect changes."""
    lines = []
    before = None
    for fact in facts:
        heading = HEADINGS[fact.aspect] if fact.aspect != before else ""
        lines.append(f"*{heading}:* {fact.text}" if heading else fact.text)
        before = fact.aspect
    return lines


def _body(title: str, facts: Sequence[Fact], sources: int = 2) -> str:
    return "\n".join(filter(None, [f"*{title}*", *_lines(facts), source_line(facts, sources)]))


def _shorten(title: str, facts: list[Fact], limit: int) -> list[Fact]:
    """Leave details out, least useful first, until the message fits; the answer itself stays."""
    kept = list(facts)
    # One source is enough where two would cost the citizen a detail.
    further_advice = [f for f in facts if f.aspect == Aspect.PASOS][1:]
    for fact in reversed(further_advice):
        if len(_body(title, kept, sources=1)) > limit:
            kept.remove(fact)
    order = [*_DETAILS, Aspect.REQUISITOS, Aspect.LUGAR, Aspect.TELEFONO, Aspect.PASOS]
    for aspect in order:
        for fact in [f for f in reversed(kept) if f.aspect == aspect]:
            if len(_body(title, kept, sources=1)) <= limit:
                return kept
            kept.remove(fact)
    return kept


def render_answer(
    answer: Answer,
    related: Sequence[str] = (),
    whole: bool = False,
    limit: int = MAX_CHARACTERS,
    question: str = "",
) -> str:
    """The answer to a question.

    Args:
        answer: what may be told today.
        related: titles offered at the end, already chosen by the caller.
        whole: tell everything, however long.
        limit: characters of the message, offers included.
        question: asked at the end instead of naming what is missing: one “sí” is about one thing.
    """
    offers = []
    if question:
        offers.append(question)
    elif answer.missing:
        unknown = join_words([IN_A_SENTENCE[aspect] for aspect in answer.missing[:3]])
        offers.append(f"Me falta confirmar {unknown}. Responde *sí* y paso tu pregunta.")
    if related:
        offers.append("También te puede servir:\n" + numbered(related))
    ending = "".join(f"\n\n{offer}" for offer in offers)
    facts = list(answer.facts)
    if not whole:
        facts = _shorten(answer.title, facts, limit - len(ending))
    body = _body(answer.title, facts)
    if not whole and len(body) + len(ending) > limit:
        body = _body(answer.title, facts, sources=1)
    return body + ending


def render_aspect(answer: Answer, aspect: Aspect) -> Optional[str]:
    """What is known about one aspect; None when nothing is."""
    facts = answer.about(aspect)
    return _body(answer.title, facts) if facts else None


def render_danger(danger: Optional[Danger], discreet: bool = False) -> str:
    """What somebody in danger is told: the number in the first line, then at most three instructions."""
    numbers = " ".join(f"También {text}" for text in danger.numbers) if danger else ""
    first = f"{CALL_911_DISCREETLY if discreet else CALL_911} {numbers}".strip()
    instructions = list(danger.instructions[:3]) if danger else ["Aléjate del peligro si puedes."]
    return "\n".join([first, *(f"• {instruction}" for instruction in instructions)])
