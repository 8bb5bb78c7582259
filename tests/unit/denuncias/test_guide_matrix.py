"""Every step × every command: what was told stays, the question is asked again or the next one is, nothing is sent by itself."""

from __future__ import annotations

import pytest

from acolwhats.denuncias import guide_texts as texts
from acolwhats.denuncias import questions
from acolwhats.denuncias.case import FIELDS
from acolwhats.denuncias.routing import load_routing

from .guided import ASKS_PREDIAL, PREDIAL, Teller

STEPS = ("intro", "what", "who", "when", "where", "round", "evidence", "witnesses", "category", "summary")  # fmt: skip
QUESTIONS = FIELDS
COMMANDS = (
    "saltar", "no sé", "sí", "no", "mejor no", "listo", "corregir", "corregir fecha", "corrige dónde", "cancelar",
    "borrar", "salir", "resumen", "pausa", "seguir", "repite", "ayuda", "menú", "persona", "hola", "gracias",
)  # fmt: skip


def question_of(teller: Teller) -> str:
    """The sentence that the citizen is asked now."""
    return questions.question(teller.case, load_routing()).text


def at(step: str) -> Teller:
    return Teller().goes_to(step)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_loses_what_was_told_or_leaves_the_states(step, command):
    teller = at(step)
    told = teller.case.narrative
    reply = teller.says(command)
    assert reply.strip()
    if teller.draft is None:
        over = command in ("borrar", "cancelar", "salir", "mejor no", "no") or teller.vault.filed
        assert over
        return
    assert teller.case.step in (*STEPS, "cancel", "correct")
    assert teller.case.narrative == told
    if not teller.case.paused:
        assert question_of(teller).split("\n")[0] in reply


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ("intro", "round")])
@pytest.mark.parametrize("command", ["saltar", "no sé", "paso"])
def test_every_question_can_be_skipped(step, command):
    teller = at(step)
    teller.says(command)
    if step == "summary":
        assert teller.case.step == "summary"
        assert teller.vault.filed == []
    else:
        assert teller.case.step == STEPS[_next(step)]


def _next(step: str) -> int:
    after = STEPS.index(step) + 1
    return after + 1 if STEPS[after] == "round" else after


@pytest.mark.parametrize("step", STEPS[1:])
@pytest.mark.parametrize("name", FIELDS)
def test_everything_can_be_corrected_from_everywhere(step, name):
    words = {
        "what": "lo que pasó", "who": "quién", "when": "fecha", "where": "dónde", "evidence": "pruebas",
        "witnesses": "testigos", "category": "tipo",
    }  # fmt: skip
    teller = at(step)
    teller.says(f"corregir {words[name]}")
    assert teller.case.step == name
    assert teller.vault.filed == []


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_correction_without_a_name_asks_which(step):
    teller = at(step)
    assert texts.CORRECT in teller.says("corregir")
    before = teller.case.narrative
    teller.says("8")
    assert teller.case.step == step
    assert teller.case.narrative == before


def test_what_is_corrected_is_replaced_and_the_rest_stays():
    teller = at("summary")
    teller.says("corregir fecha")
    reply = teller.says("el 3 de octubre")
    assert teller.case.step == "summary"
    assert teller.case.when == "el 3 de octubre (03/10/2026)"
    assert "el 3 de octubre" in reply
    assert teller.case.where == "calle Aldama"
    teller.says("corregir lo que pasó")
    kept = teller.case.narrative
    assert kept
    teller.says("en realidad fue otra persona la que me gritó ahí")
    assert teller.case.narrative == "en realidad fue otra persona la que me gritó ahí"


def test_a_correction_that_is_skipped_leaves_it_as_it_was():
    teller = at("summary")
    before = teller.case.when
    teller.says("corregir fecha")
    assert before in teller.outcome.text
    teller.says("saltar")
    assert teller.case.when == before
    assert teller.case.step == "summary"


def test_a_correction_may_be_said_at_once():
    teller = at("summary")
    teller.says("corregir fecha: fue el 3 de octubre")
    assert teller.case.when.startswith("el 3 de octubre")
    assert teller.case.step == "summary"


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("word", ["cancelar", "salir"])
def test_cancel_asks_before_it_drops_what_was_told(step, word):
    teller = at(step)
    told = not teller.case.is_empty
    reply = teller.says(word)
    if not told:
        assert teller.draft is None
        return
    assert texts.CANCEL in reply
    teller.says("no")
    assert teller.case.step == step
    teller.says(word)
    assert teller.taps("Sí, bórralo") == texts.DROPPED
    assert teller.draft is None
    assert teller.vault.filed == []


@pytest.mark.parametrize("step", STEPS)
def test_borrar_drops_everything_at_once_with_its_files(step):
    teller = at(step)
    teller.draft["files"] = [{"handle": "h", "content_type": "image/jpeg", "size": 1, "sha256": ""}]
    assert teller.says("borrar") == texts.DROPPED
    assert teller.draft is None
    assert teller.deleted == ["h"]


@pytest.mark.parametrize("step", STEPS)
def test_something_else_can_be_asked_and_the_question_comes_back(step):
    teller = at(step)
    before = teller.case
    reply = teller.says("oye ¿dónde pago el predial?", decision=ASKS_PREDIAL)
    assert PREDIAL in reply
    assert question_of(teller).split("\n")[0] in reply
    assert teller.case.step == step
    assert teller.case.narrative == before.narrative
    assert teller.case.answered == before.answered


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("word", ["hola", "continuar", "buenas tardes", "ya regresé"])
@pytest.mark.parametrize("hours", [1, 8, 23])
def test_whoever_comes_back_goes_on_where_they_stopped(step, word, hours):
    teller = at(step)
    reply = teller.says(word, wait=hours * 3600.0)
    assert texts.GOING_ON in reply
    if not (step == "intro" and word == "continuar"):
        assert teller.case.step == step
        assert question_of(teller).split("\n")[0] in reply
    assert teller.vault.filed == []


@pytest.mark.parametrize("step", STEPS)
def test_a_pause_keeps_the_place(step):
    teller = at(step)
    assert texts.PAUSED in teller.says("al rato le sigo")
    reply = teller.says("seguir")
    assert texts.GOING_ON in reply
    assert teller.case.step == step


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ("intro", "summary")])
def test_the_summary_can_be_seen_at_any_time(step):
    teller = at(step)
    reply = teller.says("resumen")
    assert texts.SUMMARY in reply
    assert question_of(teller) in reply
    assert teller.case.step == step


def test_a_no_to_the_summary_asks_what_to_change_or_drop():
    teller = at("summary")
    assert texts.CORRECT in teller.says("no")
    teller.taps("Borrar la denuncia")
    assert teller.case.step == "cancel"
    teller.says("sí")
    assert teller.draft is None


def test_a_correction_that_was_left_for_another_replaces_nothing():
    teller = Teller()
    teller.says("quiero denunciar a mi vecino")
    teller.says("sí")
    teller.says("robos")
    teller.says("corregir quién")
    teller.says("corregir lo que pasó")
    teller.says("se roba los cables")
    assert teller.case.narrative == "robos\n\nse roba los cables"
