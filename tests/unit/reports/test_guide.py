from __future__ import annotations

import pytest
from sqlalchemy import select

from acolwhats.guides.turn import File, Pin
from acolwhats.reports import repeats, service
from acolwhats.reports.asking import START
from acolwhats.reports.categories import get_categories
from acolwhats.reports.folio import find_folio
from acolwhats.reports.models import Report, ReportMark, ReportWatcher
from acolwhats.reports.states import State
from tests.unit.reports.talking import CENTRE

ALDAMA = "hay un bache en la calle Aldama, Xometla"
METRE = 1 / 111_195  # degrees of latitude


def every(scope, what):
    with scope() as session:
        return list(session.scalars(select(what)))


# -- beginning ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "¿cómo reporto un bache?",
        "como reporto un bache en la calle Aldama",
        "¿dónde se reporta una fuga de agua?",
        "a quien le digo que la lampara esta fundida",
        "hay un bache en la calle Aldama, ¿dónde lo reporto?",
        "quien tapa los baches??",
        "¿cuánto tardan en arreglar una lámpara?",
        "a qué hora pasa el camión de la basura",
        "que dias pasa la basura en Cuanalan",
        "necesito el número para reportar una fuga",
        "hay servicio de basura el domingo?",
    ],
)
def test_a_question_stays_a_question(text, ana):
    assert ana.says(text) is None


@pytest.mark.parametrize(
    "text",
    [
        ALDAMA,
        "quiero reportar un bache",
        "reporto una fuga de agua en Tepexpan",
        "no prende la lámpara de mi calle",
        "se robaron la tapa de la coladera",
        "ya llevamos 3 semanas sin que pase la basura",
        "vengan a tapar el hoyo de la calle Morelos",
        "¿pueden venir a podar un árbol que está tapando la luz?",
        "solicito la reparación de una luminaria",
        "hay un perro muerto frente al kínder",
    ],
)
def test_who_reports_something_is_asked_at_once_for_what_is_missing(text, ana):
    assert ana.says(text).draft is not None


@pytest.mark.parametrize(
    "decision",
    [
        {"decision": "fallback", "label": "servicios_publicos/bache"},
        {"decision": "choose", "label": "servicios_publicos/bache"},
        {"decision": "answer", "label": "servicios_publicos/predial_pago"},
        {
            "decision": "answer",
            "label": "servicios_publicos/bache",
            "labels": ["servicios_publicos/bache", "servicios_publicos/predial_pago"],
        },
        {},
    ],
)
def test_without_a_sure_reportable_subject_nothing_begins(decision, ana):
    assert ana.says(ALDAMA, decision={"labels": [decision.get("label")], **decision}) is None


def test_danger_is_never_taken(ana):
    danger = {
        "decision": "emergency",
        "label": "proteccion_civil/arbol_cable_caido",
        "urgent": True,
    }

    assert ana.says("hay un cable tirado con chispas", decision=danger) is None
    ana.says(ALDAMA)
    before = ana.draft
    assert ana.says("alguien se cayó al hoyo y no se mueve", decision=danger) is None
    assert ana.draft == before


@pytest.mark.parametrize("code", get_categories().by_code)
def test_every_category_has_its_button(code, ana):
    assert ana.presses(f"{START}{code}").draft["category"] == code


def test_a_button_of_another_guide_is_left_alone(ana):
    assert ana.presses("servicios_publicos/bache") is None
    assert ana.presses("denuncia:start") is None


def test_an_unknown_category_is_asked_for(ana):
    assert ana.presses("report:ovnis").draft["step"] == "category"


def test_of_two_reports_in_one_message_the_second_is_offered_at_the_end(ana):
    both = {
        "decision": "answer",
        "label": "servicios_publicos/bache",
        "labels": ["servicios_publicos/bache", "servicios_publicos/alumbrado"],
    }
    ana.says("hay un bache y no prende la lámpara en la calle Aldama, Xometla", decision=both)
    ana.says("no")

    ana.taps("Enviar")

    assert ana.last.draft is None
    assert ana.taps("Reportarlo también").draft["category"] == "alumbrado"


# -- at every step -----------------------------------------------------------------------------------


def _at(step, town):
    """A citizen whom this was asked last."""
    citizen = town.citizen()
    if step == "category":
        citizen.pins()
    elif step == "place":
        citizen.presses("report:bache")
    elif step == "elsewhere":
        citizen.presses("report:bache")
        citizen.says("en Ecatepec")
    elif step == "detail":
        citizen.presses("report:bache")
        citizen.says("calle Aldama")
    elif step == "which":
        citizen.presses("report:bache")
        citizen.says("San Miguel")
    elif step == "streets":
        citizen.presses("report:bache")
        citizen.says("Prados de San Juan")
    elif step == "border":
        citizen.presses("report:bache")
        citizen.pins(Pin(19.7250, -98.9000))
    elif step == "photo":
        citizen.says(ALDAMA)
    elif step == "repeat":
        other = town.citizen()
        other.says(ALDAMA)
        other.says("no")
        other.says("sí")
        citizen.says(ALDAMA)
    else:
        citizen.says(ALDAMA)
        citizen.says("no")
        if step == "fix":
            citizen.says("corregir")
    assert citizen.draft["step"] == step
    return citizen


STEPS = (
    *("category", "place", "elsewhere", "detail", "which", "streets"),
    *("border", "photo", "repeat", "confirm", "fix"),
)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("word", ["cancelar", "ya no quiero", "borrar", "salir"])
def test_it_can_be_cancelled_at_every_step(step, word, town, scope):
    citizen = _at(step, town)
    before = len(every(scope, Report))

    outcome = citizen.says(word)

    assert outcome.draft is None and "no guardé" in outcome.text
    assert len(every(scope, Report)) == before


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("word", ["corregir", "me equivoqué"])
def test_it_can_be_corrected_at_every_step(step, word, town):
    assert _at(step, town).says(word).draft["step"] == "fix"


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("word", ["saltar", "no sé"])
def test_it_can_be_skipped_at_every_step_or_says_why_not(step, word, town):
    citizen = _at(step, town)
    before = citizen.last.text

    outcome = citizen.says(word)

    assert outcome is not None and outcome.text != before


@pytest.mark.parametrize("step", STEPS)
def test_a_question_in_the_middle_is_answered_and_the_guide_goes_on(step, town):
    citizen = _at(step, town)
    before = {**citizen.draft}

    outcome = citizen.says("¿cuánto cuesta el predial?")

    assert outcome.text.startswith("RESPUESTA sobre servicios_publicos/predial_pago.")
    assert "Seguimos con tu reporte" in outcome.text
    expected = "place" if step == "elsewhere" else step
    assert outcome.draft["step"] == expected
    assert {**outcome.draft, "step": step, "asked": [], "shown": []} == {
        **before,
        "asked": [],
        "shown": [],
    }


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("word", ["ayuda", "hola", "repite", "gracias"])
def test_small_talk_asks_the_same_again(step, word, town):
    citizen = _at(step, town)

    outcome = citizen.says(word)

    assert outcome.draft["step"] == ("place" if step == "elsewhere" else step)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("word", ["menú", "persona"])
def test_the_menu_and_a_person_are_for_others_and_the_draft_stays(step, word, town):
    citizen = _at(step, town)
    before = citizen.draft

    assert citizen.says(word) is None
    assert citizen.draft == before


@pytest.mark.parametrize("step", STEPS)
def test_a_pause_keeps_everything(step, town):
    citizen = _at(step, town)
    before = citizen.draft

    assert "24 horas" in citizen.says("al rato sigo").text
    assert citizen.draft == before


@pytest.mark.parametrize("step", [step for step in STEPS if step != "category"])
def test_a_pin_is_taken_at_every_step(step, town):
    outcome = _at(step, town).pins()

    assert outcome.draft["point"] == [CENTRE.latitude, CENTRE.longitude]


@pytest.mark.parametrize("step", STEPS)
def test_a_photo_is_taken_at_every_step(step, town):
    outcome = _at(step, town).sends(town.attach())

    assert len(outcome.draft["photos"]) == 1


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("entry", ["send", "join", "which:0", "street:Laurel", "border_yes"])
def test_an_old_button_never_sends_anything(step, entry, town, scope):
    citizen = _at(step, town)
    if entry in citizen.draft["shown"]:
        return
    before = len(every(scope, Report)), len(every(scope, ReportMark))

    outcome = citizen.presses(entry)

    assert outcome.draft is not None
    assert (len(every(scope, Report)), len(every(scope, ReportMark))) == before


def test_a_voice_note_is_for_others(ana):
    ana.says(ALDAMA)

    assert ana.says("", kind="audio") is None


# -- photos ------------------------------------------------------------------------------------------


def test_a_photo_stays_with_the_report_and_leaves_the_drafts(ana, town):
    photo = town.attach(b"una foto")
    ana.says(ALDAMA)
    ana.sends(photo)
    ana.taps("Enviar")

    (kept,) = ana.report().photos
    assert town.photos.get(kept["handle"]).content == b"una foto"
    assert kept["handle"] != photo.handle
    assert town.drafts.get(photo.handle) is None


def test_what_is_cancelled_leaves_no_photo(ana, town):
    photo = town.attach()
    ana.says(ALDAMA)
    ana.sends(photo)

    ana.says("cancelar")

    assert town.drafts.get(photo.handle) is None
    assert not list(town.photos._folder.glob("*"))


def test_a_photo_that_was_refused_is_told_why(ana):
    ana.says(ALDAMA)

    outcome = ana.sends(File(None, problem="too_big"))

    assert "pesa demasiado" in outcome.text and not outcome.draft["photos"]


def test_a_document_is_no_photo(ana, town):
    ana.says(ALDAMA)

    outcome = ana.sends(town.attach(b"%PDF", "application/pdf"))

    assert "no es una foto" in outcome.text and not outcome.draft["photos"]


def test_five_photos_are_enough(ana, town):
    ana.says(ALDAMA)

    outcome = ana.sends(*(town.attach() for _ in range(7)))

    assert len(outcome.draft["photos"]) == 5 and "basta" in outcome.text


def test_a_photo_that_expired_is_left_out(ana, town):
    photo = town.attach()
    ana.says(ALDAMA)
    ana.sends(photo)
    town.drafts.delete(photo.handle)

    ana.taps("Enviar")

    assert ana.report().photos == []


# -- what is filed -----------------------------------------------------------------------------------


def test_who_wants_to_be_told_is_noted_apart(ana, scope):
    ana.says(ALDAMA)
    ana.says("no")
    ana.taps("Enviar y avisarme")

    (watcher,) = every(scope, ReportWatcher)
    assert (watcher.report_id, watcher.sender_id) == (ana.report().id, ana.sender_id)


def test_nobody_who_did_not_ask_is_in_any_table(ana, engine):
    ana.says(ALDAMA)
    ana.says("no")
    ana.taps("Enviar")

    with engine.connect() as connection:
        names = ["reports", "report_changes", "report_marks", "report_watchers"]
        rows = [connection.exec_driver_sql(f"select * from {name}").all() for name in names]
    assert ana.sender_id not in repr(rows)


def test_an_unconfirmed_goal_is_told_as_an_estimate(ana):
    ana.says(ALDAMA)
    ana.says("no")

    text = ana.taps("Enviar").text

    assert "Fecha estimada, por confirmar: *martes 9 de diciembre*" in text
    assert not ana.report().expected_confirmed


def test_the_caution_is_told_with_the_folio(ana):
    ana.says("le robaron la tapa a la coladera de la calle Aldama, Xometla")
    ana.says("no")

    assert "No te acerques" in ana.taps("Enviar").text


def test_the_words_of_the_citizen_are_the_note(ana):
    ana.says(ALDAMA)
    ana.says("no")
    ana.says("está muy hondo")
    ana.taps("Enviar")

    assert ana.report().note == f"{ALDAMA} está muy hondo"


def test_a_citizen_files_at_most_ten_a_day(ana, town):
    for number in range(10):
        ana.presses("report:bache")
        ana.pins(Pin(19.60 + number / 100, -98.9))
        ana.says("no")
        assert find_folio(ana.says("sí").text)[0]

    outcome = ana.says(ALDAMA)
    assert outcome.draft is None and "10 reportes" in outcome.text
    town.now += 86_401
    assert ana.says(ALDAMA).draft is not None


def test_the_limit_of_one_does_not_stop_others(ana, town, scope):
    with scope() as session:
        for _ in range(repeats.MOST_A_DAY):
            new = service.NewReport(get_categories().by_code["bache"], "x")
            report = service.create(session, new, town.now, None)
            repeats.mark(session, report, ana.sender_id, town.now)

    assert ana.says(ALDAMA).draft is None
    assert town.citizen().says(ALDAMA).draft is not None


# -- the same thing twice ----------------------------------------------------------------------------


def _filed_at(town, point, category="bache"):
    other = town.citizen()
    other.presses(f"report:{category}")
    other.pins(point)
    other.says("no")
    other.says("sí")
    return other.report()


def _north(metres):
    return Pin(CENTRE.latitude + metres * METRE, CENTRE.longitude)


@pytest.mark.parametrize(("metres", "asked"), [(0, "repeat"), (249, "repeat"), (251, "photo")])
def test_what_is_within_250_metres_may_be_the_same(metres, asked, ana, town):
    _filed_at(town, CENTRE)
    ana.presses("report:bache")

    assert ana.pins(_north(metres)).draft["step"] == asked


def test_another_category_is_never_the_same(ana, town):
    _filed_at(town, CENTRE, "alumbrado")
    ana.presses("report:bache")

    assert ana.pins().draft["step"] == "photo"


def test_what_is_closed_is_never_the_same(ana, town, scope):
    report = _filed_at(town, CENTRE)
    with scope() as session:
        found = service.find(session, report.folio)
        service.change_state(session, found, State.DONE, town.now)
    ana.presses("report:bache")

    assert ana.pins().draft["step"] == "photo"


def test_of_several_the_nearest_is_offered(ana, town):
    _filed_at(town, _north(200))
    near = _filed_at(town, _north(-80))
    ana.presses("report:bache")

    outcome = ana.pins()

    assert near.folio in outcome.text and "a unos 80 m" in outcome.text


def test_joining_counts_once_and_files_nothing(ana, town, scope):
    report = _filed_at(town, CENTRE)
    for _ in range(2):
        ana.presses("report:bache")
        ana.pins()
        outcome = ana.taps("Me sumo")

    assert "Ya estabas" in outcome.text
    (only,) = every(scope, Report)
    assert (only.id, only.supporters) == (report.id, 1)


def test_who_reported_it_does_not_count_again(ana, scope):
    ana.says(ALDAMA)
    ana.says("no")
    ana.says("sí")
    ana.says(ALDAMA)

    assert "Ya estabas" in ana.taps("Me sumo").text
    (only,) = every(scope, Report)
    assert only.supporters == 0


def test_joining_may_ask_for_news(ana, town, scope):
    report = _filed_at(town, CENTRE)
    ana.presses("report:bache")
    ana.pins()
    ana.taps("Me sumo y avísame")

    (watcher,) = every(scope, ReportWatcher)
    assert (watcher.report_id, watcher.sender_id) == (report.id, ana.sender_id)


def test_it_may_be_another_one(ana, town, scope):
    _filed_at(town, CENTRE)
    ana.presses("report:bache")
    ana.pins()
    ana.taps("No, es otro")
    ana.says("no")
    ana.taps("Enviar")

    assert len(every(scope, Report)) == 2


def test_at_the_fourth_question_another_one_is_sent_at_once(ana, town, scope):
    for citizen in (town.citizen(), ana):
        citizen.presses("report:bache")
        citizen.says("Los Reyes")
        citizen.says("2")
        outcome = citizen.says("calle Flores")
        if citizen is not ana:
            citizen.says("sí")

    assert "lo envío así" in outcome.text
    assert ana.taps("Es otro: enviar").draft is None
    assert len(every(scope, Report)) == 2


def test_the_words_of_another_citizen_are_not_shown(ana, town):
    other = town.citizen()
    other.says("hay un bache en la calle Aldama, Xometla, frente a la casa de Panchita")
    other.says("no")
    other.says("sí")

    outcome = ana.says(ALDAMA)

    assert outcome.draft["step"] == "repeat" and "Panchita" not in outcome.text


def test_what_was_closed_meanwhile_is_not_joined(ana, town, scope):
    report = _filed_at(town, CENTRE)
    ana.presses("report:bache")
    ana.pins()
    with scope() as session:
        found = service.find(session, report.folio)
        service.change_state(session, found, State.DONE, town.now)

    assert ana.taps("Me sumo").draft["step"] == "photo"


def test_a_place_that_is_corrected_before_the_kind_is_known_asks_for_the_kind(ana):
    ana.pins()
    ana.says("me equivoqué")

    assert ana.says("el lugar").draft["step"] == "category"
