"""What is known about a citizen's side of the line: the 24 hours, what was offered, who wants no messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp import contacts
from acolwhats.whatsapp.contacts import offered_entry, window_is_open
from acolwhats.whatsapp.models import Contact

ANA, LUZ = "wa-ana", "wa-luz"
NOW = 1_700_000_000.0
HOUR = 3600
OFFERS = [
    {"token": "aa", "entries": ["agua", "predial"], "old": True},
    {"token": "bb", "entries": ["si", "no"]},
]


@pytest.fixture
def ana(session):
    """Ana and Luz have just written."""
    for sender_id in (ANA, LUZ):
        session.add(Contact(sender_id=sender_id, last_inbound_at=NOW, forget=False))
    session.flush()
    return lambda: session.get(Contact, ANA, populate_existing=True)


@pytest.mark.parametrize(
    ("seconds", "is_open"),
    [(0, True), (23 * HOUR + 3599, True), (24 * HOUR, False), (24 * HOUR + 1, False)],
)
def test_whatsapp_lets_us_write_for_24_hours(seconds, is_open):
    assert window_is_open(Contact(last_inbound_at=NOW), NOW + seconds) is is_open


def test_when_whatsapp_says_that_they_are_over_they_are(session, ana):
    contacts.close_window(session, ANA, NOW + 60)
    assert not window_is_open(ana(), NOW + 60)
    assert window_is_open(session.get(Contact, LUZ), NOW + 60)


def test_a_window_that_was_closed_longer_ago_stays_so(session, ana):
    ana().last_inbound_at = NOW - 100 * HOUR
    session.flush()
    contacts.close_window(session, ANA, NOW)
    assert ana().last_inbound_at == NOW - 100 * HOUR


def test_what_was_offered_is_remembered_newest_last(session, ana):
    contacts.remember_offer(session, ANA, [("aa", ("agua", "predial"))])
    contacts.remember_offer(session, ANA, [("bb", ("si", "no"))])
    session.flush()
    assert ana().offers == OFFERS
    assert session.get(Contact, LUZ).offers is None


def test_ten_offers_are_remembered(session, ana):
    contacts.remember_offer(session, ANA, [(f"t{n}", ("x",)) for n in range(7)])
    contacts.remember_offer(session, ANA, [(f"t{n}", ("x",)) for n in range(7, 13)])
    session.flush()
    assert [offer["token"] for offer in ana().offers] == [f"t{n}" for n in range(3, 13)]


def test_an_answer_without_a_list_makes_the_last_one_old(session, ana):
    contacts.remember_offer(session, ANA, [("aa", ("agua",))])
    assert contacts.current_entries(ana().offers) == ["agua"]
    contacts.remember_offer(session, ANA, [])
    session.flush()
    assert len(ana().offers) == 1
    assert contacts.current_entries(ana().offers) == []


def test_whoever_asked_for_news_is_kept_for_them(session, ana):
    contacts.keep_for_news(session, ANA, NOW)
    assert ana().keep_until == NOW + contacts.NEWS_SECONDS
    contacts.keep_for_news(session, "nadie", NOW)


@pytest.mark.parametrize(
    ("payload", "entry"),
    [
        ("aa.1", ("agua", False)),
        ("aa.2", ("predial", False)),
        ("bb.1", ("si", True)),
        ("bb.2", ("no", True)),
    ],
)
def test_a_tap_is_what_was_offered_and_says_if_it_was_the_last_list(payload, entry):
    assert offered_entry(OFFERS, payload) == entry


@pytest.mark.parametrize(
    "payload",
    [
        *(
            "aa.0",
            "aa.3",
            "aa.-1",
            "aa.+1",
            "aa. 1",
            "aa.1.1",
            "aa.",
            "aa",
            ".1",
            "",
            "cc.1",
            "aa.١",
        ),
        *("/restart", "agua", "AA.1", "aa.1e0", "aa.²"),
    ],
)
def test_what_was_not_offered_is_nothing(payload):
    assert offered_entry(OFFERS, payload) is None
    assert offered_entry(None, payload) is None


@given(st.text())
def test_no_payload_is_an_error(payload):
    found = offered_entry(OFFERS, payload)
    assert found is None or found[0] in {"agua", "predial", "si", "no"}


def test_who_wants_no_messages_is_noted(session, ana):
    contacts.opt_out(session, ANA, NOW)
    assert ana().opted_out_at == NOW
    assert session.get(Contact, LUZ).opted_out_at is None


def test_who_wants_to_be_forgotten_is_noted_and_what_was_offered_is_gone(session, ana):
    contacts.remember_offer(session, ANA, [("aa", ("agua",))])
    session.flush()
    contacts.forget_when_answered(session, ANA)
    assert (ana().forget, ana().offers) == (True, None)
    assert session.get(Contact, LUZ).forget is False


@pytest.mark.parametrize(
    "change",
    [
        lambda session: contacts.close_window(session, "wa-nadie", NOW),
        lambda session: contacts.remember_offer(session, "wa-nadie", [("aa", ("x",))]),
        lambda session: contacts.opt_out(session, "wa-nadie", NOW),
        lambda session: contacts.forget_when_answered(session, "wa-nadie"),
    ],
)
def test_nobody_is_made_up(session, ana, change):
    change(session)
    session.flush()
    assert session.query(Contact).count() == 2
