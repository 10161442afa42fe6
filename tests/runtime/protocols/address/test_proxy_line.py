"""The PROXY protocol; the bytes follow the examples of its document."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import PeerFault
from runtime.protocols.address import PROXY_BYTES, read_proxy_header

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"


def second(command, family, body):
    return SIGNATURE + struct.pack(">BBH", command, family, len(body)) + body


V4_BODY = bytes([198, 51, 100, 7, 203, 0, 113, 1]) + struct.pack(">HH", 4711, 443)


class TestALine:
    def test_says_who_connected(self):
        header = read_proxy_header(b"PROXY TCP4 198.51.100.7 203.0.113.1 4711 443\r\nGET / HTTP/1.0\r\n")

        assert header.address == ("198.51.100.7", 4711)
        assert header.size == 46

    def test_may_name_an_ipv6_address(self):
        assert read_proxy_header(b"PROXY TCP6 2001:db8::7 ::1 1 2\r\n").address == ("2001:db8::7", 1)

    def test_may_know_nobody(self):
        header = read_proxy_header(b"PROXY UNKNOWN ffff::1 x 1 2\r\nX")

        assert header.address is None
        assert header.size == 29

    @pytest.mark.parametrize(
        "line",
        [
            b"PROXY TCP4 198.51.100.7\r\n",
            b"PROXY TCP4 no.where 203.0.113.1 4711 443\r\n",
            b"PROXY TCP4 198.51.100.7 203.0.113.1 port 443\r\n",
            b"PROXY TCP4 198.51.100.7 203.0.113.1 99999 443\r\n",
            b"PROXY UDP4 198.51.100.7 203.0.113.1 1 2\r\n",
            b"PROXY " + b"x" * 200,
        ],
    )
    def test_that_cannot_be_read_is_refused(self, line):
        with pytest.raises(PeerFault):
            read_proxy_header(line)


class TestABinaryHeader:
    def test_says_who_connected(self):
        data = second(0x21, 0x11, V4_BODY)

        assert read_proxy_header(data + b"GET").address == ("198.51.100.7", 4711)
        assert read_proxy_header(data + b"GET").size == len(data)

    def test_may_carry_more_than_addresses(self):
        data = second(0x21, 0x11, V4_BODY + b"\x04\x00\x02xx")

        assert read_proxy_header(data).size == len(data)

    def test_may_name_an_ipv6_address(self):
        body = bytes.fromhex("20010db8000000000000000000000007") + bytes(16) + struct.pack(">HH", 9, 443)

        assert read_proxy_header(second(0x21, 0x21, body)).address == ("2001:db8::7", 9)

    def test_of_a_proxys_own_check_names_nobody(self):
        assert read_proxy_header(second(0x20, 0x00, b"")).address is None

    @pytest.mark.parametrize(
        "data",
        [second(0x21, 0x11, b"short"), second(0x35, 0x11, V4_BODY), second(0x21, 0x11, bytes(PROXY_BYTES))],
    )
    def test_that_cannot_be_read_is_refused(self, data):
        with pytest.raises(PeerFault):
            read_proxy_header(data)


class TestNoHeader:
    def test_is_seen_at_the_first_byte_that_differs(self):
        assert read_proxy_header(b"GET / HTTP/1.0\r\n").size == 0
        assert read_proxy_header(b"PROxy").size == 0

    @pytest.mark.parametrize(
        "whole", [b"PROXY TCP4 198.51.100.7 203.0.113.1 4711 443\r\n", second(0x21, 0x11, V4_BODY)]
    )
    def test_takes_every_byte_to_know(self, whole):
        assert [read_proxy_header(whole[:length]) for length in range(len(whole))] == [None] * len(whole)

    @given(st.binary(max_size=400), st.sampled_from([b"", b"PROXY ", SIGNATURE]))
    def test_whatever_comes_costs_only_itself(self, data, start):
        try:
            header = read_proxy_header(start + data)
        except PeerFault:
            return
        assert header is None or header.size <= PROXY_BYTES
