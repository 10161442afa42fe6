import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.protocols.address import NAMED, Networks, is_private, limit_key


def itself(address):
    """The address; an IPv4 one that is written as IPv6 is what it is."""
    return getattr(address, "ipv4_mapped", None) or address


class TestASetOfNetworks:
    @pytest.mark.parametrize(
        ("text", "inside", "outside"),
        [
            ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("192.0.2.77/24", "192.0.2.1", "192.0.3.1"),
            ("2001:db8::/32", "2001:db8:1::5", "2001:db9::"),
            ("loopback", "127.9.9.9", "128.0.0.1"),
            ("private", "172.31.0.1", "172.32.0.1"),
            ("cloudflare", "172.64.0.1", "172.63.0.1"),
        ],
    )
    def test_holds_what_is_inside(self, text, inside, outside):
        networks = Networks([text])

        assert inside in networks
        assert outside not in networks

    def test_takes_an_ipv4_address_written_as_ipv6_for_what_it_is(self):
        assert "::ffff:192.0.2.7" in Networks(["192.0.2.0/24"])

    def test_knows_no_address_in_what_is_none(self):
        assert "no address" not in Networks(["0.0.0.0/0", "::/0"])

    def test_that_is_empty_holds_nobody(self):
        assert not Networks()
        assert "127.0.0.1" not in Networks()

    def test_finds_one_among_many_thousands(self):
        networks = Networks(f"10.{high}.{low}.0/24" for high in range(100) for low in range(200))

        assert "10.99.199.3" in networks
        assert "10.99.200.3" not in networks

    def test_refuses_what_is_no_network(self):
        with pytest.raises(ValueError, match="does not appear"):
            Networks(["10.0.0.0/99"])

    @pytest.mark.parametrize("name", NAMED)
    def test_has_names_that_can_be_read(self, name):
        assert Networks([name])

    @given(st.ip_addresses(), st.ip_addresses())
    def test_agrees_with_the_standard_library(self, one, other):
        assert (str(one) in Networks([str(other)])) == (itself(one) == itself(other))

    def test_takes_an_ipv4_address_that_is_written_as_ipv6_for_what_it_is(self):
        assert "192.0.2.7" in Networks(["::ffff:192.0.2.0/120"])
        assert "::ffff:192.0.2.7" in Networks(["192.0.2.0/24"])
        assert "192.0.3.7" not in Networks(["::ffff:192.0.2.0/120"])


class TestALimitForAnAddress:
    def test_counts_an_ipv4_address(self):
        assert limit_key("192.0.2.7") == "192.0.2.7"

    def test_counts_an_ipv6_network_of_64_bits_as_one(self):
        assert limit_key("2001:db8::1") == limit_key("2001:db8::ffff:1") == "2001:db8::/64"
        assert limit_key("2001:db8:0:1::1") != limit_key("2001:db8::1")


class TestAPrivateAddress:
    @pytest.mark.parametrize("ip", ["10.1.2.3", "172.17.0.1", "127.0.0.1", "::1", "fd00::1"])
    def test_is_of_no_public_network(self, ip):
        assert is_private(ip)

    def test_is_not_one_of_a_provider(self):
        assert not is_private("198.51.100.1")
