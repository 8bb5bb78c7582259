"""Media: served with credentials, listed, deleted; fetched when they are to be sent; faults of theirs."""

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from acolwhats.simulator import Fault, InboundMedia

from .conftest import ACCOUNT_SID, CITIZEN, TOKEN

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
AUTH = (ACCOUNT_SID, TOKEN)


@pytest.fixture
def url(hello, webhook):
    """Address of a picture that was received."""
    hello(media=[InboundMedia("image/png", PNG, "foto.png")])
    return webhook.of("MediaUrl0")[-1]


def sids(url):
    parts = url.split("/")
    return parts[-3], parts[-1]


def test_the_bytes_and_their_type_are_served(url):
    answer = requests.get(url, auth=AUTH)
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize("auth", [None, (ACCOUNT_SID, "wrong")])
def test_credentials_are_needed(url, auth):
    assert requests.get(url, auth=auth).status_code == 401


def test_credentials_are_not_needed_where_the_account_says_so(url, simulator):
    simulator.config.media_requires_auth = False
    assert requests.get(url).content == PNG


def test_the_client_lists_fetches_and_deletes(url, client, simulator):
    message_sid, media_sid = sids(url)
    message = client.messages(message_sid)
    assert message.fetch().num_media == "1"
    assert [m.sid for m in message.media.list()] == [media_sid]
    assert message.media(media_sid).fetch().content_type == "image/png"
    assert message.media(media_sid).fetch().parent_sid == message_sid
    assert message.media(media_sid).delete()
    assert message.media.list() == []
    assert requests.get(url, auth=AUTH).status_code == 404
    assert [m.data for m in simulator.state.transcript(CITIZEN)[0].media] == [PNG]


def test_deleting_the_message_deletes_its_media(url, client, simulator):
    client.messages(sids(url)[0]).delete()
    assert requests.get(url, auth=AUTH).status_code == 404
    assert simulator.state.media == {}


def test_media_of_another_message_are_not_found(url, client, hello, webhook):
    hello()
    other = webhook.of("MessageSid")[-1]
    with pytest.raises(TwilioRestException) as refusal:
        client.messages(other).media(sids(url)[1]).fetch()
    assert refusal.value.code == 20404
    wrong = url.replace(sids(url)[0], other)
    assert requests.get(wrong, auth=AUTH).status_code == 404


class TestFaults:
    def test_missing_at_first(self, url, simulator):
        simulator.faults.add(Fault("media", "missing", times=2))
        assert [requests.get(url, auth=AUTH).status_code for _ in range(3)] == [404, 404, 200]

    def test_redirected_to_another_host_name_without_credentials(self, url, simulator):
        simulator.faults.add(Fault("media", "redirect"))
        first = requests.get(url, auth=AUTH, allow_redirects=False)
        target = first.headers["Location"]
        assert first.status_code == 307
        assert target.startswith("http://localhost:") and "/media-store/" in target
        assert requests.get(target).content == PNG
        last = simulator.state.requests[-1]
        assert (last.host.split(":")[0], last.authorized) == ("localhost", False)

    def test_an_unknown_ticket_is_not_found(self, server):
        assert requests.get(f"{server.base_url}/media-store/x").status_code == 404

    def test_redirected_to_a_given_address(self, url, simulator):
        simulator.faults.add(Fault("media", "redirect", url="http://10.0.0.1/x"))
        answer = requests.get(url, auth=AUTH, allow_redirects=False)
        assert answer.headers["Location"] == "http://10.0.0.1/x"

    def test_of_a_wrong_type(self, url, simulator):
        simulator.faults.add(Fault("media", "wrong_type"))
        answer = requests.get(url, auth=AUTH)
        assert (answer.headers["Content-Type"], answer.content) == ("text/html", PNG)

    def test_without_end(self, url, simulator):
        simulator.faults.add(Fault("media", "oversize"))
        got = 0
        with requests.get(url, auth=AUTH, stream=True) as answer:
            assert "Content-Length" not in answer.headers
            for chunk in answer.iter_content(1 << 20):
                got += len(chunk)
                if got > 40 << 20:
                    break
        assert got > 40 << 20

    def test_truncated(self, url, simulator):
        simulator.faults.add(Fault("media", "truncated"))
        with requests.get(url, auth=AUTH, stream=True) as answer:
            assert answer.headers["Content-Length"] == str(len(PNG))
            assert answer.raw.read(decode_content=False, amt=len(PNG)) == PNG[: len(PNG) // 2]


class TestOutbound:
    def test_what_is_to_be_sent_is_fetched_and_shown(
        self, hello, send, client, webhook, simulator, wait
    ):
        hello()
        webhook.files["/foto.png"] = ("image/png", PNG)
        url = webhook.url.split("/webhooks")[0] + "/foto.png"
        message = send("Mira", media_url=[url])
        assert message.sid.startswith("MM") and message.num_media == "1"
        wait(lambda: client.messages(message.sid).fetch().status == "delivered")
        (shown,) = simulator.outbound_to(CITIZEN)
        assert [(m.content_type, m.data) for m in shown.media] == [("image/png", PNG)]
        assert len(client.messages(message.sid).media.list()) == 1

    def test_media_need_no_words(self, send, webhook):
        assert send(None, media_url=[webhook.url]).body == ""

    def test_what_cannot_be_fetched_fails(self, hello, send, client, webhook, wait):
        hello()
        sid = send("Mira", media_url=[webhook.url + "/missing.png"]).sid
        wait(lambda: client.messages(sid).fetch().status == "failed")
        assert client.messages(sid).fetch().error_code == 63019

    def test_what_is_longer_than_16_megabytes_fails(self, hello, send, client, webhook, wait):
        hello()
        webhook.files["/big"] = ("application/pdf", bytes((16 << 20) + 1))
        sid = send("Mira", media_url=[webhook.url.split("/webhooks")[0] + "/big"]).sid
        wait(lambda: client.messages(sid).fetch().error_code == 63019)
