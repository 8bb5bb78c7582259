"""One person is one conversation, and nobody behind the bridge learns who it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp.identity import Identities, clean_address, normalize_address

KEY, OTHER_KEY = bytes(32), bytes(range(32))
PERSON = "whatsapp:+525512345678"
SPELLINGS = [
    "whatsapp:+525512345678",
    "whatsapp:+5215512345678",
    "whatsapp: 5215512345678",
    "whatsapp: 525512345678",
    "WhatsApp:+5215512345678",
    " whatsapp:+52 1 55 1234 5678 ",
    "whatsapp:+52 (55) 1234-5678",
    "+52.55.1234.5678",
    "5215512345678",
]
digits = st.text("0123456789", min_size=7, max_size=15)
ten_digits = st.text("0123456789", min_size=10, max_size=10)
opaque = st.from_regex(r"[A-Z]{2}\.[A-Za-z0-9._-]{1,60}", fullmatch=True)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_number_is_the_same_person(spelling):
    assert normalize_address(spelling) == PERSON


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        ("whatsapp:+14155238886", "whatsapp:+14155238886"),
        ("whatsapp:+5491112345678", "whatsapp:+5491112345678"),  # Argentina's 9 is not Mexico's 1
        ("whatsapp:+52155123456", "whatsapp:+52155123456"),  # a digit short: not a Mexican mobile
        ("whatsapp:+1521551234567", "whatsapp:+1521551234567"),
    ],
)
def test_numbers_of_elsewhere_stay_as_they_are(address, normal):
    assert normalize_address(address) == normal


@pytest.mark.parametrize(
    ("spelling", "address"),
    [
        ("whatsapp:+5215512345678", "whatsapp:+5215512345678"),
        ("whatsapp: 5215512345678", "whatsapp:+5215512345678"),
        ("WhatsApp:+52 55 1234 5678", "whatsapp:+525512345678"),
        (" whatsapp: MX.abc ", "whatsapp:MX.abc"),
    ],
)
def test_an_answer_goes_to_the_number_as_twilio_knows_it(spelling, address):
    assert clean_address(spelling) == address


@given(ten_digits)
def test_with_and_without_the_1_after_52_it_is_one_person(number):
    assert normalize_address(f"whatsapp:+521{number}") == normalize_address(f"whatsapp:+52{number}")


@given(opaque)
def test_an_id_without_a_number_is_opaque(user_id):
    assert normalize_address(f"whatsapp:{user_id}") == f"whatsapp:{user_id}"
    assert normalize_address(f" WHATSAPP: {user_id} ") == f"whatsapp:{user_id}"


def test_ids_that_differ_in_case_only_are_two_people():
    identities = Identities(KEY)
    assert identities.sender_id("whatsapp:MX.abc") != identities.sender_id("whatsapp:MX.ABC")


@given(st.one_of(st.text(), digits.map("whatsapp:+{}".format), opaque, st.sampled_from(SPELLINGS)))
def test_what_is_normalised_stays_so(address):
    normal = normalize_address(address)
    assert normalize_address(normal) == clean_address(normal) == normal
    assert normalize_address(clean_address(address)) == normal
    assert normal.startswith("whatsapp:")


@given(st.text())
def test_whoever_writes_has_a_pseudonym(address):
    assert re.fullmatch(r"wa-[0-9a-f]{32}", Identities(KEY).sender_id(address))


@given(digits.filter(lambda number: len(number) >= 8))
def test_a_pseudonym_does_not_hold_the_number(number):
    assert number not in Identities(KEY).sender_id(f"whatsapp:+{number}")


@given(st.lists(digits, min_size=2, max_size=20, unique_by=lambda n: normalize_address(n)))
def test_two_people_have_two_pseudonyms(numbers):
    identities = Identities(KEY)
    assert len({identities.sender_id(f"whatsapp:+{number}") for number in numbers}) == len(numbers)


@given(digits)
def test_another_key_gives_another_pseudonym(number):
    address = f"whatsapp:+{number}"
    assert Identities(KEY).sender_id(address) != Identities(OTHER_KEY).sender_id(address)


def test_a_pseudonym_is_the_same_in_every_process():
    assert Identities(KEY).sender_id(PERSON) == "wa-ae55d07a28254cc262e0a66b978714ba"
