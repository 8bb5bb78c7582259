"""A denuncia from the first word to folio and clave, its follow-up, and a service report: through the real bridge and desk."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from acolwhats.database import session_scope
from acolwhats.denuncias import followup_texts, guide_texts, officers
from acolwhats.denuncias.casework import Desk as OfficersDesk
from acolwhats.denuncias.demo import DEMO_PASSPHRASE
from acolwhats.denuncias.evidence import EvidenceFolder
from acolwhats.denuncias.folio import new_clave
from acolwhats.denuncias.models import Attempt, AuditEntry, Denuncia, Evidence, ThreadMessage, Wrap
from acolwhats.denuncias.routing import load_routing
from acolwhats.guides.drafts import Draft
from acolwhats.reports.folio import find_folio as find_report
from acolwhats.reports.models import Report
from acolwhats.simulator import InboundMedia
from acolwhats.whatsapp import texts
from acolwhats.whatsapp.limits import PER_MINUTE
from acolwhats.whatsapp.models import Contact, Inbox, Outbox
from tests.integration.denuncias.bridged import Phone, fail_once, folio_and_clave, town_hall
from tests.integration.whatsapp.conftest import new_citizen, until

STORY = "Ayer en la tarde me pidieron quinientos pesos de mordida para no clausurar mi puesto"
STORY_AT_ONCE = (
    "quiero denunciar que ayer el inspector de obras me pidió mordida en la calle Aldama"
)
WHO = "el inspector de obras, uno de chaleco azul"
BACHE = {"latitude": 19.6437, "longitude": -98.9088}


def _jpeg() -> InboundMedia:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(file, "JPEG")
    return InboundMedia("image/jpeg", file.getvalue(), "IMG-0001.jpg")


PHOTO = _jpeg()


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    world = town_hall(tmp_path_factory.mktemp("hall"))
    yield world
    world.close()


@pytest.fixture
def phone(hall):
    """Somebody who has never written."""
    hall.simulator.faults.clear()
    hall.assistant.reply = lambda message: f"eco: {message.text}"
    return Phone(hall, new_citizen())


def another(phone: Phone) -> Phone:
    return Phone(phone.world, new_citizen())


def heard(phone: Phone) -> list[str]:
    return [message.text for message in phone.world.heard(phone.address)]


def counts(*tables) -> list[int]:
    with session_scope() as session:
        return [session.query(table).count() for table in tables]


def everything() -> list[int]:
    return counts(Denuncia, Wrap, Evidence, ThreadMessage, AuditEntry, Attempt, Draft)


def files(hall, folder: str) -> set[str]:
    path = hall.folder / folder
    return {file.name for file in path.iterdir()} if path.is_dir() else set()


def told_until_summary(phone: Phone) -> str:
    """A denuncia with what is needed, as far as its summary."""
    phone.says("quiero hacer una denuncia")
    phone.says("sí")
    return phone.says_all([STORY, WHO, "saltar", "no", "no"])


def filed(phone: Phone) -> tuple[str, str]:
    told_until_summary(phone)
    return folio_and_clave(phone.says("enviar"))


def opened(hall, folio: str):
    """The denuncia and its files, as the officer reads them."""
    with session_scope() as session:
        denuncia = session.query(Denuncia).filter_by(folio=folio).one()
        name = f"demo {denuncia.groups[0]}"
        desk = OfficersDesk(
            session,
            officers.find_officer(session, name),
            officers.unlock(session, name, DEMO_PASSPHRASE),
            EvidenceFolder(hall.folder / "denuncias"),
            load_routing(),
            0.0,
        )
        return desk.open(folio), desk.read_files(folio)


# -- from the first word to folio and clave ---------------------------------------------------------


def test_a_denuncia_in_words_only_the_officer_can_read(hall, phone):
    first = phone.says("quiero hacer una denuncia")
    assert guide_texts.INTRO in first
    assert guide_texts.WHAT in phone.says("sí")
    assert guide_texts.WHO in phone.says(STORY)
    summary = phone.says_all([WHO, "en la calle Aldama", "no", "una vecina"])
    assert STORY in summary and WHO in summary and "Aldama" in summary
    folio, clave = folio_and_clave(phone.says("enviar"))
    case, evidence = opened(hall, folio)
    assert case.statement.what == STORY
    assert case.statement.who == WHO
    assert "ayer" in case.statement.when.lower()
    assert "Aldama" in case.statement.where
    assert case.statement.witnesses == "una vecina"
    assert evidence == []
    assert heard(phone) == []
    with session_scope() as session:
        assert session.get(Draft, phone.sender_id) is None
    assert clave not in str(vars(case.denuncia))


def test_a_denuncia_with_buttons_a_pin_and_photos(hall, phone):
    waiting = files(hall, "media")
    phone.says("quiero denunciar")
    phone.says("1")
    phone.says(STORY)
    assert "dónde" in phone.says(WHO).lower()
    assert guide_texts.ROUND in phone.says(latitude=19.6437, longitude=-98.9088, label="Kiosco")
    assert guide_texts.EXACT in phone.taps("Exacto")
    assert "1 archivo" in phone.says("la primera", media=[PHOTO])
    assert "3 archivos" in phone.says(media=[PHOTO, PHOTO])
    assert len(files(hall, "media") - waiting) == 3
    phone.says("listo")
    phone.taps("No tengo")
    folio, _ = folio_and_clave(phone.says("enviar"))
    case, evidence = opened(hall, folio)
    assert case.statement.pin == (19.6437, -98.9088, "Kiosco")
    assert [description.content_type for description, _ in evidence] == ["image/jpeg"] * 3
    assert heard(phone) == []
    # Where they waited, nothing is left.
    assert until(lambda: files(hall, "media") <= waiting)


def test_what_the_first_message_said_is_not_asked_again(phone):
    first = phone.says(STORY_AT_ONCE)
    assert guide_texts.KEPT_FOR_NOW in first
    assert "pruebas" in phone.says("sí")
    assert heard(phone) == []


def test_asking_something_else_in_the_middle_comes_back_to_the_question(phone):
    phone.says_all(["quiero hacer una denuncia", "sí"])
    answered = phone.says("¿cuántos baches hay?")
    assert guide_texts.WHAT in answered
    assert heard(phone) == []


def test_cancelled_nothing_is_left(hall, phone):
    before, waiting = everything(), files(hall, "media")
    phone.says_all(["quiero hacer una denuncia", "sí", STORY])
    phone.says(media=[PHOTO])
    phone.says("cancelar")
    assert phone.taps("Sí, bórralo") == guide_texts.DROPPED
    assert everything() == before
    assert until(lambda: files(hall, "media") <= waiting)
    assert heard(phone) == []


def test_after_the_denuncia_the_assistant_hears_again(phone):
    filed(phone)
    assert phone.says("buenas tardes") == "eco: buenas tardes"
    assert heard(phone) == ["buenas tardes"]


def test_everything_said_is_deleted_at_twilio_although_the_rest_is_kept(hall, phone):
    assert phone.says("buenas tardes") == "eco: buenas tardes"
    phone.says(STORY_AT_ONCE, media=[PHOTO])
    phone.says_all(["sí", "listo", "no"])
    folio_and_clave(phone.says("enviar"))
    kept = ["buenas tardes", "eco: buenas tardes"]
    assert until(lambda: at_twilio(phone) == kept, 30), at_twilio(phone)
    assert until(lambda: hall.simulator.state.media == {})


def at_twilio(phone: Phone) -> list[str]:
    """What Twilio still has of somebody."""
    messages = phone.world.simulator.state.messages.values()
    return sorted(m.body for m in messages if phone.address in (m.from_, m.to))


def test_a_message_that_is_given_up_is_deleted_at_twilio_too(hall, phone, monkeypatch):
    phone.says_all(["quiero hacer una denuncia", "sí"])
    monkeypatch.setattr("acolwhats.guides.drafts.save", _never)
    assert phone.says(STORY, media=[PHOTO]) == texts.UNAVAILABLE
    assert until(lambda: at_twilio(phone) == [], 30), at_twilio(phone)
    assert until(lambda: hall.simulator.state.media == {})


def _never(*_: object) -> None:
    raise RuntimeError("injected")


def test_a_message_that_is_refused_for_haste_is_deleted_at_twilio_too(phone):
    phone.says_all(["quiero hacer una denuncia", "sí"])
    for number in range(PER_MINUTE):
        phone.sends(f"{STORY}, parte {number}")
    assert until(lambda: phone.world.outbound(phone.address)[-1].body == texts.TOO_FAST, 30)
    assert until(lambda: at_twilio(phone) == [], 30), at_twilio(phone)


# -- danger ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["auxilio, quiero denunciar", "me está apuntando ahorita"])
def test_danger_at_the_beginning_is_911_and_nothing_is_kept(hall, phone, text):
    before = everything(), files(hall, "denuncias"), files(hall, "media")
    if "denunciar" not in text:
        text = f"quiero denunciar, {text}"
    assert "911" in phone.says(text, media=[PHOTO]).splitlines()[0]
    assert until(lambda: (everything(), files(hall, "denuncias"), files(hall, "media")) == before)
    assert heard(phone) == []


def test_danger_in_the_middle_is_911_and_the_draft_and_its_files_go(hall, phone):
    before = everything(), files(hall, "denuncias"), files(hall, "media")
    phone.says_all(["quiero hacer una denuncia", "sí", STORY])
    phone.says(media=[PHOTO])
    said = phone.says("auxilio, ya entraron")
    assert "911" in said.splitlines()[0] and guide_texts.NOTHING_KEPT in said
    assert until(lambda: (everything(), files(hall, "denuncias"), files(hall, "media")) == before)
    assert heard(phone) == []


# -- follow-up ---------------------------------------------------------------------------------------


def test_from_another_number_with_folio_and_clave(hall, phone):
    folio, clave = filed(phone)
    other = another(phone)
    assert other.says(folio) == followup_texts.ASK_CLAVE
    assert folio in other.says(clave)
    other.says("Se me olvidó: fue junto al kiosco, a las cinco")
    other.says(media=[PHOTO])
    assert followup_texts.ADDED in other.says("listo")
    case, evidence = opened(hall, folio)
    assert [message.text for message in case.messages] == [
        "Se me olvidó: fue junto al kiosco, a las cinco"
    ]
    assert len(evidence) == 1
    assert heard(other) == []


def test_folio_and_clave_in_one_message(phone):
    folio, clave = filed(phone)
    assert folio in another(phone).says(f"mi folio es {folio} y mi clave {clave}")


def test_a_wrong_clave_and_a_wrong_folio_are_told_the_same(phone):
    folio, clave = filed(phone)
    other_folio, _ = filed(another(phone))
    said = [
        another(phone).says(f"{folio} {new_clave()}"),
        another(phone).says(f"{other_folio} {clave}"),
    ]
    assert said == [followup_texts.WRONG] * 2


def test_the_number_alone_gets_nothing(phone):
    folio, _ = filed(phone)
    assert phone.says("folio") == followup_texts.ASK_FOLIO
    assert folio not in phone.says("no lo tengo")


def test_a_new_clave_works_and_the_old_one_does_not(phone):
    folio, clave = filed(phone)
    other = another(phone)
    other.says(f"{folio} {clave}")
    other.taps("Cambiar mi clave")
    _, new = folio_and_clave(other.taps("Sí, cambiarla"))
    assert another(phone).says(f"{folio} {clave}") == followup_texts.WRONG
    assert folio in another(phone).says(f"{folio} {new}")


# -- what goes wrong ---------------------------------------------------------------------------------


def test_after_a_restart_the_next_question_is_where_it_was(hall, phone):
    phone.says_all(["quiero hacer una denuncia", "sí", STORY])
    phone.says(media=[PHOTO])
    hall.restart()
    assert "dónde" in phone.says(WHO).lower()
    phone.says_all(["saltar", "listo", "no"])
    folio, _ = folio_and_clave(phone.says("enviar"))
    case, evidence = opened(hall, folio)
    assert case.statement.what == STORY and len(evidence) == 1


@pytest.mark.parametrize(
    "target", ["acolwhats.denuncias.audit.record", "acolwhats.guides.drafts.save"]
)
def test_a_turn_that_fails_while_it_files_files_once(hall, phone, monkeypatch, target):
    told_until_summary(phone)
    phone.says(media=[PHOTO])
    before = counts(Denuncia, Evidence, AuditEntry)
    calls = fail_once(monkeypatch, target)
    folio, _ = folio_and_clave(phone.says("enviar"))
    assert len(calls) >= 2
    assert [now - then for now, then in zip(counts(Denuncia, Evidence, AuditEntry), before)] == [
        1
    ] * 3
    case, evidence = opened(hall, folio)
    assert case.statement.what == STORY and len(evidence) == 1


def test_the_same_message_delivered_twice_files_once(hall, phone):
    told_until_summary(phone)
    before = counts(Denuncia)
    phone.sends("enviar", copies=3)
    folio_and_clave(phone.hears())
    assert [now - then for now, then in zip(counts(Denuncia), before)] == [1]


def test_what_waits_and_what_was_sent_is_gone_when_it_is_done(phone):
    filed(phone)

    def kept() -> list:
        with session_scope() as session:
            return [
                row
                for table in (Inbox, Outbox)
                for row in session.query(table).filter(table.content.is_not(None))
                if row.sender_id == phone.sender_id
            ]

    assert until(lambda: kept() == [])
    with session_scope() as session:
        assert session.get(Contact, phone.sender_id).keep_until is None


# -- service reports ---------------------------------------------------------------------------------


def test_a_report_at_once_gets_a_folio(phone):
    said = phone.says("hay un bache en la calle Aldama, Xometla")
    for _ in range(4):
        if "envío" in said:
            break
        said = phone.says("saltar")
    folio, _ = find_report(phone.taps("Enviar"))
    assert folio
    with session_scope() as session:
        assert session.query(Report).filter_by(folio=folio).one().category == "bache"
    assert heard(phone) == []
    # How it goes is told to anybody, from any number.
    assert folio in another(phone).says(f"como va mi reporte {folio}")


def test_a_photo_and_a_pin_begin_a_report(phone):
    assert "reportar" in phone.says(media=[PHOTO])
    phone.says("un bache")
    said = phone.says(**BACHE)
    folio, _ = find_report(phone.says("enviar" if "envío" in said else "es otro"))
    assert folio, said
    assert heard(phone) == []


@pytest.fixture
def offered(hall, phone):
    """Somebody who was offered to report what they asked about."""
    options = [{"entry": "report:bache", "title": "Reportarlo aquí"}]
    hall.assistant.reply = lambda message: {
        "text": "Los baches los arregla Obras.\n*1.* Reportarlo aquí",
        "choices": {"body": "Los baches los arregla Obras.", "options": options},
    }
    phone.says("¿quién arregla los baches?")
    assert heard(phone) == ["¿quién arregla los baches?"]
    return phone


@pytest.mark.parametrize("text", ["1", "sí", "la primera"])
def test_what_an_answer_offers_begins_by_number_and_by_yes(offered, text):
    assert re.search(r"[Dd]ónde está el bache", offered.says(text))
    assert len(heard(offered)) == 1


def test_what_an_answer_offers_begins_with_a_tap(offered):
    assert re.search(r"[Dd]ónde está el bache", offered.taps("Reportarlo aquí"))
    assert len(heard(offered)) == 1


def test_a_no_to_what_an_answer_offers_is_for_the_assistant(offered):
    offered.says("no")
    assert len(heard(offered)) == 2
