"""What Twilio did not do, will do later, or may have done: each is told apart."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timezone
from email.utils import format_datetime

import pytest

from acolwhats.whatsapp import client as module
from acolwhats.whatsapp.client import TwilioClient, TwilioProblem
from tests.unit.whatsapp.account import CITIZEN, CREATED, NOW, problem_of, send, settings_for, talk
from tests.unit.whatsapp.host import Host, answer, hang_up, silence


class TestRefused:
    @pytest.mark.parametrize(("status", "code"), [(400, 21211), (401, 20003), (404, 20404)])
    def test_a_refusal_has_its_status_and_its_code(self, status, code):
        body = {"code": code, "message": f"no es válido: {CITIZEN}", "status": status}
        problem = problem_of(answer(status, body))
        assert (problem.status, problem.code, problem.ambiguous) == (status, code, False)

    @pytest.mark.parametrize("body", [b"", b"<html>no</html>", b"[]", b"{}", b'{"code": null}'])
    def test_a_refusal_without_a_code_has_its_status(self, body):
        problem = problem_of(answer(403, body))
        assert (problem.status, problem.code, problem.ambiguous) == (403, None, False)

    @pytest.mark.parametrize(
        ("value", "seconds"),
        [
            ("7", 7.0),
            (format_datetime(datetime.fromtimestamp(NOW + 30, timezone.utc)), 30.0),
            ("Thu, 01 Jan 2026 00:01:00 GMT", 60.0),
            ("pronto", None),
        ],
    )
    def test_too_many_requests_say_when_to_come_back(self, value, seconds):
        body = {"code": 20429, "message": "no", "status": 429}
        problem = problem_of(answer(429, body, Retry_After=value))
        assert (problem.status, problem.code, problem.ambiguous) == (429, 20429, False)
        assert problem.retry_after == seconds

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    @pytest.mark.parametrize("body", [b"", b"<html>", b'{"code": 20500}'])
    def test_after_an_error_of_twilios_nobody_knows(self, status, body):
        problem = problem_of(answer(status, body, Retry_After="3"))
        assert (problem.status, problem.ambiguous, problem.retry_after) == (status, True, 3.0)
        assert problem.code == (20500 if b"20500" in body else None)


class TestNobodyKnows:
    @pytest.mark.parametrize(
        "body",
        [
            b"<html>portal del hotel</html>",
            b"",
            b"[]",
            b"null",
            b'"ok"',
            b"{}",
            b'{"status": "ok"}',
            b'{"sid": "SM1"}',
            b"\xff\xfe",
        ],
    )
    @pytest.mark.parametrize("status", [200, 201])
    def test_an_answer_that_is_none_of_twilios(self, status, body):
        assert problem_of(answer(status, body)).ambiguous

    def test_a_redirection_is_not_followed(self):
        problem, host = talk(send, answer(302, b"", Location="http://127.0.0.1:1/"))
        assert isinstance(problem, TwilioProblem)
        assert len(host.asked) == 1

    def test_a_connection_that_breaks(self):
        assert problem_of(hang_up).ambiguous

    def test_half_an_answer(self):
        async def half(writer):
            writer.write(answer(201, CREATED)[:-10])
            writer.close()

        assert problem_of(half).ambiguous

    def test_no_answer_in_time(self, monkeypatch):
        monkeypatch.setattr(module, "TOTAL_SECONDS", 0.2)
        started = time.monotonic()
        assert problem_of(silence).ambiguous
        assert time.monotonic() - started < 5

    def test_an_answer_that_trickles_for_too_long(self, monkeypatch):
        async def trickle(writer):
            for byte in answer(201, CREATED):
                writer.write(bytes([byte]))
                await asyncio.sleep(0.01)

        monkeypatch.setattr(module, "TOTAL_SECONDS", 0.2)
        assert problem_of(trickle).ambiguous


def test_what_never_reached_twilio_was_certainly_not_sent():
    async def main():
        async with Host(answer()) as host:
            url = host.url
        client = TwilioClient(settings_for(url))
        try:
            await send(client)
        except TwilioProblem as problem:
            return problem
        finally:
            await client.close()

    problem = asyncio.run(main())
    assert (problem.ambiguous, problem.status) == (False, None)
