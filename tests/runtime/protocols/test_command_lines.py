"""Bytes of a telnet connection become lines, whatever comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from runtime.errors import PeerFault
from runtime.protocols.command_lines import LONGEST_LINE, CommandLines


def lines_of(*pieces: bytes) -> list[str]:
    lines = CommandLines()
    return [line for piece in pieces for line in lines.receive(piece)]


class TestLines:
    @given(some.binary(max_size=200), some.integers(0, 200))
    def test_do_not_depend_on_how_the_bytes_arrive(self, data, cut):
        try:
            whole = lines_of(b"help\n", data)
        except PeerFault:
            return

        assert lines_of(b"help\n", data[:cut], data[cut:]) == whole

    def test_telnets_own_negotiation_is_skipped(self):
        assert lines_of(b"\xff\xfd\x03\xff\xfb\x18status\r\n") == ["status"]

    def test_empty_lines_are_none(self):
        assert lines_of(b"\r\n\r\n \r\na\r\n") == ["a"]

    def test_a_line_without_end_is_bounded(self):
        with pytest.raises(PeerFault, match="bytes"):
            lines_of(b"x" * (LONGEST_LINE + 1))

    def test_text_that_is_no_utf_8_does_no_harm(self):
        assert lines_of(b"push caf\xe9\n") == ["push caf\ufffd"]


class TestABrowser:
    def test_is_recognised_before_its_body_is_read(self):
        with pytest.raises(PeerFault, match="telnet, no HTTP"):
            lines_of(b"POST /x HTTP/1.1\r\nHost: a\r\n\r\nshutdown\n")

    def test_is_recognised_when_its_request_comes_in_pieces(self):
        with pytest.raises(PeerFault, match="telnet, no HTTP"):
            lines_of(b"PO", b"ST /x HT", b"TP/1.1\r\nHost: a\r\n")
