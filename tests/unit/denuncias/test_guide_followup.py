from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.denuncias import followup_texts as texts
from acolwhats.denuncias import guide_texts
from acolwhats.denuncias.followup_questions import START
from acolwhats.denuncias.refusals import Refusal, Refused

from .guided import ASKS_PREDIAL, DANGER, PREDIAL
from .visiting import ASKS_STATE, CLAVE, FOLIO, NEW_CLAVE, OTHER_FOLIO, WRONG_CLAVE, Visitor


@pytest.fixture
def visitor():
    """Somebody who has not written yet."""
    return Visitor()


@pytest.fixture
def inside(visitor):
    """Somebody who has opened it."""
    visitor.says(FOLIO)
    visitor.says(CLAVE)
    return visitor


# -- the way in -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (f"mi folio es {FOLIO}", {}),
        (FOLIO.lower().replace("-", " "), {}),
        ("cómo va mi denuncia", {"decision": ASKS_STATE}),
        ("quiero agregar fotos", {"decision": {"decision": "answer", "label": "denuncia_anonima/agregar_informacion"}}),
        ("Ver mi denuncia", {"chosen": START}),
        ("folio", {}),
    ],
)  # fmt: skip
def test_it_begins_with_a_folio_or_when_somebody_asks(visitor, text, more):
    reply = visitor.says(text, **more)
    assert reply in (texts.ASK_FOLIO, texts.ASK_CLAVE)


@pytest.mark.parametrize("text", ["hola", "quiero denunciar", "hay un bache", "mi folio es RS-7K3M-Q9X2", ""])  # fmt: skip
def test_what_is_no_beginning_is_left_to_others(visitor, text):
    visitor.says(text)
    assert visitor.outcome is None


def test_folio_then_clave_open_it_from_any_number(visitor):
    assert visitor.says("quiero saber cómo va", decision=ASKS_STATE) == texts.ASK_FOLIO
    assert visitor.says(FOLIO) == texts.ASK_CLAVE
    reply = visitor.says(f"la clave es {CLAVE.lower()}")
    assert "La está leyendo el personal." in reply
    assert FOLIO in reply


def test_both_in_one_message_open_it_at_once(visitor):
    assert "La está leyendo el personal." in visitor.says(f"{FOLIO} {CLAVE}")


def test_a_wrong_folio_and_a_wrong_clave_get_the_same_reply():
    replies = set()
    drafts = set()
    for folio, clave in ((FOLIO, WRONG_CLAVE), (OTHER_FOLIO, CLAVE), (OTHER_FOLIO, WRONG_CLAVE)):
        visitor = Visitor()
        visitor.says(folio)
        replies.add(visitor.says(clave))
        drafts.add(str(visitor.draft))
    assert replies == {texts.WRONG}
    assert len(drafts) == 1


def test_after_a_wrong_try_the_right_one_opens_it(visitor):
    visitor.says(OTHER_FOLIO)
    visitor.says(CLAVE)
    visitor.says(FOLIO)
    assert "La está leyendo" in visitor.says(CLAVE)


def test_too_many_tries_are_told_to_wait():
    visitor = Visitor(throttled=True)
    visitor.says(FOLIO)
    assert visitor.says(CLAVE) == texts.THROTTLED
    assert visitor.draft is None


@pytest.mark.parametrize("text", ["12345", "no sé cuál es", "AC-1234"])
def test_what_is_no_folio_or_clave_is_told_how_it_looks(visitor, text):
    visitor.says("cómo va mi denuncia", decision=ASKS_STATE)
    reply = visitor.says(text)
    assert texts.NO_FOLIO_YET in reply or texts.LOST in reply
    other = Visitor()
    other.says(FOLIO)
    assert other.says("xxxx-yyyy") == texts.NO_CLAVE_YET


@pytest.mark.parametrize("text", ["perdí la clave", "no la tengo", "no", "ya no lo tengo"])
def test_whoever_lost_it_is_told_that_nobody_can_recover_it(visitor, text):
    visitor.says(FOLIO)
    assert visitor.says(text) == texts.LOST
    assert visitor.draft is None


def test_after_a_while_or_a_restart_the_clave_is_asked_for_again(inside):
    inside.taps("Contestar o agregar")
    inside.says("ya volvió a pasar lo mismo ayer")
    assert inside.says("listo", wait=1000.0) == texts.CLOSED_MEANWHILE
    assert texts.ADD_MORE in inside.says(CLAVE)
    inside.says("listo")
    assert inside.office.added == [("ya volvió a pasar lo mismo ayer", ())]


# -- inside -----------------------------------------------------------------------------------------


def test_questions_of_the_office_are_shown_until_they_are_answered():
    asked = [("officer", "¿A qué hora fue?"), ("citizen", "a las 3"), ("officer", "¿En qué ventanilla?")]  # fmt: skip
    visitor = Visitor(messages=asked)
    visitor.says(FOLIO)
    reply = visitor.says(CLAVE)
    assert "¿En qué ventanilla?" in reply
    assert "¿A qué hora fue?" not in reply
    assert "a las 3" not in reply


def test_text_and_evidence_are_added_when_they_are_complete(inside):
    inside.taps("Contestar o agregar")
    inside.says("fue en la ventanilla 3")
    assert "1 archivo" in inside.photo()
    assert inside.office.added == []
    assert texts.ADDED in inside.says("listo")
    assert inside.office.added == [("fue en la ventanilla 3", ("h1",))]
    assert inside.office.done == 1
    assert inside.says("salir") == texts.LEFT
    assert inside.deleted == []


def test_a_story_or_a_photo_without_a_tap_is_kept_for_adding(inside):
    assert texts.ADD_MORE in inside.says("también estaba el jefe de la oficina")
    inside.says("listo")
    assert inside.office.added == [("también estaba el jefe de la oficina", ())]


def test_leaving_sends_nothing_and_deletes_the_files(inside):
    inside.taps("Contestar o agregar")
    inside.photo()
    assert inside.says("cancelar") == texts.LEFT_UNSENT
    assert inside.office.added == []
    assert inside.deleted == ["h1"]


def test_a_rejected_file_is_told_why(inside):
    assert guide_texts.REJECTED["too_big"] in inside.photo(problem="too_big")


def test_nothing_is_sent_when_nothing_was_written(inside):
    inside.taps("Contestar o agregar")
    assert texts.NOTHING_TO_SEND in inside.says("listo")


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Refusal.TOO_MANY_FILES, texts.TOO_MANY_FILES),
        (Refusal.TOO_MUCH_EVIDENCE, texts.TOO_MUCH_EVIDENCE),
        (Refusal.CLAVE, texts.HOLDS_CLAVE),
        (Refusal.GONE, texts.GONE),
    ],
)
def test_what_cannot_be_added_is_told(reason, said):
    visitor = Visitor(answers=Refused(reason))
    visitor.says(f"{FOLIO} {CLAVE}")
    visitor.says("fue en la ventanilla tres")
    assert said in visitor.says("listo")
    assert visitor.office.added == []


def test_a_message_with_a_clave_is_not_kept(inside):
    inside.taps("Contestar o agregar")
    assert texts.HOLDS_CLAVE in inside.says(f"agrego que mi clave es {CLAVE}")
    inside.says("listo")
    assert inside.office.added == []


def test_withdrawing_asks_first(inside):
    assert texts.WITHDRAW in inside.taps("Retirar la denuncia")
    assert texts.KEPT_AS_IT_WAS in inside.says("no")
    assert inside.office.written == []
    inside.taps("Retirar la denuncia")
    assert inside.taps("Sí, retirarla") == texts.WITHDRAWN
    assert inside.office.written == ["withdrawn"]
    assert inside.draft is None


def test_what_is_closed_cannot_be_withdrawn():
    visitor = Visitor(state="closed")
    visitor.says(f"{FOLIO} {CLAVE}")
    assert "Retirar la denuncia" not in [title for _, title in visitor.outcome.choices.options]
    assert texts.QUESTION in visitor.says("x", chosen="followup:withdraw")
    assert visitor.office.written == []


def test_a_new_clave_is_shown_once(inside):
    inside.taps("Cambiar mi clave")
    assert inside.office.written == []
    reply = inside.says("sí")
    assert f"```{NEW_CLAVE}```" in reply.split("\n")
    assert inside.office.written == ["rotated"]
    assert inside.draft is None
    assert inside.office.until == {}


def test_notices_are_on_and_off(inside):
    assert inside.taps("Pedir avisos") == texts.NOTICES_ON
    assert inside.office.written == ["notices another-number"]
    visitor = Visitor(notices=True)
    visitor.says(f"{FOLIO} {CLAVE}")
    assert visitor.taps("Quitar los avisos") == texts.NOTICES_OFF
    assert visitor.office.written == ["notices None"]


def test_leaving_closes_it(inside):
    assert inside.taps("Salir") == texts.LEFT
    assert inside.draft is None
    assert inside.office.until == {}


@pytest.mark.parametrize("step", ["folio", "clave", "menu", "add", "withdraw", "rotate"])
@pytest.mark.parametrize(
    ("text", "decision"), [("AUXILIO", DANGER), ("están adentro de mi casa", {})]
)
def test_danger_at_any_step_gets_911_and_adds_nothing(step, text, decision):
    visitor = at(step)
    reply = visitor.says(text, decision=decision)
    assert "911" in reply.split("\n")[0]
    assert visitor.draft is None
    assert visitor.office.added == []
    assert visitor.office.until == {}


@pytest.mark.parametrize("step", ["folio", "clave", "menu", "add", "withdraw", "rotate"])
def test_something_else_can_be_asked_at_any_step(step):
    visitor = at(step)
    reply = visitor.says("¿dónde pago el predial?", decision=ASKS_PREDIAL)
    assert PREDIAL in reply
    assert visitor.draft is not None
    assert visitor.office.written == []


@pytest.mark.parametrize("step", ["folio", "clave", "menu", "add", "withdraw", "rotate"])
@pytest.mark.parametrize("word", ["cancelar", "salir", "borrar", "mejor no"])
def test_it_can_be_left_from_everywhere(step, word):
    visitor = at(step)
    visitor.says(word)
    assert visitor.draft is None
    assert visitor.office.written == []


def at(step: str) -> Visitor:
    visitor = Visitor()
    visitor.says("cómo va mi denuncia", decision=ASKS_STATE)
    for name, act in (
        ("folio", None),
        ("clave", lambda: visitor.says(FOLIO)),
        ("menu", lambda: visitor.says(CLAVE)),
    ):
        if act:
            act()
        if name == step:
            return visitor
    visitor.taps({"add": "Contestar o agregar", "withdraw": "Retirar la denuncia", "rotate": "Cambiar mi clave"}[step])  # fmt: skip
    assert visitor.draft["step"] == step
    return visitor


SAID = st.one_of(
    st.sampled_from(
        [
            FOLIO, CLAVE, WRONG_CLAVE, OTHER_FOLIO, "1", "2", "3", "4", "5", "sí", "no", "listo", "salir", "hola", "ayuda", "resumen",
            "fue en la ventanilla tres", "¿y eso?", "corregir fecha", "",
        ]
    ),
    st.text(max_size=60),
)  # fmt: skip


@given(st.lists(SAID, max_size=14))
def test_whatever_is_said_nothing_raises_and_nothing_is_written_by_itself(sent):
    visitor = Visitor()
    visitor.says(FOLIO)
    for text in sent:
        before = list(visitor.office.written)
        reply = visitor.says(text, wait=200.0)
        if visitor.outcome is None:
            return
        assert reply.strip()
        if "withdrawn" in visitor.office.written and "withdrawn" not in before:
            assert text in ("sí", "1")
