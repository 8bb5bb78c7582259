from __future__ import annotations

import pytest

from acolwhats.denuncias import guide_texts as texts
from acolwhats.denuncias.refusals import Refusal, Refused
from acolwhats.denuncias.throttle import Throttled
from acolwhats.guides.turn import Incoming, Pin
from acolwhats.whatsapp.media.problems import MediaProblem

from .guided import ASKS_PREDIAL, NOW, PREDIAL, FakeVault, Teller

BRIBE = "el director de obras me pidió 5 mil de mordida ayer en la presidencia"
CLAVE = "K7M3-Q9X2-AB5T-CDE8"


@pytest.fixture
def teller():
    """Somebody who has not written yet."""
    return Teller()


STEPS = ("intro", "what", "who", "when", "where", "round", "evidence", "witnesses", "category", "summary")  # fmt: skip


# -- where ------------------------------------------------------------------------------------------


def test_a_pin_is_kept_as_it_is_or_rounded_without_its_address(teller):
    teller.goes_to("round")
    assert teller.case.pin == [19.6401, -98.9123, "Casa, Calle Falsa 1"]
    teller.says("2")
    assert teller.case.pin == [19.64, -98.912, ""]
    exact = Teller().goes_to("round")
    exact.taps("Exacto")
    assert exact.case.pin[:2] == [19.6401, -98.9123]


@pytest.mark.parametrize("pin", [Pin(0.0, 0.0), Pin(float("nan"), 1.0), Pin(91.0, 0.0)])
def test_a_pin_that_is_nowhere_is_told(teller, pin):
    teller.goes_to("where")
    reply = teller.says("", kind="location", pin=pin)
    assert texts.BAD_PIN in reply
    assert teller.case.step == "where"
    assert teller.case.pin is None


def test_a_place_outside_of_acolman_is_explained_and_nothing_is_lost():
    teller = Teller(outside=True).goes_to("where")
    assert texts.OUTSIDE in teller.sends_pin()
    assert teller.case.pin is not None
    other = Teller().goes_to("where")
    assert texts.OUTSIDE in other.says("en Ecatepec")
    assert other.case.where == "en Ecatepec"
    assert other.case.what


# -- evidence ---------------------------------------------------------------------------------------


def test_files_are_counted_until_listo(teller):
    teller.goes_to("evidence")
    assert "1 archivo" in teller.sends_photo()
    assert "2 archivos" in teller.sends_photo("este es el recibo")
    assert "este es el recibo" in teller.case.narrative
    assert texts.WITNESSES in teller.says("listo")
    assert len(teller.case.files) == 2


def test_whoever_asks_for_evidence_warns_of_faces_and_voices(teller):
    teller.goes_to("evidence")
    assert "caras" in teller.outcome.text
    assert "voces" in teller.outcome.text


@pytest.mark.parametrize("problem", [problem.value for problem in MediaProblem])
def test_a_file_that_was_rejected_is_told_why(teller, problem):
    teller.goes_to("evidence")
    reply = teller.sends_photo(problem=problem)
    assert texts.REJECTED.get(problem, texts.REJECTED_OTHERWISE) in reply
    assert teller.case.files == []


def test_no_more_than_ten_files_are_kept(teller):
    teller.goes_to("evidence")
    reply = teller.says("", kind="image", files=tuple(teller.photo() for _ in range(12)))
    assert texts.TOO_MANY_FILES in reply
    assert len(teller.case.files) == 10
    assert teller.deleted == ["handle-10", "handle-11"]


def test_files_are_taken_at_any_step(teller):
    teller.goes_to("when")
    assert "1 archivo" in teller.sends_photo()
    assert teller.case.step == "when"
    assert len(teller.case.files) == 1


def test_files_can_be_taken_out_again(teller):
    teller.goes_to("evidence").sends_photo()
    teller.says("corregir pruebas")
    assert texts.FILES_DROPPED in teller.says("quitar archivos")
    assert teller.case.files == []
    assert teller.deleted == ["handle-0"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("audio", texts.AUDIO),
        ("sticker", texts.STICKER),
        ("contact", texts.CONTACT),
        ("unknown", texts.UNKNOWN_KIND),
    ],
)
@pytest.mark.parametrize("step", STEPS)
def test_what_cannot_be_read_is_told_kindly_and_the_question_stays(teller, step, kind, said):
    teller.goes_to(step)
    asked = teller.outcome.choices or teller.outcome.text
    reply = teller.says("", kind=kind)
    assert said in reply
    assert teller.case.step == step
    assert asked


# -- the end ----------------------------------------------------------------------------------------


def test_what_was_told_is_what_is_filed(teller):
    teller.says(BRIBE)
    teller.says("sí")
    teller.sends_photo()
    teller.says("listo")
    teller.says("una vecina")
    reply = teller.says("1")
    ((statement, files, route, notify),) = teller.vault.filed
    assert statement.what == BRIBE
    assert (statement.who, statement.area) == ("el director de obras", "obras")
    assert statement.when == "ayer (24/11/2026)"
    assert statement.witnesses == "una vecina"
    assert statement.category == "soborno"
    assert statement.extra["notice"] == texts.NOTICE_VERSION
    assert [file.handle for file in files] == ["handle-0"]
    assert route.groups == ("contraloria",)
    assert notify is None
    assert "```AC-7K3M-Q9X2-5TCD```" in reply.split("\n")
    assert f"```{CLAVE}```" in reply.split("\n")
    assert texts.DELETE_CHAT in reply
    assert teller.draft is None


def test_notices_are_only_for_whoever_asks_for_them(teller):
    teller.goes_to("summary")
    assert texts.WITH_NOTICES in teller.says("2")
    assert teller.vault.filed[0][3] == "pseudonym"
    other = Teller().goes_to("summary")
    other.says("sí, avísame")
    assert other.vault.filed[0][3] == "pseudonym"


def test_a_story_about_notices_sends_nothing(teller):
    teller.goes_to("summary")
    assert texts.ADDED in teller.says("me avisó mi vecina de todo")
    assert teller.vault.filed == []


def test_whoever_accuses_those_who_would_judge_is_told_of_another_way(teller):
    teller.says("la contralora me pidió una mordida ayer en su oficina")
    teller.says("sí")
    teller.says("no")
    reply = teller.says("no")
    assert "no es del municipio" in reply
    teller.says("sí")
    _, _, route, _ = teller.vault.filed[0]
    assert "contraloria" not in route.groups


def test_a_neighbour_is_no_official(teller):
    teller.says("quiero denunciar a mi vecino, unos tipos venden droga en su casa desde enero")
    teller.says("sí")
    while teller.case.step != "summary":
        teller.says("no")
    teller.says("sí")
    statement, _, route, _ = teller.vault.filed[0]
    assert statement.crime
    assert statement.area == "particular"
    assert route.groups == ("seguridad_ciudadana",)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (Throttled(3600.0), texts.TOO_MANY),
        (Refused(Refusal.TOO_MUCH_EVIDENCE), texts.TOO_MUCH_EVIDENCE),
        (Refused(Refusal.NOBODY), texts.NOT_TAKEN_NOW),
        (Refused(Refusal.CLAVE), texts.HOLDS_CLAVE),
    ],
)
def test_what_cannot_be_filed_now_is_told_and_kept(answers, said):
    teller = Teller(FakeVault(answers=answers)).goes_to("summary")
    told = teller.case.narrative
    assert said in teller.says("sí")
    assert teller.case.step == "summary"
    assert teller.case.narrative == told


def test_when_the_last_officer_left_meanwhile_the_draft_stays(teller):
    teller.goes_to("summary")
    teller.vault.open = False
    assert texts.NOT_TAKEN_NOW in teller.says("sí")
    assert teller.draft is not None
    assert teller.vault.filed == []


@pytest.mark.parametrize("step", STEPS)
def test_a_message_that_holds_a_clave_is_refused(teller, step):
    teller.goes_to(step)
    told = teller.case.narrative
    reply = teller.says(f"mi otra clave es {valid_clave()}")
    assert texts.HOLDS_CLAVE in reply
    assert teller.case.narrative == told
    assert valid_clave() not in reply
    assert valid_clave() not in str(teller.draft)


def valid_clave() -> str:
    """A clave whose check symbol is right."""
    from acolwhats.denuncias.codes import grouped, with_check

    return grouped(with_check("K7M3Q9X2AB5TCDE"))


def test_a_draft_of_an_older_version_is_still_understood(teller):
    incoming = Incoming("x", "ayer", NOW)
    draft = {"step": "when", "what": ["algo que pasó"], "answered": ["what", "who"], "old": 1}
    outcome = teller.guide.go_on(draft, incoming, None)
    assert texts.WHERE in outcome.text


def test_a_question_in_the_middle_is_answered_and_the_question_is_asked_again(teller):
    teller.goes_to("when")
    reply = teller.says("¿dónde pago el predial?", decision=ASKS_PREDIAL)
    assert reply.startswith("*Pagar el predial*")
    assert PREDIAL in reply
    assert texts.WHEN in reply
    # What the answer offered would be taken for an answer here.
    assert "Responde *sí*" not in reply
    assert "Descuentos" not in reply


def test_messages_are_short_enough_and_buttons_fit(teller):
    for step in STEPS:
        talk = Teller().goes_to(step)
        assert len(talk.outcome.text) <= 800, step
        for _, title in talk.outcome.choices.options if talk.outcome.choices else ():
            assert len(title) <= 24


def test_without_any_story_or_file_there_is_nothing_to_send(teller):
    teller.says("quiero denunciar")
    teller.says("sí")
    while teller.case.step != "summary":
        teller.says("saltar")
    assert texts.NOTHING_TOLD in teller.says("enviar")
    assert teller.vault.filed == []
    teller.says("el inspector me pidió mordida para no clausurar")
    assert teller.case.step == "summary"
    teller.says("enviar")
    assert len(teller.vault.filed) == 1


def test_a_pin_in_the_first_message_is_asked_about_too(teller):
    teller.says(BRIBE, pin=Pin(19.6401, -98.9123))
    assert texts.ROUND in teller.says("sí")


def test_a_story_told_where_a_correction_was_chosen_is_not_lost(teller):
    teller.goes_to("summary")
    teller.says("corregir")
    story = "también me pidió dinero en la calle delante de todos"
    assert texts.ADDED in teller.says(story)
    assert story in teller.case.narrative


def test_a_question_about_the_summary_is_not_made_part_of_the_story(teller):
    teller.goes_to("summary")
    told = teller.case.narrative
    assert texts.NO_ANSWER in teller.says("¿y eso quién lo va a leer?")
    assert teller.case.narrative == told
