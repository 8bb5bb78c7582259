"""Signatures, judged by Twilio's own validator."""

from __future__ import annotations

import hmac
from random import Random
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

from acolwhats.whatsapp.signature import compute_signature, is_signed, parse_form, spellings

from .forgery import forge, signed_request

TODAY, YESTERDAY = "token-de-hoy", "token-de-ayer"
URL = "https://bot.example.mx/webhooks/whatsapp/webhook"
PARAMS = [("MessageSid", "SM1"), ("From", "whatsapp:+5215500000001"), ("Body", "¿Dónde pago?")]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    [
        "",
        " ",
        "+",
        "a+b",
        "a b ",
        "uno\ndos",
        "uno\r\ndos",
        "¡¿ñ",
        "👩🏽‍🌾",
        "\u200f",
        "%2B",
        "a&b=c;d",
    ]
)
NAMES = st.sampled_from(["Body", "From", "MediaUrl0", "NumMedia", "Nuevo", "body", ""]) | TEXT
FORMS = st.lists(st.tuples(NAMES, TEXT), max_size=12)
URLS = st.builds(
    "{}://bot.example.mx{}{}{}".format,
    st.sampled_from(["https", "http"]),
    st.sampled_from(["", ":443", ":80", ":8443"]),
    st.sampled_from(
        ["", "/", "/webhooks/whatsapp/webhook", "/acolman/bot/webhooks/whatsapp/status"]
    ),
    st.sampled_from(["", "?part=ab12", "?a=1&b=&a=2", "?q=%C3%B1+x"]),
)


def official(token: str, url: str, params) -> str:
    """What Twilio signs."""
    return RequestValidator(token).compute_signature(url, ImmutableMultiDict(params))


def as_sent(params) -> bytes:
    return urlencode(params).encode()


@given(URLS, FORMS)
def test_what_twilio_signs_is_accepted_as_it_comes_in_the_body(url, params):
    parsed = parse_form(as_sent(params))
    assert parsed is not None
    assert is_signed(official(TODAY, url, params), url, parsed, [TODAY])


@given(URLS, URLS, FORMS, FORMS)
def test_exactly_what_the_official_validator_accepts_is_accepted(signed_url, url, signed, params):
    signature = official(TODAY, signed_url, signed)
    accepted = RequestValidator(TODAY).validate(url, ImmutableMultiDict(params), signature)
    assert is_signed(signature, url, params, [TODAY]) == accepted


@given(FORMS)
def test_the_signature_is_the_official_one(params):
    assert compute_signature(TODAY, URL, params) == official(TODAY, URL, params)


@given(FORMS, st.randoms(use_true_random=False))
def test_the_order_of_the_fields_does_not_matter(params, random):
    shuffled = random.sample(params, len(params))
    assert is_signed(official(TODAY, URL, params), URL, shuffled, [TODAY])


def test_a_value_that_is_sent_twice_is_signed_once_and_two_values_both():
    twice = [("A", "2"), ("A", "1"), ("A", "2")]
    assert compute_signature(TODAY, URL, twice) == compute_signature(TODAY, URL + "A1A2", [])


def test_the_example_of_twilios_documentation_holds():
    params = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert compute_signature("12345", url, params) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


# -- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "others"),
    [
        ("https://bot.example.mx/x?a=1", ["https://bot.example.mx:443/x?a=1"]),
        ("http://bot.example.mx/x", ["http://bot.example.mx:80/x"]),
        ("https://bot.example.mx:443/x", ["https://bot.example.mx/x"]),
        ("https://bot.example.mx:8443/x", ["https://bot.example.mx/x"]),
        ("http://[::1]:5005/x", ["http://[::1]/x"]),
        ("http://[::1]/x", ["http://[::1]:80/x"]),
        ("https://u:c@bot.example.mx/x", ["https://u:c@bot.example.mx:443/x"]),
        ("https://u:c@d@bot.example.mx:1/x", ["https://u:c@d@bot.example.mx/x"]),
        ("wss://bot.example.mx/x", []),
    ],
)
def test_an_address_is_known_with_its_port_and_without_it(url, others):
    assert list(spellings(url)) == [url, *others]


@pytest.mark.parametrize("signed", ["https://bot.example.mx/x", "https://bot.example.mx:443/x"])
@pytest.mark.parametrize("known", ["https://bot.example.mx/x", "https://bot.example.mx:443/x"])
def test_it_does_not_matter_whether_twilio_signs_the_port(signed, known):
    assert is_signed(official(TODAY, signed, PARAMS), known, PARAMS, [TODAY])


@pytest.mark.parametrize(
    "url",
    [
        "http://bot.example.mx/webhooks/whatsapp/webhook",
        "https://bot.example.mx/webhooks/whatsapp/status",
        "https://bot.example.mx/webhooks/whatsapp/webhook/",
        "https://bot.example.mx/webhooks/whatsapp/webhook?part=1",
        "https://bot.example.mx:8443/webhooks/whatsapp/webhook",
        "https://otro.example.mx/webhooks/whatsapp/webhook",
    ],
)
def test_what_was_signed_for_another_address_is_refused(url):
    assert not is_signed(official(TODAY, url, PARAMS), URL, PARAMS, [TODAY])


# -- tokens and signatures ------------------------------------------------------------------------


@pytest.mark.parametrize("token", [TODAY, YESTERDAY])
def test_while_the_token_is_changed_both_are_accepted(token):
    assert is_signed(official(token, URL, PARAMS), URL, PARAMS, [TODAY, YESTERDAY])


@pytest.mark.parametrize("token", ["", "otro", TODAY.upper(), TODAY + YESTERDAY])
def test_no_other_token_is_accepted(token):
    assert not is_signed(official(token, URL, PARAMS), URL, PARAMS, [TODAY, YESTERDAY])


def test_without_tokens_nothing_is_accepted():
    assert not is_signed(official("", URL, PARAMS), URL, PARAMS, [])


def test_a_token_may_have_any_letters():
    assert is_signed(official("señal-ñ", URL, PARAMS), URL, PARAMS, ["señal-ñ"])


MALFORMED = {
    "none": None,
    "empty": "",
    "a space": " ",
    "padding": "=",
    "not ASCII": "ñ",
    "half a character": "\ud800",
    "zero": "\x00",
    "another": "A" * 28,
    "all but the last": official(TODAY, URL, PARAMS)[:-1],
}


@pytest.mark.parametrize("signature", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_missing_or_malformed_signature_is_refused(signature):
    assert is_signed(signature, URL, PARAMS, [TODAY, YESTERDAY]) is False


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_no_signature_breaks_it_and_none_is_right_by_chance(signature):
    assert is_signed(signature, URL, PARAMS, [TODAY]) is False


def test_how_long_it_takes_does_not_tell_which_candidate_matched(monkeypatch):
    compared = []

    def compare(left, right, compare=hmac.compare_digest):
        compared.append(left)
        return compare(left, right)

    monkeypatch.setattr("acolwhats.whatsapp.signature.hmac.compare_digest", compare)
    for token in (TODAY, YESTERDAY, "otro"):
        is_signed(official(token, URL, PARAMS), URL, PARAMS, [TODAY, YESTERDAY])
    assert len(compared) == 3 * 2 * 2


# -- in bulk --------------------------------------------------------------------------------------


def test_of_ten_thousand_requests_that_twilio_signed_none_is_refused():
    random = Random(1917)
    for _ in range(10_000):
        request = signed_request(random)
        params = parse_form(as_sent(request.params))
        assert params == request.params
        tokens = random.choice([(request.token,), (request.token, TODAY), (TODAY, request.token)])
        assert is_signed(request.signature, request.url, params, tokens), request


def test_of_a_hundred_thousand_requests_that_were_changed_none_is_accepted():
    random = Random(1821)
    forged = 0
    while forged < 100_000:
        request = signed_request(random)
        assert is_signed(request.signature, request.url, request.params, [request.token])
        for _ in range(200):
            changed = forge(random, request)
            if changed is None:
                continue
            forged += 1
            given = (changed.signature, changed.url, changed.params)
            assert not is_signed(*given, [changed.token, TODAY]), changed


# -- bodies ---------------------------------------------------------------------------------------


@given(FORMS)
def test_a_form_is_read_as_it_was_written(params):
    assert parse_form(as_sent(params)) == params
    assert parse_form(urlencode(params, quote_via=quote).encode()) == params


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"", []),
        (b"Body=", [("Body", "")]),
        (b"Body", [("Body", "")]),
        (b"=x", [("", "x")]),
        (b"a=1&a=2&a=1", [("a", "1"), ("a", "2"), ("a", "1")]),
        (b"Body=a+b%2Bc", [("Body", "a b+c")]),
        (b"Body=hola%0D%0Aadi%C3%B3s%20", [("Body", "hola\r\nadiós ")]),
        ("Body=¡ñ!".encode(), [("Body", "¡ñ!")]),
        (b"a=1;b=2", [("a", "1;b=2")]),
    ],
)
def test_each_field_keeps_its_place_and_its_blanks(body, fields):
    assert parse_form(body) == fields


@pytest.mark.parametrize("body", [b"\xff", b"Body=\xc3", b"Body=%FF", b"a=%C3%28", b"a=%ED%A0%80"])
def test_what_is_not_utf8_is_no_form(body):
    assert parse_form(body) is None


def test_a_form_of_more_than_a_thousand_fields_is_none():
    assert len(parse_form(b"&".join([b"a=1"] * 1000)) or []) == 1000
    assert parse_form(b"&".join([b"a=1"] * 1001)) is None


@given(st.binary(max_size=300) | st.text("&=+%;aC3\u00f1", max_size=40).map(str.encode))
def test_no_body_breaks_it(body):
    fields = parse_form(body)
    assert fields is None or all(isinstance(text, str) for field in fields for text in field)
