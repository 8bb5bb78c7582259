"""What Twilio is asked, and what is made of its answers when all is well."""

from __future__ import annotations

import asyncio
import base64
import json
import time

import pytest

from acolwhats.whatsapp.client import TwilioClient
from tests.unit.whatsapp.account import (
    ACCOUNT,
    CALLBACK,
    CITIZEN,
    CREATED,
    MEDIA,
    NOW,
    SID,
    problem_of,
    send,
    settings_for,
    talk,
)
from tests.unit.whatsapp.host import Host, answer, silence


class TestCreate:
    def test_a_message_is_sent_once_with_all_that_it_needs(self):
        sent, host = talk(send, answer(201, CREATED))
        (asked,) = host.asked
        assert (asked.method, asked.path) == (
            "POST",
            f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
        )
        assert asked.form == {
            "To": CITIZEN,
            "From": "whatsapp:+525500000000",
            "Body": "Hola",
            "StatusCallback": CALLBACK,
        }
        assert (
            base64.b64decode(asked.headers["authorization"].split()[1])
            == f"{ACCOUNT}:ficha".encode()
        )
        assert (sent.sid, sent.status, sent.body, sent.created_at) == (SID, "queued", "Hola", NOW)
        assert sent.error_code is None

    @pytest.mark.parametrize("text", ["¡Hola, señor Núñez!", "a+b & c=d %", "uno\ndos", "🚨 *911*"])
    def test_words_arrive_as_they_are(self, text):
        _, host = talk(lambda client: send(client, body=text), answer(201, CREATED))
        assert host.asked[0].form["Body"] == text

    def test_buttons_go_by_template_and_variables(self):
        variables = {"1": "¿Agua?", "2": "Sí"}
        _, host = talk(
            lambda client: send(client, content_sid="HX1", variables=variables),
            answer(201, CREATED),
        )
        form = host.asked[0].form
        assert form["ContentSid"] == "HX1" and json.loads(form["ContentVariables"]) == variables
        assert "Body" not in form

    def test_a_picture_goes_along(self):
        url = "https://ejemplo.mx/mapa.png"
        _, host = talk(lambda client: send(client, media_url=url), answer(201, CREATED))
        assert host.asked[0].form["MediaUrl"] == url

    def test_a_service_sends_instead_of_a_number(self):
        service = "MG" + "d4" * 16
        _, host = talk(send, answer(201, CREATED), sender=service)
        assert host.asked[0].form["MessagingServiceSid"] == service
        assert "From" not in host.asked[0].form

    def test_an_address_with_a_path_is_kept(self):
        async def main():
            async with Host(answer(201, CREATED)) as host:
                client = TwilioClient(settings_for(f"{host.url}/simulador"))
                await send(client)
                await client.close()
                return host.asked[0].path

        assert asyncio.run(main()).startswith("/simulador/2010-04-01/")

    def test_a_failure_that_comes_at_once_is_told(self):
        sent, _ = talk(send, answer(201, {**CREATED, "status": "failed", "error_code": 63016}))
        assert (sent.status, sent.error_code) == ("failed", 63016)

    def test_when_it_was_made_need_not_be_said(self):
        sent, _ = talk(send, answer(201, {**CREATED, "date_created": "ayer"}))
        assert (sent.sid, sent.created_at) == (SID, 0.0)


class TestDiscard:
    def test_twilio_is_asked_to_keep_nothing(self):
        _, host = talk(send, answer(201, CREATED), retention="discard")
        assert host.asked[0].form["ContentRetention"] == "discard"

    def test_an_account_that_cannot_is_not_asked_again_and_the_message_goes(self, caplog):
        async def twice(client):
            return [await send(client), await send(client)]

        refused = answer(400, {"code": 30029, "message": "no", "status": 400})
        sent, host = talk(twice, refused, answer(201, CREATED), retention="discard")
        assert [one.sid for one in sent] == [SID, SID]
        asked = ["ContentRetention" in asked.form for asked in host.asked]
        assert asked == [True, False, False]
        assert "30029" in caplog.text

    @pytest.mark.parametrize("retention", ["keep", "redact", "delete"])
    def test_nobody_else_asks_for_it(self, retention):
        _, host = talk(send, answer(201, CREATED), retention=retention)
        assert "ContentRetention" not in host.asked[0].form


class TestConnections:
    def test_one_connection_serves_one_request_after_the_other(self):
        async def five(client):
            return [(await send(client)).sid for _ in range(5)]

        sent, host = talk(five, answer(201, CREATED))
        assert sent == [SID] * 5
        assert (host.connections, len(host.asked)) == (1, 5)

    def test_after_closing_it_opens_anew(self):
        async def again(client):
            await send(client)
            await client.close()
            await client.close()
            return await send(client)

        sent, host = talk(again, answer(201, CREATED))
        assert sent.sid == SID and host.connections == 2

    def test_waiting_for_twilio_keeps_nobody_else_waiting(self):
        async def main():
            async with Host(silence) as host:
                client = TwilioClient(settings_for(host.url))
                task = asyncio.ensure_future(send(client))
                before = time.monotonic()
                for _ in range(20):
                    await asyncio.sleep(0.005)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                await client.close()
                return time.monotonic() - before

        assert asyncio.run(main()) < 1


class TestTwoTokens:
    REFUSED = answer(401, {"code": 20003, "message": "no", "status": 401})

    def test_the_second_token_is_used_when_the_first_is_no_longer_known(self):
        async def twice(client):
            return [await send(client), await send(client)]

        tokens = ("nueva", "vieja")
        sent, host = talk(twice, self.REFUSED, answer(201, CREATED), auth_tokens=tokens)
        assert [one.sid for one in sent] == [SID, SID]
        secrets = [
            base64.b64decode(asked.headers["authorization"].split()[1]) for asked in host.asked
        ]
        assert [secret.rpartition(b":")[2] for secret in secrets] == [b"nueva", b"vieja", b"vieja"]
        assert host.asked[1].form == host.asked[0].form

    def test_when_neither_is_known_that_is_a_refusal(self):
        problem = problem_of(self.REFUSED, auth_tokens=("nueva", "vieja"))
        assert (problem.status, problem.code) == (401, 20003)


class TestMessagesAtTwilio:
    def test_what_was_sent_lately_is_ours_only(self):
        listed = [
            {**CREATED, "sid": "SM" + f"{n:032x}", "direction": direction}
            for n, direction in enumerate(
                ["outbound-api", "inbound", "outbound-reply", "outbound-api"]
            )
        ]
        page = {"messages": listed, "next_page_uri": None, "page_size": 50, "uri": "/x"}
        sent, host = talk(lambda client: client.recent(CITIZEN), answer(200, page))
        assert [one.sid[-1] for one in sent] == ["0", "3"]
        assert "%2B5215500000001" in host.asked[0].path

    def test_how_far_a_message_came(self):
        sent, host = talk(
            lambda client: client.fetch(SID), answer(200, {**CREATED, "status": "read"})
        )
        assert sent.status == "read"
        assert host.asked[0].path.endswith(f"/Messages/{SID}.json")

    def test_redacting_deletes_media_and_then_the_words(self):
        page = {"media_list": [{"sid": MEDIA}], "next_page_uri": None, "uri": "/x"}
        done, host = talk(
            lambda client: client.redact(SID),
            *(answer(200, page), answer(204), answer(200, {**CREATED, "body": ""})),
        )
        assert done is None
        assert [asked.method for asked in host.asked] == ["GET", "DELETE", "POST"]
        assert host.asked[1].path.endswith(f"/Messages/{SID}/Media/{MEDIA}.json")
        assert host.asked[2].body == b"Body="

    def test_deleting_deletes_the_message(self):
        done, host = talk(lambda client: client.delete(SID), answer(204))
        assert done is None
        assert (host.asked[0].method, host.asked[0].path.rpartition("/")[2]) == (
            *("DELETE", f"{SID}.json"),
        )

    @pytest.mark.parametrize("name", ["redact", "delete"])
    def test_a_message_that_is_on_its_way_is_refused_by_its_code(self, name):
        page = {"media_list": [], "next_page_uri": None, "uri": "/x"}
        refused = answer(409, {"code": 20009, "message": "no", "status": 409})
        answers = [answer(200, page), refused] if name == "redact" else [refused]
        problem = problem_of(*answers, ask=lambda client: getattr(client, name)(SID))
        assert (problem.status, problem.code) == (409, 20009)
