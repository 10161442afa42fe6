import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.media.title import Title
from runtime.protocols.source import Dialect, Login, basic_login, opening_dialect, song_title


class TestAnOpening:
    @pytest.mark.parametrize(
        ("data", "dialect"),
        [
            (b"GET / HTTP/1.1\r\n", Dialect.HTTP),
            (b"GET ", Dialect.HTTP),
            (b"SOURCE /live ICE/1.0\r\n", Dialect.HTTP),
            (b"SOURCE hackme /live\n", Dialect.XAUDIOCAST),
            (b"SOURCE hackme live\n", Dialect.HTTP),
            (b"SOURCE ", None),
            (b"SOURCE hackme /li", None),
            (b"\r\nGET /", Dialect.HTTP),
            (b"BREW /pot HTCPCP/1.0\r\n", Dialect.HTTP),
            (b"hackme\n", Dialect.SHOUTCAST),
            (b"hackme\r\n", Dialect.SHOUTCAST),
            (b"dj:p\xe4ss w\xf6rd\r\n", Dialect.SHOUTCAST),
            (b"!POKE\nicy-name:x\n\n", Dialect.SHOUTCAST),
            (b"Zebra\r\n", Dialect.SHOUTCAST),
            (b"\x5a\0\x10\x09", Dialect.ULTRAVOX),
            (b"\x5a\x04", Dialect.ULTRAVOX),
            (b"\x16\x03\x01\x02\0", Dialect.UNKNOWN),
            (b"\0\0\0", Dialect.UNKNOWN),
            (b"x" * 512, Dialect.UNKNOWN),
            (b"hack", None),
            (b"\x5a", None),
            (b"SOURC", None),
            (b"\r\n", None),
            (b"", None),
        ],
    )
    def test_tells_its_dialect(self, data, dialect):
        assert opening_dialect(data) is dialect

    @given(st.binary(min_size=513, max_size=2000))
    def test_is_never_left_open(self, data):
        assert opening_dialect(data) is not None

    @given(st.binary(max_size=600), st.integers(0, 600))
    def test_does_not_change_its_dialect_with_more_bytes(self, data, cut):
        early = opening_dialect(data[:cut])

        assert early in (None, opening_dialect(data))


class TestBasicCredentials:
    @pytest.mark.parametrize(
        ("raw", "login"),
        [
            (b"source:hackme", Login("source", "hackme")),
            (b":pw", Login("", "pw")),
            (b"u:p:w", Login("u", "p:w")),
            (b"u:\xe4", Login("u", "ä")),
            ("u:ä".encode(), Login("u", "ä")),
            (b"nocolon", None),
            (b"u:p\0w", None),
        ],
    )
    def test_are_read(self, raw, login):
        assert basic_login("Basic " + base64.b64encode(raw).decode()) == login

    @pytest.mark.parametrize(
        "header", ["", "Basic", "Basic \u00e9", "Basic ====", "Digest x", "Basic " + "A" * 65536]
    )
    def test_that_are_none_are_none(self, header):
        assert basic_login(header) is None

    @given(st.text())
    def test_never_fail(self, header):
        assert isinstance(basic_login("basic " + header), Login | None)


class TestASong:
    @pytest.mark.parametrize(
        ("song", "title"),
        [
            ("A - B", Title("A", "B")),
            ("A - B - C", Title("A", "B - C")),
            ("A-B", Title("", "A-B")),
            (" - ", Title()),
            ("- B", Title("", "B")),
            ("A -", Title("A", "")),
            ("", Title()),
        ],
    )
    def test_is_parted_at_its_dash(self, song, title):
        assert song_title(song) == title
