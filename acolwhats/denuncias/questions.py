"""What is asked at each step of a denuncia, and how it is shown before it is sent."""

from __future__ import annotations

from acolwhats.denuncias import guide_texts as texts
from acolwhats.denuncias.case import Case
from acolwhats.denuncias.routing import UNKNOWN_AREA, Routing
from acolwhats.guides.talk import Question, titled

CONTINUE, DECLINE = "denuncia:continue", "denuncia:decline"
SKIP, NONE = "denuncia:skip", "denuncia:none"
EXACT, ROUNDED = "denuncia:exact", "denuncia:rounded"
SEND, SEND_AND_NOTIFY = "denuncia:send", "denuncia:notify"
CORRECT, DROP, KEEP = "denuncia:correct", "denuncia:drop", "denuncia:keep"
FIELD = "denuncia:field:"
CATEGORY = "denuncia:category:"

_MOST_OPTIONS = 10
_SHOWN = 350  # characters of the story in the summary
_FIELD_TITLES = {
    "what": "Qué pasó",
    "who": "Quién o qué área",
    "when": "Cuándo",
    "where": "Dónde",
    "evidence": "Pruebas",
    "witnesses": "Testigos",
    "category": "Tipo de denuncia",
}
_SAY_SKIP = ((SKIP, "Saltar"),)
_SAY_NO = ((NONE, "No tengo"),)


def question(case: Case, routing: Routing) -> Question:
    """The question of the step that a denuncia is at."""
    if case.step == "intro":
        text = texts.INTRO_AGAIN if "intro" in case.again else texts.INTRO_QUESTION
        return Question(text, ((CONTINUE, "Sí, continuar"), (DECLINE, "No, gracias")))
    if case.step == "round":
        return Question(texts.ROUND, ((EXACT, "Exacto"), (ROUNDED, "Redondeado")))
    if case.step == "cancel":
        return Question(texts.CANCEL, ((DROP, "Sí, bórralo"), (KEEP, "No, seguir")))
    if case.step == "correct":
        options = [(FIELD + name, title) for name, title in _FIELD_TITLES.items()]
        options += [(KEEP, "Nada, seguir"), (DROP, "Borrar la denuncia")]
        return Question(texts.CORRECT, tuple(options))
    if case.step == "category":
        kinds = [(CATEGORY + kind.name, kind.title) for kind in routing.categories.values()]
        again = "category" in case.again
        return Question(
            texts.CATEGORY_AGAIN if again else texts.CATEGORY, titled(kinds[:_MOST_OPTIONS])
        )
    if case.step == "summary":
        text = f"{summary(case, routing)}\n\n{texts.SUMMARY_QUESTION}\n_{texts.NOTICES_HINT}_"
        return Question(
            text,
            (
                (SEND, "Enviar"),
                (SEND_AND_NOTIFY, "Enviar y avisarme"),
                (CORRECT, "Corregir algo"),
                (DROP, "Borrarla"),
            ),
        )
    return _open_question(case)


def _open_question(case: Case) -> Question:
    if case.step == "what":
        return Question(texts.WHAT_AGAIN if "what" in case.again else texts.WHAT)
    if case.step == "evidence":
        if case.files:
            have = files_line(len(case.files), texts.HAVE_ONE, texts.HAVE_MANY)
            if case.correcting == "evidence":
                return Question(texts.EVIDENCE_CORRECT.format(files=have))
            return Question(texts.EVIDENCE_MORE)
        return Question(texts.EVIDENCE, _SAY_NO, texts.NO_HINT)
    if case.step == "witnesses":
        text = texts.WITNESSES_WHO if "witnesses" in case.again else texts.WITNESSES
        return Question(text, _SAY_NO, texts.NO_HINT)
    text = {"who": texts.WHO, "when": texts.WHEN, "where": texts.WHERE}[case.step]
    return Question(text, _SAY_SKIP, texts.SKIP_HINT)


def files_line(count: int, one: str, many: str) -> str:
    """“Recibí 1 archivo”, “Recibí 3 archivos”."""
    return one if count == 1 else many.format(count=count)


def summary(case: Case, routing: Routing) -> str:
    """What has been told, as it would be sent."""
    area = routing.areas[case.area].title if _is_an_area(case, routing) else ""
    kind = routing.categories[case.category].title if case.category in routing.categories else ""
    who = case.who if not area else f"{case.who} ({area})" if case.who else area
    lines = [
        ("Qué pasó", _shortened(case.narrative)),
        ("Quién", who),
        ("Cuándo", case.when),
        ("Dónde", _place(case)),
        ("Pruebas", _files(len(case.files))),
        ("Testigos", case.witnesses),
        ("Tipo", kind),
    ]
    said = [f"• *{name}:* {value or texts.NOT_SAID}" for name, value in lines]
    return "\n".join([texts.SUMMARY, *said])


def _is_an_area(case: Case, routing: Routing) -> bool:
    """“No sé” is no area to show."""
    return case.area in routing.areas and case.area != UNKNOWN_AREA


def _shortened(story: str) -> str:
    one_line = " ".join(story.split())
    if len(one_line) <= _SHOWN:
        return one_line
    cut = one_line[:_SHOWN].rsplit(" ", 1)[0]
    return f"{cut}… _(va completo: {len(story)} letras)_"


def _place(case: Case) -> str:
    if not case.pin:
        return case.where
    pin = "📍 ubicación redondeada" if case.rounded else "📍 ubicación exacta"
    return f"{case.where} ({pin})" if case.where else pin


def _files(count: int) -> str:
    if not count:
        return texts.NO_FILES
    return "1 archivo" if count == 1 else f"{count} archivos"


def value_of(case: Case, name: str, routing: Routing) -> str:
    """What was said before about a field, shortly: it is shown when the field is corrected."""
    if name == "what":
        return _shortened(case.narrative)[:120]
    if name == "where":
        return _place(case)
    if name == "category":
        kind = routing.categories.get(case.category)
        return kind.title if kind else ""
    return {"who": case.who, "when": case.when, "witnesses": case.witnesses}.get(name, "")
