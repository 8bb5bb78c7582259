from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from acolwhats.denuncias import audit, officers, recovery
from acolwhats.denuncias.casework import CaseProblem, Desk, named, sit_down
from acolwhats.denuncias.keys import new_key_pair
from acolwhats.denuncias.models import Denuncia, Evidence, Wrap
from acolwhats.denuncias.routing import load_routing
from acolwhats.denuncias.states import State, due_on
from acolwhats.denuncias.thread import new_message
from acolwhats.denuncias.worklist import worklist

from .town import (
    AGAINST_CONTRALORIA,
    NOW,
    ORIGINAL,
    PASSPHRASE,
    STATEMENT,
    TODAY,
    recovered_key_of,
    the,
)

NONE = "no tienes una denuncia"


class Told(list):
    def __call__(self, session, denuncia):
        self.append(denuncia.folio)


@pytest.fixture
def sit(office, session):
    """The desk of somebody."""

    def sit(name: str = "Inés", passphrase: str = PASSPHRASE) -> Desk:
        return sit_down(
            session, name, passphrase, office.vault.evidence, load_routing(), office.now, Told()
        )

    return sit


@pytest.fixture
def filed(office):
    return office.file(STATEMENT, office.attach(b"una foto"))


def done(session) -> list[tuple[str, str | None]]:
    """What officers did, of the audit."""
    keys = {"officer_added", "recovery_created"}
    return [
        (entry.action, entry.reason)
        for entry in audit.entries(session)
        if entry.actor != "citizen" and entry.action not in keys
    ]


# -- reading -----------------------------------------------------------------------------------------


def test_an_officer_reads_what_was_filed_for_their_group(sit, session, filed):
    case = sit().open(filed.folio.lower().replace("-", " "))
    assert case.statement == STATEMENT
    assert case.filed_at == NOW
    assert [file.description.original_sha256 for file in case.files] == [ORIGINAL]
    assert done(session) == [("opened", None)]


def test_who_read_it_is_in_the_audit(sit, session, filed):
    desk = sit()
    desk.open(filed.folio)
    entry = audit.entries(session, the(session, filed).id)[-1]
    assert (entry.actor, entry.action) == (desk.officer.id, "opened")


def test_another_group_gets_the_same_as_for_a_folio_that_is_none(sit, session, filed):
    for folio in (filed.folio, "AC-0000-0000-0000", "what is this", ""):
        with pytest.raises(CaseProblem, match=NONE):
            sit("Saúl").open(folio)
    assert done(session) == []


def test_a_wrong_passphrase_opens_nothing(sit, filed):
    with pytest.raises(officers.OfficerProblem):
        sit(passphrase="otra frase de paso equivocada")


def test_a_permission_does_not_help_who_is_excluded(sit, session, filed):
    session.execute(update(Denuncia).values(excluded=["contraloria"]))
    with pytest.raises(CaseProblem, match=NONE):
        sit().open(filed.folio)


def test_who_came_later_is_told_how_to_get_in(office, sit, session, filed):
    office.hire("Olga", "contraloria")
    with pytest.raises(CaseProblem, match="officers share"):
        sit("Olga").open(filed.folio)


@pytest.mark.parametrize("column", ["content", "public_key"])
def test_what_somebody_changed_in_the_database_is_not_read_as_if_it_were_right(
    office, sit, session, filed, column
):
    other = office.file()
    stranger = new_key_pair()[0] if column == "public_key" else the(session, other).content
    changed = update(Denuncia).where(Denuncia.folio == filed.folio).values({column: stranger})
    session.execute(changed)
    session.expire_all()
    with pytest.raises(CaseProblem, match="alguien cambió"):
        sit().open(filed.folio)


def test_a_permission_that_was_moved_from_another_denuncia_opens_nothing(
    office, sit, session, filed
):
    other = office.file()
    wrapped = session.scalars(
        select(Wrap.wrapped).where(Wrap.denuncia_id == the(session, other).id)
    ).first()
    mine = update(Wrap).where(Wrap.denuncia_id == the(session, filed).id)
    session.execute(mine.values(wrapped=wrapped))
    session.expire_all()
    with pytest.raises(CaseProblem, match="alguien cambió"):
        sit().open(filed.folio)


def test_attachments_are_read_and_that_is_in_the_audit(sit, session, filed):
    ((description, content),) = sit().read_files(filed.folio)
    assert content == b"una foto" and description.content_type == "image/jpeg"
    assert done(session) == [("evidence_read", "1")]


def test_a_changed_attachment_is_not_handed_out(office, sit, session, filed):
    (path,) = (office.folder / "denuncias").iterdir()
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(CaseProblem, match="alguien cambió"):
        sit().read_files(filed.folio)
    assert len(sit().open(filed.folio).files) == 1, "the rest is read still"


def test_a_changed_description_of_an_attachment_is_shown_as_such(sit, session, filed):
    session.execute(update(Evidence).values(content=b"x" * 600))
    session.expire_all()
    assert [file.description for file in sit().open(filed.folio).files] == [None]


# -- answering ---------------------------------------------------------------------------------------


def test_the_citizen_reads_the_reply_with_folio_and_clave(office, sit, session, filed):
    desk = sit()
    desk.reply(filed.folio, "  Ya lo estamos revisando.\n")
    session.flush()
    assert office.followed(session, filed).thread() == [("officer", "Ya lo estamos revisando.")]
    assert desk.tell == [filed.folio]
    assert done(session) == [("replied", None)]
    assert the(session, filed).state == "recibida"


def test_the_officer_reads_what_the_citizen_answered(office, sit, session, filed):
    sit().ask(filed.folio, "¿Qué día fue?")
    office.now += 60
    office.followed(session, filed).add("El martes")(session)
    said = [(message.author, message.text) for message in sit().open(filed.folio).messages]
    assert said == [("officer", "¿Qué día fue?"), ("citizen", "El martes")]


def test_a_question_makes_the_denuncia_wait_for_an_answer(sit, session, filed):
    desk = sit()
    desk.ask(filed.folio, "¿Qué día fue?")
    denuncia = the(session, filed)
    assert denuncia.state == "falta_informacion"
    assert denuncia.due_on == due_on(State.NEEDS_INFORMATION, TODAY, TODAY)
    desk.ask(filed.folio, "¿Y a qué hora?")
    assert [action for action, _ in done(session)] == ["state_changed", "asked", "asked"]


def test_nothing_is_asked_about_what_is_over(sit, session, filed):
    session.execute(update(Denuncia).values(state="retirada"))
    session.expire_all()
    with pytest.raises(CaseProblem, match="de retirada solo puede pasar a: ninguno"):
        sit().ask(filed.folio, "¿Qué día fue?")
    assert sit().open(filed.folio).messages == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (" \n", "vacío"),
        ("x" * 3001, "3000"),
        ("Te atiende Inés.", "nombre"),
        ("Te atiende INES, de la Contraloría", "nombre"),
        ("Pregunta por saul", "nombre"),
    ],
)
def test_a_text_that_cannot_be_sent_is_not_sent(sit, session, filed, text, problem):
    desk = sit()
    with pytest.raises(CaseProblem, match=problem):
        desk.reply(filed.folio, text)
    assert desk.open(filed.folio).messages == [] and desk.tell == []


def test_a_name_is_one_as_whole_words_alone():
    assert named("lo ve ana  maría pérez", ["Ana María Pérez"])
    assert not named("la mañana de María", ["Ana", "Ana María"])
    assert not named("nada", ["", " "])


# -- handing over ------------------------------------------------------------------------------------


def test_another_group_can_read_it_once_it_is_assigned(office, sit, session, filed):
    desk = sit()
    assert desk.assign(filed.folio, "sindicatura") == 1
    assert sit("Saúl").open(filed.folio).statement == STATEMENT
    assert sit().open(filed.folio).statement == STATEMENT
    denuncia = the(session, filed)
    assert denuncia.groups == ["contraloria", "sindicatura"] and denuncia.state == "turnada"
    assert ("assigned", "sindicatura") in done(session)
    assert desk.tell == [filed.folio]


def test_with_only_nobody_else_reads_it_any_more_but_with_the_recovery_key(
    office, sit, session, filed
):
    other = office.file()
    sit().assign(filed.folio, "sindicatura", only=True)
    session.flush()
    with pytest.raises(CaseProblem, match=NONE):
        sit().open(filed.folio)
    assert sit().open(other.folio), "another denuncia is as it was"
    assert sit("Saúl").open(filed.folio)
    assert recovered_key_of(session, filed, office.recovery)
    holders = session.scalars(
        select(Wrap.officer_id).where(Wrap.denuncia_id == the(session, filed).id)
    )
    assert len(list(holders)) == 2


def test_a_group_that_is_accused_never_gets_it(office, sit, session):
    filed = office.file(route=AGAINST_CONTRALORIA)
    with pytest.raises(CaseProblem, match="conflicto"):
        sit("Saúl").assign(filed.folio, "contraloria")
    with pytest.raises(CaseProblem, match=NONE):
        sit().open(filed.folio)


def test_who_belongs_to_the_accused_group_too_does_not_get_it_either(office, sit, session):
    office.hire("Doble", "secretaria", "contraloria")
    filed = office.file(route=AGAINST_CONTRALORIA)
    with pytest.raises(CaseProblem, match="no hay nadie"):
        sit("Saúl").assign(filed.folio, "secretaria")
    office.hire("Simple", "secretaria")
    assert sit("Saúl").assign(filed.folio, "secretaria") == 1
    with pytest.raises(CaseProblem, match=NONE):
        sit("Doble").open(filed.folio)
    assert sit("Simple").open(filed.folio)


@pytest.mark.parametrize(
    ("group", "problem"), [("bomberos", "no hay un grupo"), ("presidencia", "no hay nadie")]
)
def test_a_group_that_is_none_or_has_nobody_gets_nothing(sit, session, filed, group, problem):
    with pytest.raises(CaseProblem, match=problem):
        sit().assign(filed.folio, group)
    assert the(session, filed).groups == ["contraloria"] and done(session) == []


def test_assigning_twice_changes_nothing_more(sit, session, filed):
    sit().assign(filed.folio, "sindicatura")
    assert sit().assign(filed.folio, "sindicatura") == 1
    assert the(session, filed).groups == ["contraloria", "sindicatura"]
    assert session.query(Wrap).count() == 3


def test_the_recovery_key_still_opens_what_was_assigned(office, sit, session, filed):
    sit().assign(filed.folio, "sindicatura")
    assert recovery.read_recovery(office.recovery) is not None
    assert recovered_key_of(session, filed, office.recovery)


# -- states ------------------------------------------------------------------------------------------


def test_a_state_is_changed_and_told(sit, session, filed):
    desk = sit()
    assert desk.change_state(filed.folio, "en_investigacion") is State.INVESTIGATING
    assert the(session, filed).state == "en_investigacion"
    assert done(session) == [("state_changed", "recibida>en_investigacion")]
    assert desk.tell == [filed.folio]


@pytest.mark.parametrize(
    ("to", "problem"),
    [
        ("cerrada", "de recibida solo puede pasar a: acumulada, en_investigacion"),
        ("abierta", "los estados son: recibida"),
        ("retirada", "quien la presentó"),
        ("falta_informacion", "usa ask"),
        ("turnada", "usa assign"),
        ("recibida", "una vez"),
    ],
)
def test_a_state_that_may_not_follow_is_refused(sit, session, filed, to, problem):
    desk = sit()
    with pytest.raises(CaseProblem, match=problem):
        desk.change_state(filed.folio, to)
    assert the(session, filed).state == "recibida" and done(session) == [] and desk.tell == []


def test_a_denuncia_is_held_and_released(sit, session, filed):
    sit().hold(filed.folio, True)
    assert the(session, filed).legal_hold is True
    sit().hold(filed.folio, False)
    assert the(session, filed).legal_hold is False
    assert [action for action, _ in done(session)] == ["held", "released"]


@pytest.mark.parametrize(
    "do",
    [
        lambda desk, folio: desk.open(folio),
        lambda desk, folio: desk.export(folio),
        lambda desk, folio: desk.read_files(folio),
        lambda desk, folio: desk.reply(folio, "hola"),
        lambda desk, folio: desk.ask(folio, "hola"),
        lambda desk, folio: desk.assign(folio, "sindicatura"),
        lambda desk, folio: desk.change_state(folio, "en_revision"),
        lambda desk, folio: desk.hold(folio, True),
    ],
)
def test_nobody_does_anything_with_what_is_not_theirs(sit, session, filed, do):
    before = the(session, filed).state
    with pytest.raises(CaseProblem, match=NONE):
        do(sit("Saúl"), filed.folio)
    assert the(session, filed).state == before and done(session) == []


def test_problems_tell_nothing_of_the_matter(office, sit, session, filed):
    words = set(re.findall(r"\w{5,}", " ".join(STATEMENT.words())))
    for folio, action in ((filed.folio, "cerrada"), (filed.folio, "x"), ("AC-1", "en_revision")):
        with pytest.raises(CaseProblem) as problem:
            sit().change_state(folio, action)
        assert not words & set(re.findall(r"\w+", str(problem.value)))
        assert "\n" not in str(problem.value)


# -- the list ----------------------------------------------------------------------------------------


def listed(desk, session, today=TODAY, closed=False):
    return worklist(session, desk.officer, today, closed)


def test_the_list_has_what_is_routed_to_ones_groups_and_is_in_the_audit(
    office, sit, session, filed
):
    against = office.file(route=AGAINST_CONTRALORIA)
    assert [line.folio for line in listed(sit(), session)] == [filed.folio]
    assert [line.folio for line in listed(sit("Saúl"), session)] == [against.folio]
    assert done(session) == [("listed", "1"), ("listed", "1")]


def test_what_nobody_has_read_is_news_and_so_is_what_the_citizen_adds(office, sit, session, filed):
    def news():
        return [line.news for line in listed(sit(), session)]

    assert news() == [True]
    sit().open(filed.folio)
    assert news() == [False]
    office.followed(session, filed)
    assert news() == [False], "the citizen only looked"
    office.followed(session, filed).add("Algo más")(session)
    assert news() == [True]
    sit().open(filed.folio)
    assert news() == [False]


def test_what_is_over_is_listed_when_asked_for(sit, session, filed):
    sit().change_state(filed.folio, "no_competencia")
    session.flush()
    assert listed(sit(), session) == []
    assert [line.state for line in listed(sit(), session, closed=True)] == [State.NOT_OURS]


def test_the_most_urgent_comes_first_and_is_marked(office, sit, session, filed):
    urgent = office.file()
    session.execute(update(Denuncia).values(due_on=TODAY + timedelta(days=2)))
    first = update(Denuncia).where(Denuncia.folio == urgent.folio)
    session.execute(first.values(due_on=TODAY - timedelta(days=1)))
    lines = listed(sit(), session)
    assert [(line.folio, line.late) for line in lines] == [
        (urgent.folio, True),
        (filed.folio, False),
    ]


def test_who_was_told_of_something_overdue_sees_that_and_cannot_read_it(sit, session, filed):
    from acolwhats.denuncias.overdue import escalate

    late = TODAY + timedelta(days=10)
    assert listed(sit("Saúl"), session, late) == []
    escalate(session, late)
    (line,) = listed(sit("Saúl"), session, late)
    assert (line.folio, line.told) == (filed.folio, True)
    with pytest.raises(CaseProblem, match=NONE):
        sit("Saúl").open(filed.folio)
    sit().assign(filed.folio, "sindicatura")
    session.flush()
    (line,) = listed(sit("Saúl"), session, late)
    assert line.told is False


def test_a_message_that_somebody_put_there_without_the_seal_is_left_out(sit, session, filed):
    denuncia = the(session, filed)
    forged = new_message(denuncia, "citizen", "falso", NOW, TODAY)
    forged.author = "officer"
    session.add(forged)
    session.flush()
    assert sit().open(filed.folio).messages == []
