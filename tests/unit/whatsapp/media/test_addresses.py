"""Media come from Twilio, and from nowhere that only this machine can reach."""

from __future__ import annotations

import asyncio
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp.media.addresses import (
    CheckedResolver,
    is_loopback,
    is_loopback_url,
    is_media_url,
    is_public,
)

ACCOUNT = "AC" + "a1" * 16
API = "https://api.twilio.com"
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'0b' * 16}/Media/ME{'0c' * 16}"
URL = API + PATH

OTHERS = {
    "http": "http://api.twilio.com" + PATH,
    "another account": URL.replace(ACCOUNT, "AC" + "b2" * 16),
    "another host": "https://example.com" + PATH,
    "another region": "https://api.ie1.twilio.com" + PATH,
    "a host that begins like it": "https://api.twilio.com.example" + PATH,
    "a host that ends like it": "https://xapi.twilio.com" + PATH,
    "a host where the dot is another letter": "https://apiXtwilio.com" + PATH,
    "a name before it": "https://yo:clave@api.twilio.com" + PATH,
    "it as a name": "https://api.twilio.com@example.com" + PATH,
    "it as a name, with a backslash": "https://api.twilio.com\\@example.com" + PATH,
    "another port": "https://api.twilio.com:8443" + PATH,
    "its own port": "https://api.twilio.com:443" + PATH,
    "capitals": "HTTPS://API.TWILIO.COM" + PATH,
    "a final dot": "https://api.twilio.com." + PATH,
    "a way up": URL + "/../../../../x",
    "an encoded way up": URL + "/%2e%2e/x",
    "a way up inside": URL.replace("/Messages/", "/x/../Messages/"),
    "a double slash": URL.replace("/Media/", "//Media/"),
    "a query": URL + "?x=1",
    "a fragment": URL + "#x",
    "a final slash": URL + "/",
    "its description": URL + ".json",
    "all of them": URL.rpartition("/")[0],
    "a short id": URL[:-1],
    "a long id": URL + "0",
    "an id of something else": URL.replace("/ME", "/MM"),
    "an id with other digits": URL[:-1] + "٣",
    "a recording": f"{API}/2010-04-01/Accounts/{ACCOUNT}/Recordings/RE{'0b' * 16}",
    "a line break after it": URL + "\n",
    "a line break in it": URL.replace("/Media", "\n/Media"),
    "a null after it": URL + "\0",
    "spaces around it": f" {URL} ",
    "a file": "file:///etc/passwd",
    "nothing": "",
    "only the path": PATH,
}


def test_media_of_our_account_are_taken():
    assert is_media_url(URL, API, ACCOUNT)
    assert is_media_url(URL.replace("/MM", "/SM"), API, ACCOUNT)


@pytest.mark.parametrize("url", OTHERS.values(), ids=OTHERS.keys())
def test_nothing_else_is_taken(url):
    assert not is_media_url(url, API, ACCOUNT)


@given(st.text())
def test_no_text_is_taken_for_an_address(text):
    assert not is_media_url(text, API, ACCOUNT)
    assert not is_media_url(URL + text, API, ACCOUNT) or not text


def test_media_of_the_simulator_are_where_the_simulator_is():
    api = "http://127.0.0.1:8000/simulador"
    assert is_media_url(api + PATH, api, ACCOUNT)
    assert not is_media_url("http://127.0.0.1:8001/simulador" + PATH, api, ACCOUNT)


PRIVATE = [
    *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("0.0.0.0", "0.1.2.3", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192"),
    *("192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "192.88.99.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1"),
    *("2001:db8::1", "3fff::1", "100::1", "2001:2::1", "2001:10::1", "5f00::1"),
    # IPv4 inside IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo.
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1"),
    *("::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808"),
    *("2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::1"),
    *("2001:0:808:808::3f57:fefe", "2001:0:808:808:0:0:f5ff:fffe"),
]
PUBLIC = [
    *("8.8.8.8", "1.1.1.1", "54.172.60.0", "2606:4700::1111", "2a00:1450:4001::1"),
    *("::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"),
]
SPELLINGS = [
    *("2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1"),
    *(
        "127.000.000.001",
        "127.0.0.1.",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "１２７.0.0.1",
        "[::1]",
        " 127.0.0.1",
    ),
    *("8.8.8.8 ", "0x08080808", "134744072", "localhost", "", "example.com"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_on_the_public_internet_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_on_the_public_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_address_in_another_spelling_is_none(spelling):
    assert not is_public(spelling)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_as_public_as_it_is_within_ipv6(address):
    inside = int(address)
    mapped = ipaddress.IPv6Address(0xFFFF << 32 | inside)
    nat64 = ipaddress.IPv6Address(0x0064_FF9B << 96 | inside)
    six_to_four = ipaddress.IPv6Address(0x2002 << 112 | inside << 80)
    for other in (mapped, nat64, six_to_four):
        assert is_public(str(other)) == is_public(str(address))


@given(st.text())
def test_no_text_is_a_public_address_by_mistake(text):
    try:
        ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        assert not is_public(text)


@pytest.mark.parametrize(
    ("address", "here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("10.0.0.1", False), ("x", False)],
)
def test_this_machine_is_known(address, here):
    assert is_loopback(address) is here


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8000/simulador", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("https://api.twilio.com", False),
        ("https://127.0.0.1.example", False),
        ("https://localhost@example.com", False),
        ("", False),
    ],
)
def test_an_address_of_this_machine_is_known(url, here):
    assert is_loopback_url(url) is here


class Names:
    """Resolves any name to what it is told, in turn."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.closed = False

    async def resolve(self, host, port=0, family=0):
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            {"hostname": host, "host": ip, "port": port, "family": 0, "proto": 0, "flags": 0}
            for ip in found
        ]

    async def close(self) -> None:
        self.closed = True


def resolve(names: Names, loopback: bool = False) -> list[str]:
    found = asyncio.run(CheckedResolver(loopback, names).resolve("media.example", 443))
    return [entry["host"] for entry in found]


class TestResolver:
    def test_public_addresses_are_used(self):
        assert resolve(Names(["8.8.8.8", "2606:4700::1111"])) == ["8.8.8.8", "2606:4700::1111"]

    @pytest.mark.parametrize("address", PRIVATE)
    def test_one_that_is_not_public_spoils_them_all(self, address):
        with pytest.raises(OSError, match="not public"):
            resolve(Names(["8.8.8.8", address]))

    @pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
    def test_this_machine_is_used_with_the_simulator_only(self, address):
        assert resolve(Names([address]), loopback=True) == [address]
        with pytest.raises(OSError, match="not public"):
            resolve(Names([address]))

    @pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "fd00::1", "0.0.0.0"])
    def test_the_simulator_is_no_way_into_the_network(self, address):
        with pytest.raises(OSError, match="not public"):
            resolve(Names([address]), loopback=True)

    def test_the_error_names_neither_host_nor_address(self):
        with pytest.raises(OSError) as caught:
            resolve(Names(["10.1.2.3"]))
        assert "10.1.2.3" not in str(caught.value) and "media.example" not in str(caught.value)

    def test_the_systems_own_resolver_is_asked_unless_another_is_given(self):
        async def main():
            resolver = CheckedResolver(loopback=True)
            found = await resolver.resolve("localhost", 80)
            await resolver.close()
            return [entry["host"] for entry in found]

        assert set(asyncio.run(main())) <= {"127.0.0.1", "::1"}

    def test_closing_closes_it(self):
        names = Names(["8.8.8.8"])
        asyncio.run(CheckedResolver(False, names).close())
        asyncio.run(CheckedResolver(False).close())
        assert names.closed
