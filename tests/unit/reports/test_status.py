from __future__ import annotations

import pytest
from sqlalchemy import select

from acolwhats.reports import notices, repeats, service
from acolwhats.reports.categories import get_categories
from acolwhats.reports.folio import new_folio
from acolwhats.reports.models import ReportWatcher
from acolwhats.reports.states import TITLES, State
from tests.unit.reports.talking import NOON, add_days

CATEGORIES = get_categories()


@pytest.fixture
def report(scope):
    category = CATEGORIES.by_code["bache"]
    new = service.NewReport(
        category,
        "afuera de la casa de Panchita, calle Aldama, Xometla",
        "Xometla",
        "calle Aldama",
        note="está muy hondo",
    )
    with scope() as session:
        return service.create(session, new, NOON, service.expected_on(category, NOON, add_days))


def taken_to(scope, report, *states, at=NOON + 60, **more):
    with scope() as session:
        found = service.find(session, report.folio)
        for state in states:
            service.change_state(session, found, state, at, **more)


@pytest.mark.parametrize(
    "write",
    [
        lambda f: f,
        lambda f: f"cómo va mi reporte {f}?",
        lambda f: f.lower(),
        lambda f: f.replace("-", " "),
        lambda f: f.replace("-", ""),
        lambda f: f"folio {f}, gracias",
        lambda f: f.removeprefix("RS-"),
        lambda f: f.replace("0", "O").replace("1", "l"),
    ],
)
def test_a_folio_is_answered_from_any_number_however_it_is_written(write, report, town):
    outcome = town.citizen().says(write(report.folio))

    assert report.folio in outcome.text and "Recibido" in outcome.text


def test_the_answer_tells_no_words_of_whoever_reported(report, ana):
    text = ana.says(report.folio).text

    assert "calle" not in text.lower() or "Xometla" in text
    assert "Panchita" not in text and "hondo" not in text


def test_a_folio_copied_with_a_slip_is_told(report, ana):
    last = "0" if report.folio[-1] != "0" else "1"

    assert "No encontré ese folio" in ana.says(f"{report.folio[:-1]}{last}").text


def test_a_folio_that_does_not_exist_is_told(ana):
    assert "No encontré ese folio" in ana.says(f"como va {new_folio()}").text


@pytest.mark.parametrize(
    "text",
    [
        "hola buenas tardes",
        "AC-7K3M-Q9X2-5TCD",
        "mi denuncia AC 7K3M Q9X2 5TCD",
        "mi curp es AAAA000000HDFXXX00",
        "el número es 5512345678",
        "rs es mi inicial",
    ],
)
def test_what_is_no_folio_of_a_report_is_left_to_others(text, ana):
    assert ana.says(text) is None


def test_danger_beside_a_folio_is_left_to_others(report, ana):
    danger = {"decision": "emergency", "label": "proteccion_civil/incendio", "urgent": True}

    assert ana.says(f"{report.folio} se está quemando", decision=danger) is None


@pytest.mark.parametrize("state", list(State))
def test_every_state_is_told(state, report, ana, scope):
    with scope() as session:
        found = service.find(session, report.folio)
        found.state = state.value
        found.is_open = True
        found.reason = "not_found" if state is State.REJECTED else None
        found.duplicate_of = "RS-0000-0000" if state is State.DUPLICATE else None

    text = ana.says(report.folio).text

    assert f"*{TITLES[state]}*" in text
    assert ("no encontraron el problema" in text) == (state is State.REJECTED)


def test_news_can_be_asked_for_by_button_and_stopped(report, ana, scope):
    ana.says(report.folio)
    assert "te aviso" in ana.taps("Avísame si cambia").text
    ana.says(report.folio)
    assert "ya no te aviso" in ana.taps("Ya no me avises").text

    with scope() as session:
        assert not session.scalars(select(ReportWatcher)).all()


def test_news_can_be_asked_for_in_words(report, ana, scope):
    ana.says(f"avísame de {report.folio}")
    assert "Ya te aviso" in ana.says(f"avísame {report.folio}").text

    with scope() as session:
        assert len(session.scalars(select(ReportWatcher)).all()) == 1


def _reported_by(citizen, report, scope):
    with scope() as session:
        repeats.mark(session, service.find(session, report.folio), citizen.sender_id, NOON)


@pytest.mark.parametrize("how", ["button", "words"])
def test_who_reported_it_can_reopen_what_was_not_mended(how, report, ana, scope):
    _reported_by(ana, report, scope)
    taken_to(scope, report, State.DONE)

    outcome = ana.says(report.folio)
    outcome = (
        ana.taps("Sigue igual") if how == "button" else ana.says(f"sigue igual {report.folio}")
    )

    assert "Reabrí" in outcome.text
    with scope() as session:
        found = service.find(session, report.folio)
        assert (found.state, found.is_open, found.closed_at) == ("reopened", True, None)


def test_a_stranger_cannot_reopen(report, ana, scope):
    taken_to(scope, report, State.DONE)

    assert "Solo quien hizo" in ana.says(f"{report.folio} sigue igual").text
    with scope() as session:
        assert service.find(session, report.folio).state == "done"


def test_after_a_month_it_is_a_new_report(report, ana, scope, town):
    _reported_by(ana, report, scope)
    taken_to(scope, report, State.DONE)
    town.now += 32 * 86_400

    assert "hago uno nuevo" in ana.says(f"{report.folio} sigue igual").text


def test_what_is_open_cannot_be_reopened(report, ana, scope):
    _reported_by(ana, report, scope)

    assert "sigue abierto" in ana.says(f"{report.folio} sigue igual").text


def test_how_is_my_report_without_a_folio_asks_for_it(report, ana, scope):
    assert "Mándame el *folio*" in ana.says("¿cómo va mi reporte?").text
    with scope() as session:
        notices.watch(session, service.find(session, report.folio), ana.sender_id)

    assert report.folio in ana.says("quiero dar seguimiento a mi reporte").text


def test_a_denuncia_is_not_asked_about_here(ana):
    assert ana.says("como va el reporte de mi denuncia") is None


def test_it_keeps_no_draft(report, ana):
    ana.says(report.folio)

    assert ana.draft is None
