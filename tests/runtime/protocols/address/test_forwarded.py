from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.protocols.address import Networks, client_address, is_forwarded
from runtime.protocols.address.cloudflare import CLOUDFLARE, CLOUDFLARE_AS_OF
from runtime.protocols.http1 import Headers

PROXIES = Networks(["127.0.0.1", "10.0.0.0/8"])


def told(*fields):
    return Headers(tuple(fields))


class TestTheClientOfAProxy:
    @pytest.mark.parametrize(
        ("fields", "client"),
        [
            ([("X-Forwarded-For", "198.51.100.7")], "198.51.100.7"),
            ([("X-Forwarded-For", "198.51.100.7, 10.0.0.3")], "198.51.100.7"),
            ([("x-forwarded-for", "198.51.100.7"), ("X-Forwarded-For", "10.0.0.3")], "198.51.100.7"),
            ([("X-Forwarded-For", "198.51.100.7:4711")], "198.51.100.7"),
            ([("X-Forwarded-For", "[2001:db8::7]:4711")], "2001:db8::7"),
            ([("X-Forwarded-For", "::ffff:198.51.100.7")], "198.51.100.7"),
            ([("Forwarded", 'for="[2001:db8::7]:4711";proto=https')], "2001:db8::7"),
            ([("Forwarded", "for=198.51.100.7, for=10.0.0.3;by=x")], "198.51.100.7"),
            ([("X-Real-IP", "198.51.100.7")], "198.51.100.7"),
        ],
    )
    def test_is_the_nearest_address_that_is_no_trusted_proxy(self, fields, client):
        assert client_address("127.0.0.1", told(*fields), PROXIES) == client

    @pytest.mark.parametrize(
        ("peer", "trusted", "client"),
        [
            ("172.64.0.1", ["cloudflare"], "198.51.100.7"),
            ("172.64.0.1", [], "172.64.0.1"),
            ("10.0.0.3", ["private"], "192.0.2.9"),
            ("203.0.113.5", ["cloudflare"], "203.0.113.5"),
        ],
    )
    def test_is_in_cloudflares_own_field_when_cloudflare_says_it(self, peer, trusted, client):
        headers = told(("CF-Connecting-IP", "198.51.100.7"), ("X-Forwarded-For", "192.0.2.9"))

        assert client_address(peer, headers, Networks(trusted)) == client

    def test_is_told_by_a_network_that_cloudflare_has_added_once_the_script_names_it(self):
        headers = told(("CF-Connecting-IP", "198.51.100.7"), ("X-Forwarded-For", "198.51.100.7"))

        assert client_address("203.0.113.5", headers, Networks(["cloudflare"])) == "203.0.113.5"
        assert (
            client_address("203.0.113.5", headers, Networks(["cloudflare", "203.0.113.0/24"]))
            == "198.51.100.7"
        )

    def test_is_not_told_by_a_network_that_a_script_with_a_list_of_its_own_leaves_out(self):
        headers = told(("CF-Connecting-IP", "198.51.100.7"), ("X-Forwarded-For", "198.51.100.7"))
        own = Networks([each for each in CLOUDFLARE if each != "172.64.0.0/13"])

        assert client_address("172.64.0.1", headers, own) == "172.64.0.1"
        assert client_address("104.16.0.1", headers, own) == "198.51.100.7"

    def test_cannot_be_made_up_by_the_client_himself(self):
        headers = told(("X-Forwarded-For", "192.0.2.1, 198.51.100.7"))

        assert client_address("127.0.0.1", headers, PROXIES) == "198.51.100.7"

    def test_is_the_peer_when_nobody_trusts_it(self):
        headers = told(("X-Forwarded-For", "192.0.2.1"))

        assert client_address("203.0.113.9", headers, PROXIES) == "203.0.113.9"
        assert client_address("127.0.0.1", headers, Networks()) == "127.0.0.1"

    @pytest.mark.parametrize("value", ["unknown", "", "_hidden", "999.1.1.1", "a" * 5000, "\u2028", "1.2.3"])
    def test_is_the_peer_where_there_is_no_address(self, value):
        assert client_address("127.0.0.1", told(("X-Forwarded-For", value)), PROXIES) == "127.0.0.1"

    def test_is_looked_for_in_a_bounded_row(self):
        row = ", ".join(["198.51.100.7"] + ["10.0.0.1"] * 500)

        assert client_address("127.0.0.1", told(("X-Forwarded-For", row)), PROXIES) == "10.0.0.1"

    @given(st.text(max_size=300), st.sampled_from(["X-Forwarded-For", "Forwarded", "X-Real-IP"]))
    def test_is_always_an_address(self, value, name):
        import ipaddress

        ipaddress.ip_address(client_address("127.0.0.1", told((name, value)), PROXIES))


class TestTheListOfCloudflaresNetworks:
    def test_has_the_date_that_the_guide_tells(self):
        guide = Path(__file__).parents[4] / "docs" / "guides" / "tls.md"

        assert CLOUDFLARE_AS_OF in guide.read_text("utf-8")


class TestARequestThroughAProxy:
    def test_says_so(self):
        assert is_forwarded(told(("Forwarded", "for=x")))
        assert not is_forwarded(told(("Host", "x")))
