from __future__ import annotations

import pytest

from acolwhats.denuncias import guide_texts as texts
from acolwhats.denuncias.guide import START as START_ENTRY

from .guided import DANGER, FakeVault, Teller

BRIBE = "el director de obras me pidió 5 mil de mordida ayer en la presidencia"
CLAVE = "K7M3-Q9X2-AB5T-CDE8"


@pytest.fixture
def teller():
    """Somebody who has not written yet."""
    return Teller()


# -- the beginning ----------------------------------------------------------------------------------


def test_before_anything_is_asked_the_words_are_honest(teller):
    reply = teller.says("quiero denunciar")
    for word in ("Meta", "Twilio", "confidencial", "privacidad", "089", "Contraloría", "secogem", "persona"):  # fmt: skip
        assert word in reply
    assert teller.case.step == "intro"
    assert [title for _, title in teller.outcome.choices.options] == ["Sí, continuar", "No, gracias"]  # fmt: skip


def test_whoever_says_no_leaves_nothing_behind(teller):
    teller.sends_photo(BRIBE)
    assert teller.taps("No, gracias") == texts.DECLINED
    assert teller.draft is None
    assert teller.deleted == ["handle-0"]


def test_what_the_first_message_said_is_not_asked_again(teller):
    teller.says(BRIBE)
    assert texts.EVIDENCE in teller.says("sí")
    assert teller.case.area == "obras"
    assert teller.case.who == "el director de obras"
    assert teller.case.when.startswith("ayer")
    assert teller.case.where == "en la presidencia"
    assert teller.case.category == "soborno"


def test_a_request_that_names_only_whom_is_not_taken_for_the_story(teller):
    teller.says("quiero denunciar al director de obras")
    assert texts.WHAT in teller.says("sí")
    assert texts.WHEN in teller.says("me pidió una mordida para darme el permiso")


def test_whoever_begins_to_tell_after_the_notice_has_agreed(teller):
    teller.says("quiero denunciar")
    assert texts.WHEN in teller.says("un policía me pidió dinero para no llevarme al corralón")


@pytest.mark.parametrize(
    ("text", "label", "decision"),
    [
        ("quiero hacer una denuncia", "denuncia_anonima/presentar", "answer"),
        ("denuncia", "fuera_de_tema", "fallback"),
        ("denunciar", None, None),
        (BRIBE, "denuncia_anonima/otras_vias", "answer"),
        ("el inspector de comercio me pidió lana", "servicios_publicos/licencia_funcionamiento", "answer"),
    ],
)  # fmt: skip
def test_it_begins_when_somebody_asks_for_it_or_tells_of_an_official(teller, text, label, decision):
    assert teller.says(text, decision={"label": label, "decision": decision})


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("¿dónde me quejo de un policía que me pidió mordida?", "denuncia_anonima/otras_vias"),
        ("dónde pago el predial", "servicios_publicos/predial_pago"),
        ("hay un bache en la calle Aldama", "servicios_publicos/bache"),
        ("cómo va mi denuncia", "denuncia_anonima/seguimiento"),
        ("denuncia anónima", "elegir_opcion"),
        ("mi folio es AC-7K3M-Q9X2-5TCD quiero denunciar", "denuncia_anonima/seguimiento"),
    ],
)
def test_what_is_no_beginning_is_left_to_others(teller, text, label):
    teller.says(text, decision={"label": label, "decision": "answer"})
    assert teller.outcome is None


def test_a_button_begins_it(teller):
    assert texts.INTRO in teller.says("Denunciar", chosen=START_ENTRY, decision={"label": "x"})
    assert teller.case.is_empty


def test_where_nobody_could_read_it_nothing_is_taken():
    teller = Teller(FakeVault(open=False))
    reply = teller.says(BRIBE)
    assert reply == texts.NOT_TAKEN
    for word in ("089", "800 702 8770", "secogem", "911"):
        assert word in reply
    assert teller.draft is None


# -- danger -----------------------------------------------------------------------------------------

STEPS = ("intro", "what", "who", "when", "where", "round", "evidence", "witnesses", "category", "summary")  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("text", "decision"),
    [("AUXILIO", DANGER), ("espera, están adentro de mi casa", {}), ("me está apuntando ahorita", {})],
)  # fmt: skip
def test_danger_at_any_step_gets_911_and_leaves_nothing(teller, step, text, decision):
    teller.goes_to(step)
    teller.draft["files"] = [{"handle": "h", "content_type": "image/jpeg", "size": 1, "sha256": ""}]
    reply = teller.says(text, decision=decision)
    assert "911" in reply.split("\n")[0]
    assert texts.NOTHING_KEPT in reply
    assert teller.draft is None
    assert teller.outcome.write is None
    assert teller.deleted == ["h"]
    assert teller.vault.filed == []


def test_danger_in_the_first_message_gets_911_and_no_form(teller):
    reply = teller.says("quiero denunciar, están adentro de mi casa")
    assert "911" in reply.split("\n")[0]
    assert teller.draft is None


# -- telling ----------------------------------------------------------------------------------------


def test_a_story_in_several_messages_is_kept_whole(teller):
    teller.goes_to("what")
    teller.says("Llegué temprano a la oficina por un trámite que me urgía mucho")
    teller.says("y me dijo que sin dinero no salía")
    teller.says("el encargado de la ventanilla tres")
    assert teller.case.narrative == (
        "Llegué temprano a la oficina por un trámite que me urgía mucho\n\ny me dijo que sin dinero no salía"
    )
    assert teller.case.who == "el encargado de la ventanilla tres"


def test_a_message_of_4096_characters_with_emojis_is_kept_to_the_letter(teller):
    long = ("Me pidieron dinero 😡 en la oficina y «nadie» hizo nada. " * 80)[:4096].strip()
    teller.goes_to("what").says(long)
    assert teller.case.narrative == long


def test_a_story_without_an_end_is_told_to_be_too_long_and_nothing_else_is_lost(teller):
    teller.goes_to("what")
    teller.says("x " * 2000)
    while teller.says("y luego " * 500) and "no cupo" not in teller.outcome.text:
        pass
    assert teller.case.narrative.startswith("x x")
    assert len(teller.case.narrative) <= 40_000


def test_one_or_two_words_are_no_story_yet(teller):
    teller.goes_to("what")
    assert texts.WHAT_AGAIN in teller.says("corrupción")
    assert texts.WHAT_AGAIN not in teller.says("me cobraron de más")
    assert teller.case.narrative == "corrupción\n\nme cobraron de más"


def test_an_answer_to_another_question_is_kept_there(teller):
    teller.goes_to("where")
    teller.says("corregir fecha")
    teller.says("no sé")
    assert teller.case.step == "where"
    teller.says("calle Aldama")
    assert teller.case.where == "calle Aldama"
    other = Teller().goes_to("when")
    assert texts.WHEN in other.says("calle Aldama")
    assert other.case.where == "calle Aldama"
    assert texts.EVIDENCE in other.says("el lunes")


def test_an_answer_that_holds_the_next_one_too_spares_a_question(teller):
    teller.goes_to("who")
    assert texts.EVIDENCE in teller.says("el inspector, ayer, en la calle Aldama")


def test_not_knowing_is_an_answer(teller):
    teller.goes_to("who")
    assert texts.WHEN in teller.says("no sé quién fue")
    assert texts.WHERE in teller.says("no me acuerdo")
    assert teller.case.who == ""


def test_a_yes_to_an_open_question_is_not_its_only_button(teller):
    teller.goes_to("evidence")
    reply = teller.says("sí", chosen="denuncia:none")
    assert texts.EVIDENCE_SEND in reply
    assert teller.case.step == "evidence"


@pytest.mark.parametrize(("step", "first"), [("category", "denuncia:category:soborno"), ("round", "denuncia:exact")])  # fmt: skip
def test_a_typed_yes_is_not_the_first_item_of_a_list(teller, step, first):
    teller.goes_to(step)
    teller.says("sí", chosen=first)
    assert teller.case.category == ""
    assert teller.case.pin is None or teller.case.rounded


def test_a_photo_with_listo_under_it_is_taken_and_listo_too(teller):
    teller.goes_to("evidence")
    assert texts.WITNESSES in teller.sends_photo("listo")
    assert len(teller.case.files) == 1
    assert "listo" not in teller.case.narrative


def test_the_button_beside_an_open_question_skips_it(teller):
    teller.goes_to("when")
    teller.taps("Saltar")
    assert teller.case.step == "where"
