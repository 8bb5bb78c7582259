"""What is done about each refusal of Twilio's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp.errors import Remedy, remedy_for

AGAIN = {
    14107: "too many messages of this number",
    20429: "too many requests",
    20500: "an error of Twilio's",
    20503: "Twilio is away",
    30001: "Twilio's queue is full",
    30022: "the carrier's limit",
    63010: "an error of the channel's",
    63017: "the account's limit",
    63018: "the channel's limit",
    63020: "the account at the channel",
    131056: "too many to one citizen",
}
FATAL = {
    20003: "who we are is not accepted",
    21211: "not an address",
    21617: "a body that is too long",
    30008: "an unknown error",
    63001: "the channel does not know us",
    63003: "no such address on WhatsApp",
    63019: "the attachment could not be fetched",
    63024: "the citizen cannot be reached",
}
# Refused for its template: the words alone may be taken.
BUTTONS = [20404, 21654, 21655, 21656, 21657, 21658, 63013, 63021, 63022, 63027, 63028, 63030]
BUTTONS += [63040, 63041, 92005]


@pytest.mark.parametrize("code", AGAIN, ids=AGAIN.get)
@pytest.mark.parametrize("status", [400, 429, 500])
def test_what_passes_is_tried_again(code, status):
    assert remedy_for(code, status) is Remedy.RETRY


@pytest.mark.parametrize("code", FATAL, ids=FATAL.get)
@pytest.mark.parametrize("is_content", [False, True])
def test_what_does_not_pass_is_given_up(code, is_content):
    assert remedy_for(code, is_content=is_content) is Remedy.GIVE_UP


@pytest.mark.parametrize("code", [21610, 63014, 63032])
@pytest.mark.parametrize("status", [400, 403, 500])
def test_who_does_not_want_messages_is_left_alone(code, status):
    assert remedy_for(code, status) is Remedy.OPT_OUT


@pytest.mark.parametrize("is_content", [False, True])
def test_when_the_24_hours_are_over_a_template_is_needed(is_content):
    assert remedy_for(63016, is_content=is_content) is Remedy.TEMPLATE


@pytest.mark.parametrize("code", BUTTONS)
@pytest.mark.parametrize("status", [400, 404, 500])
def test_buttons_that_are_refused_are_said_as_text(code, status):
    assert remedy_for(code, status, is_content=True) is Remedy.AS_TEXT


@pytest.mark.parametrize("code", BUTTONS)
@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_text_that_is_refused_like_buttons_cannot_be_said_more_plainly(code, status):
    assert remedy_for(code, status) is Remedy.GIVE_UP
    assert remedy_for(code, status, is_content=False) is Remedy.GIVE_UP


@pytest.mark.parametrize("code", [None, 0, 1, 99999])
@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        *((status, Remedy.GIVE_UP) for status in (400, 401, 403, 404, 409, 428, 430, 499)),
        *((status, Remedy.RETRY) for status in (429, 500, 501, 502, 503, 504, 599)),
    ],
)
def test_of_a_code_that_is_not_known_http_decides(code, status, remedy):
    assert remedy_for(code, status) is remedy


def test_a_failure_that_a_callback_tells_without_a_known_code_is_given_up():
    assert remedy_for(None) is remedy_for(12345) is Remedy.GIVE_UP


@given(st.none() | st.integers(), st.integers(400, 599), st.booleans())
def test_there_is_a_remedy_for_everything_and_only_buttons_become_text(code, status, is_content):
    remedy = remedy_for(code, status, is_content)
    assert isinstance(remedy, Remedy)
    assert remedy is not Remedy.AS_TEXT or is_content
