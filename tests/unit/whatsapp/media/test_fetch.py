"""Media are fetched with credentials from Twilio and from nobody else, and not for ever."""

from __future__ import annotations

import asyncio
import time

import pytest

from acolwhats.whatsapp.media import fetch as module
from acolwhats.whatsapp.media.fetch import MAX_BYTES, MediaFetcher
from acolwhats.whatsapp.media.problems import MediaProblem, MediaRejected
from tests.unit.whatsapp.host import Host, answer, hang_up, silence
from tests.unit.whatsapp.media.test_addresses import ACCOUNT, API, PATH, PRIVATE, URL, Names

PHOTO = b"\xff\xd8\xff una foto"
FORBIDDEN, UNAVAILABLE = MediaProblem.FORBIDDEN_URL, MediaProblem.UNAVAILABLE


class Patience:
    """Waits in no time, and remembers how long."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)


async def outcome(fetcher: MediaFetcher, url: str):
    """The content, or what is wrong with it."""
    try:
        return await fetcher.fetch(url)
    except MediaRejected as rejected:
        assert "http" not in str(rejected)
        return rejected.problem
    finally:
        await fetcher.close()


def fetch(*answers, patience=None, resolver=None, base=None):
    """What is fetched from a simulator that answers so, and what it was asked."""

    async def main():
        async with Host(*answers) as host:
            url = (base or "http://127.0.0.1:{}").format(host.port)
            fetcher = MediaFetcher(url, ACCOUNT, "ficha", resolver, patience or Patience())
            return await outcome(fetcher, url + PATH), host.asked

    return asyncio.run(main())


def redirect(location: str, **headers: str) -> bytes:
    return answer(307, b"", Location=location, **headers)


class TestContent:
    def test_what_is_there_is_fetched_with_credentials(self):
        content, (asked,) = fetch(answer(200, PHOTO))
        assert content == PHOTO
        assert (asked.method, asked.path) == ("GET", PATH)
        assert asked.headers["authorization"].startswith("Basic ")
        assert asked.headers["accept-encoding"] == "identity"

    def test_content_that_comes_in_pieces_is_whole(self):
        async def pieces(writer):
            head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            writer.write(head.encode() + b"5\r\nhola,\r\n5\r\n Luz!\r\n0\r\n\r\n")

        assert fetch(pieces)[0] == b"hola, Luz!"

    def test_16_megabytes_are_not_too_much(self):
        assert len(fetch(answer(200, bytes(MAX_BYTES)))[0]) == MAX_BYTES

    def test_more_is_refused_when_it_is_announced(self):
        async def announced(writer):
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {MAX_BYTES + 1}\r\n\r\n".encode())

        assert fetch(announced)[0] is MediaProblem.TOO_BIG

    def test_what_has_no_end_is_refused_when_it_has_become_too_much(self):
        sent = 0

        async def endless(writer):
            nonlocal sent
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                writer.write(b"10000\r\n" + bytes(65536) + b"\r\n")
                await writer.drain()
                sent += 65536

        assert fetch(endless)[0] is MediaProblem.TOO_BIG
        assert sent < 2 * MAX_BYTES

    @pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "nada"])
    def test_what_is_compressed_is_not_opened(self, encoding):
        """A few bytes could become gigabytes."""
        packed = answer(200, PHOTO, Content_Encoding=encoding)
        assert fetch(packed)[0] is UNAVAILABLE

    def test_the_time_is_limited(self, monkeypatch):
        monkeypatch.setattr(module, "TOTAL_SECONDS", 0.2)
        started = time.monotonic()
        assert fetch(silence)[0] is UNAVAILABLE
        assert time.monotonic() - started < 3

    def test_content_that_trickles_has_no_more_time(self, monkeypatch):
        async def trickle(writer):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while True:
                writer.write(b"x")
                await asyncio.sleep(0.02)

        monkeypatch.setattr(module, "TOTAL_SECONDS", 0.2)
        assert fetch(trickle)[0] is UNAVAILABLE


async def half(writer):
    writer.write(answer(200, PHOTO)[:-5])
    writer.close()


class TestAgain:
    @pytest.mark.parametrize(
        "passing", [answer(404), answer(429), answer(500), answer(503), half, hang_up]
    )
    def test_what_is_not_there_yet_is_asked_for_after_one_second_and_after_three(self, passing):
        patience = Patience()
        content, asked = fetch(passing, passing, answer(200, PHOTO), patience=patience)
        assert (content, patience.waited, len(asked)) == (PHOTO, [1.0, 3.0], 3)

    @pytest.mark.parametrize("lasting", [answer(404), answer(500), half, hang_up])
    def test_then_it_is_given_up(self, lasting):
        patience = Patience()
        content, asked = fetch(lasting, patience=patience)
        assert (content, patience.waited, len(asked)) == (UNAVAILABLE, [1.0, 3.0], 3)

    @pytest.mark.parametrize("status", [201, 204, 206, 304, 400, 401, 403, 410])
    def test_another_answer_is_final(self, status):
        content, asked = fetch(answer(status))
        assert (content, len(asked)) == (UNAVAILABLE, 1)

    def test_garbage_is_final(self):
        assert fetch(b"nada de HTTP\r\n\r\n")[0] is UNAVAILABLE

    def test_where_nobody_is_there_is_nothing(self):
        assert fetch(answer(), base="http://127.0.0.1:1")[0] is UNAVAILABLE


class TestAddress:
    @pytest.mark.parametrize("url", [URL.replace("https", "http"), URL + "?x", "", "file:///etc"])
    def test_another_address_is_not_asked(self, url):
        fetcher = MediaFetcher(API, ACCOUNT, "ficha", Names(["127.0.0.1"]))
        assert asyncio.run(outcome(fetcher, url)) is FORBIDDEN

    @pytest.mark.parametrize("address", PRIVATE)
    def test_a_name_of_twilios_that_leads_inside_is_not_followed(self, address):
        names = Names([address])
        fetcher = MediaFetcher(API, ACCOUNT, "ficha", names, Patience())
        assert asyncio.run(outcome(fetcher, URL)) is UNAVAILABLE
        assert names.asked == ["api.twilio.com"]

    def test_what_was_checked_is_what_is_connected_to(self):
        """A name that changes its mind between the question and the connection is asked once."""
        names = Names(["127.0.0.1"], ["10.1.2.3"])
        content, asked = fetch(
            *(answer(404, Connection="close"), answer(200, PHOTO)),
            resolver=names,
            base="http://localhost:{}",
        )
        assert (content, len(asked)) == (UNAVAILABLE, 1)
        assert names.asked == ["localhost", "localhost"]


class Redirecting(MediaFetcher):
    """Twilio itself redirects somewhere; from there on it is the real thing."""

    location = ""

    async def _get(self, url, auth):
        if str(url) == URL:
            return self.location
        return await super()._get(url, auth)


def redirected(location: str, *addresses: str):
    """(what came of it, connections that were made to this machine); `{}` is a port where somebody listens."""

    async def main():
        async with Host(answer(200, PHOTO)) as host:
            names = Names(list(addresses) or ["127.0.0.1"])
            fetcher = Redirecting(API, ACCOUNT, "ficha", names, Patience())
            fetcher.location = location.replace("{}", str(host.port))
            return await outcome(fetcher, URL), host.connections

    return asyncio.run(main())


HERE = [
    *("https://127.0.0.1:{}/x", "https://127.1:{}/x", "https://127.000.000.001:{}/x"),
    *("https://2130706433:{}/x", "https://0x7f000001:{}/x", "https://0x7f.1:{}/x"),
    *("https://0177.0.0.1:{}/x", "https://017700000001:{}/x", "https://127.0x1:{}/x"),
    *("https://127。0。0。1:{}/x", "https://①②⑦.0.0.1:{}/x", "https://１２７．０．０．１:{}/x"),
    *("https://127.0.0.1.:{}/x", "https://0.0.0.0:{}/x", "https://0:{}/x", "https://[::1]:{}/x"),
    *(
        "https://[::ffff:127.0.0.1]:{}/x",
        "https://[0:0:0:0:0:ffff:7f00:1]:{}/x",
        "https://[::]:{}/x",
    ),
    *("https://[64:ff9b::7f00:1]:{}/x", "https://[::1%25lo]:{}/x", "https://localhost:{}/x"),
    *("https://LOCALHOST.:{}/x", "https://%31%32%37.0.0.1:{}/x", "//127.0.0.1:{}/x"),
    *("https://api.twilio.com@127.0.0.1:{}/x", "https://media.example:{}/x"),
]
MALFORMED = [
    *("http://media.example/x", "ftp://media.example/x", "file:///etc/passwd", "data:,x"),
    *("javascript:alert(1)", "https://yo@media.example/x", "https://yo:clave@media.example/x"),
    *(
        "https://",
        "https://[::1",
        "https://media.example:99999/",
        "https://media.example:x/",
        "//[",
    ),
    *("https://media.example\\@127.0.0.1/", "https://[::1]x/", "mailto:alguien"),
]


class TestRedirection:
    @pytest.mark.parametrize("location", HERE)
    def test_no_spelling_leads_to_this_machine(self, location):
        problem, connections = redirected(location)
        assert problem in (FORBIDDEN, UNAVAILABLE)
        assert connections == 0

    @pytest.mark.parametrize("address", PRIVATE)
    def test_no_address_leads_inside(self, address):
        literal = f"[{address}]" if ":" in address else address
        assert redirected(f"https://{literal}/x")[0] is FORBIDDEN
        assert redirected("https://media.example/x", address)[0] is UNAVAILABLE

    @pytest.mark.parametrize("location", MALFORMED)
    def test_what_is_no_address_of_the_web_is_not_asked(self, location):
        assert redirected(location) == (FORBIDDEN, 0)

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_another_host_gives_the_content_and_never_sees_the_credentials(self, status):
        async def main():
            async with Host(answer(200, PHOTO)) as other:
                there = f"http://localhost:{other.port}/guardado?firma=a%2Fb"
                moved = answer(status, b"", Location=there, Set_Cookie="sesion=secreta")
                async with Host(moved) as twilio:
                    fetcher = MediaFetcher(twilio.url, ACCOUNT, "ficha")
                    return await outcome(fetcher, twilio.url + PATH), other.asked, twilio.asked

        content, asked, asked_first = asyncio.run(main())
        assert content == PHOTO
        assert "authorization" in asked_first[0].headers
        assert not {"authorization", "cookie", "referer"} & asked[0].headers.keys()
        assert asked[0].path.startswith("/guardado?firma=a")

    def test_credentials_are_not_sent_again_when_it_leads_back(self):
        content, asked = fetch(redirect(PATH), answer(200, PHOTO))
        assert content == PHOTO
        assert ["authorization" in one.headers for one in asked] == [True, False]

    def test_three_are_followed_and_a_fourth_is_not(self):
        content, asked = fetch(*[redirect("/x")] * 3, answer(200, PHOTO))
        assert (content, len(asked)) == (PHOTO, 4)
        content, asked = fetch(redirect("/x"))
        assert (content, len(asked)) == (FORBIDDEN, 4)

    def test_one_that_says_not_where_to_ends(self):
        assert fetch(answer(302))[0] is FORBIDDEN

    def test_what_it_leads_to_is_limited_too(self):
        packed = answer(200, PHOTO, Content_Encoding="gzip")
        assert fetch(redirect("/x"), packed)[0] is UNAVAILABLE


def test_closing_twice_or_before_the_first_is_nothing():
    async def main():
        fetcher = MediaFetcher(API, ACCOUNT, "ficha")
        await fetcher.close()
        await fetcher.close()

    asyncio.run(main())
