"""What citizens send, as it reaches the webhook; Twilio's own validator judges each signature."""

import asyncio
import socket

import pytest

from acolwhats.simulator import InboundMedia, InboundMessage

from .conftest import ACCOUNT_SID, CITIZEN, FROM, TOKEN

PNG = b"\x89PNG\r\n\x1a\n\0\xff"


def test_a_text_arrives_with_twilio_s_parameters(hello, webhook):
    attempts = hello(body="¡Hola! ¿Qué tal, señor? 🙂", profile_name="Ana Ñ")
    assert [(a.status, a.error) for a in attempts] == [(200, None)]
    (hit,) = webhook.hits
    sid = hit.values["MessageSid"]
    assert hit.values == {
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": CITIZEN,
        "To": FROM,
        "Body": "¡Hola! ¿Qué tal, señor? 🙂",
        "NumMedia": "0",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        "ProfileName": "Ana Ñ",
        "WaId": "5215500000001",
        "MessageType": "text",
    }
    assert hit.is_signed()
    assert sid.startswith("SM") and attempts[0].message_sid == sid
    assert hit.headers["Content-Type"] == "application/x-www-form-urlencoded; charset=UTF-8"


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "a+b=c&d%20e",
        "línea\notra\r\ntercera\ttab",
        "final ",
        "🙂👨‍👩‍👧 ñ",
        "x" * 4096,
        "\u202e\u200b",
    ],
)
def test_every_text_arrives_exactly_and_signed(hello, webhook, body):
    hello(body=body)
    assert webhook.of("Body") == [body]
    assert webhook.hits[0].is_signed()


def test_blank_repeated_and_unknown_parameters_are_signed(hello, webhook):
    extra = [("Nuevo", "ñ"), ("Vacio", ""), ("Repeated", "b"), ("Repeated", "a"), ("Body", "otra")]
    hello(body="una", params=extra)
    (hit,) = webhook.hits
    assert [p for p in hit.params if p in extra] == extra
    assert [value for name, value in hit.params if name == "Body"] == ["una", "otra"]
    assert hit.is_signed()
    hit.params.remove(("Vacio", ""))
    assert not hit.is_signed()


def test_parameters_can_be_left_out(hello, webhook):
    hello(without=["Body", "WaId"])
    assert not {"Body", "WaId"} & webhook.hits[0].values.keys()
    assert webhook.hits[0].is_signed()


def test_a_query_string_of_the_webhook_is_called_and_signed(hello, webhook):
    url = f"{webhook.url}?a=1&b=%C3%B1+x&empty="
    hello(urls=[url])
    assert webhook.hits[0].url == url
    assert webhook.hits[0].is_signed()
    assert not webhook.hits[0].is_signed(url=webhook.url)


def test_the_public_address_is_signed_when_it_is_another(hello, webhook):
    for public in ("https://bot.example.mx/webhook", "https://bot.example.mx:443/webhook"):
        hello(signed_url=public)
        assert webhook.hits[-1].is_signed(url=public)
        assert not webhook.hits[-1].is_signed()


def test_another_token_signs_during_a_rotation(hello, webhook):
    hello(token="secondary")
    assert webhook.hits[0].is_signed("secondary")
    assert not webhook.hits[0].is_signed(TOKEN)


def test_copies_reach_two_workers_at_once_and_are_identical(hello, webhook):
    webhook.seconds = 0.1
    second = webhook.url.replace("127.0.0.1", "localhost")
    attempts = hello(urls=[webhook.url, second], copies=5)
    assert len(attempts) == len(webhook.hits) == 10
    assert webhook.most_inside > 2
    assert len({tuple(hit.params) for hit in webhook.hits}) == 1
    assert len({hit.headers["I-Twilio-Idempotency-Token"] for hit in webhook.hits}) == 1
    assert {hit.is_signed() for hit in webhook.hits} == {True}


def test_a_message_can_be_delivered_again_later(hello, webhook, simulator):
    message = InboundMessage(CITIZEN, "Hola", media=[InboundMedia("image/png", PNG)])
    message.message_sid = "MM" + "1" * 32
    for _ in range(2):
        asyncio.run(simulator.inbound(message))
    first, again = webhook.hits
    assert first.params == again.params
    token = "I-Twilio-Idempotency-Token"
    assert first.headers[token] == again.headers[token]
    assert len(simulator.state.transcript(CITIZEN)) == 1


class TestRetries:
    @pytest.mark.parametrize("retries", [0, 1, 5])
    def test_a_server_error_is_retried_as_often_as_told(self, hello, webhook, retries):
        webhook.statuses = [500] * 10
        attempts = hello(retries=retries)
        assert [a.status for a in attempts] == [500] * (retries + 1)
        assert len({hit.headers["I-Twilio-Idempotency-Token"] for hit in webhook.hits}) == 1

    def test_success_ends_the_retries(self, hello, webhook):
        webhook.statuses = [503]
        assert [a.status for a in hello(retries=5)] == [503, 200]

    @pytest.mark.parametrize("status", [403, 404, 429])
    def test_a_refusal_is_not_retried(self, hello, webhook, status):
        webhook.statuses = [status]
        assert [a.status for a in hello(retries=5)] == [status]

    def test_a_webhook_that_is_away_is_retried(self, hello, simulator):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
            attempts = hello(urls=[url])
        assert [a.status for a in attempts] == [None, None]
        assert all("Connect" in a.error for a in attempts)
        assert simulator.state.transcript(CITIZEN)[0].status == "failed"

    def test_a_slow_webhook_times_out(self, hello, webhook, simulator):
        simulator.config.webhook_timeout = 0.05
        webhook.seconds = 0.2
        (attempt,) = hello(retries=0)
        assert (attempt.status, attempt.error) == (None, "no answer in time")

    def test_the_fallback_address_is_told_what_went_wrong(self, hello, webhook, simulator):
        simulator.config.fallback_url = webhook.url.replace("webhook", "fallback")
        webhook.statuses = [500, 502]
        assert [a.status for a in hello()] == [500, 502, 200]
        values = webhook.hits[-1].values
        assert (values["ErrorCode"], values["ErrorUrl"]) == ("11200", webhook.url)
        assert webhook.hits[-1].is_signed()


class TestKinds:
    def test_media_have_addresses_and_types(self, hello, webhook, server):
        media = [InboundMedia("image/png", PNG), InboundMedia("application/pdf", b"%PDF")]
        hello(body="", media=media)
        values = webhook.hits[0].values
        assert values["Body"] == "" and values["NumMedia"] == "2"
        assert values["MediaContentType1"] == "application/pdf"
        prefix = f"{server.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/"
        assert values["MediaUrl0"].startswith(f"{prefix}{values['MessageSid']}/Media/ME")
        assert values["MessageSid"].startswith("MM")

    @pytest.mark.parametrize(
        ("content_type", "kind"),
        [
            ("image/jpeg", "image"),
            ("image/webp", "sticker"),
            ("video/mp4", "video"),
            ("audio/ogg", "audio"),
            ("application/pdf", "document"),
            ("text/vcard", "contacts"),
        ],
    )
    def test_media_tell_the_type_of_the_message(self, hello, webhook, content_type, kind):
        hello(media=[InboundMedia(content_type, b"x")])
        assert webhook.of("MessageType") == [kind]

    def test_a_pin_with_a_label(self, hello, webhook):
        hello(body="", latitude=19.64, longitude=-98.91, address="Centro", label="Plaza")
        values = webhook.hits[0].values
        assert (values["Latitude"], values["Longitude"]) == ("19.64", "-98.91")
        assert (values["Address"], values["Label"], values["Body"]) == ("Centro", "Plaza", "")
        assert values["MessageType"] == "location"

    def test_a_pin_at_the_origin_without_a_label(self, hello, webhook):
        hello(body="", latitude=0.0, longitude=0.0)
        values = webhook.hits[0].values
        assert (values["Latitude"], values["Longitude"]) == ("0.0", "0.0")
        assert "Label" not in values and "Address" not in values

    def test_a_button_and_a_list_item_say_what_was_tapped(self, hello, webhook):
        hello(body="", button_text="Sí", button_payload="x.1")
        hello(body="", list_title="Predial", list_id="x.2")
        button, item = (hit.values for hit in webhook.hits)
        assert (button["ButtonText"], button["ButtonPayload"]) == ("Sí", "x.1")
        assert (button["Body"], button["MessageType"]) == ("Sí", "button")
        assert (item["ListTitle"], item["ListId"]) == ("Predial", "x.2")
        assert (item["Body"], item["MessageType"]) == ("Predial", "interactive")

    def test_a_reply_names_the_message_and_who_wrote_it(self, hello, send, webhook):
        own = hello()[0].message_sid
        theirs = send().sid
        hello(replied_sid=own), hello(replied_sid=theirs)
        assert webhook.of("OriginalRepliedMessageSid") == [own, theirs]
        assert webhook.of("OriginalRepliedMessageSender") == [CITIZEN, FROM]

    def test_forwarded_messages_say_so(self, hello, webhook):
        hello(forwarded=True), hello(frequently_forwarded=True)
        assert webhook.of("Forwarded") == ["true"]
        assert webhook.of("FrequentlyForwarded") == ["true"]

    def test_a_user_id_has_no_number(self, hello, webhook):
        hello("whatsapp:MX.abc123", external_user_id="MX.abc123")
        values = webhook.hits[0].values
        assert (values["From"], values["ExternalUserId"]) == ("whatsapp:MX.abc123", "MX.abc123")
        assert "WaId" not in values

    def test_the_messaging_service_is_named(self, hello, webhook, simulator):
        simulator.config.messaging_service_sid = "MG" + "1" * 32
        hello()
        assert webhook.of("MessagingServiceSid") == ["MG" + "1" * 32]

    def test_a_type_nobody_knows_yet(self, hello, webhook):
        hello(body="", message_type="poll")
        assert webhook.of("MessageType") == ["poll"]


def test_the_phone_shows_what_was_sent_and_whether_it_arrived(hello, webhook, simulator):
    webhook.statuses = [200, 403]
    hello(body="uno"), hello(body="dos")
    shown = [(m.body, m.status) for m in simulator.state.transcript(CITIZEN)]
    assert shown == [("uno", "received"), ("dos", "failed")]


def test_anyone_s_event_loop_may_be_used(simulator, webhook):
    async def talk():
        one, two = InboundMessage(CITIZEN, "1"), InboundMessage(CITIZEN, "2")
        return await asyncio.gather(simulator.inbound(one), simulator.inbound(two))

    assert [[a.status for a in attempts] for attempts in asyncio.run(talk())] == [[200], [200]]
    assert sorted(webhook.of("Body")) == ["1", "2"]
