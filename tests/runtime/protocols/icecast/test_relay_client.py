"""The conversation with a server whose stream we relay."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import PeerFault
from runtime.media.title import Title
from runtime.protocols.icecast.relay_client import (
    LARGEST_LIST,
    Address,
    Began,
    Listed,
    Moved,
    RelayClient,
    Said,
    Sound,
)
from runtime.protocols.icy import title_block

LIST = b"HTTP/1.0 200 OK\r\nContent-Type: audio/x-mpegurl\r\n\r\n"
HERE = Address.parse("http://other.example:8000/live?x=1", "relay", "hush")


def answered(data, size=None, address=HERE):
    client = RelayClient(address, "us/1")
    size = size or len(data)
    return [event for at in range(0, len(data), size) for event in client.receive_data(data[at : at + size])]


class TestAnAddress:
    @pytest.mark.parametrize(
        ("url", "host", "port", "target", "secure"),
        [
            ("http://a.example", "a.example", 80, "/", False),
            ("https://a.example/x", "a.example", 443, "/x", True),
            ("http://[2001:db8::1]:8000/x;y", "2001:db8::1", 8000, "/x;y", False),
        ],
    )
    def test_is_read(self, url, host, port, target, secure):
        found = Address.parse(url)

        assert (found.host, found.port, found.target, found.secure) == (host, port, target, secure)

    @pytest.mark.parametrize(
        "url", ["ftp://a/x", "file:///etc/passwd", "http://", "http://a:99999/x", "http://a/x\r\nX: y"]
    )
    def test_that_is_none_is_told(self, url):
        with pytest.raises(PeerFault):
            Address.parse(url)

    def test_is_shown_without_its_account(self):
        assert Address.parse("http://me:hush@a.example:8000/x").url == "http://a.example:8000/x"

    def test_moves_with_its_account_on_the_same_server_only(self):
        assert HERE.moved("/other").password == "hush"
        assert HERE.moved("http://evil.example/other").password == ""
        assert HERE.moved("http://evil.example/other").user == ""


class TestTheRequest:
    def test_asks_for_titles_with_the_account(self):
        assert RelayClient(HERE, "us/1").request() == (
            b"GET /live?x=1 HTTP/1.0\r\nHost: other.example:8000\r\nUser-Agent: us/1\r\nAccept: */*\r\n"
            b"Icy-MetaData: 1\r\nConnection: close\r\nAuthorization: Basic cmVsYXk6aHVzaA==\r\n\r\n"
        )


class TestAStream:
    @pytest.mark.parametrize("size", [1, 7, None])
    @pytest.mark.parametrize("first", [b"HTTP/1.0 200 OK", b"ICY 200 OK", b"HTTP/1.1 200"])
    def test_comes_with_its_titles_taken_out(self, first, size):
        head = first + b"\r\ncontent-type:audio/mpeg\r\nicy-name:Partner\r\nicy-metaint:4\r\n\r\n"
        events = answered(head + b"abcd" + title_block("A - One") + b"efgh\0ijkl", size)

        assert isinstance(events[0], Began)
        assert events[0].description.name == "Partner"
        assert b"".join(each.data for each in events if isinstance(each, Sound)) == b"abcdefghijkl"
        assert [each.title for each in events if isinstance(each, Said)] == [Title("A", "One")]

    def test_may_be_chunked(self):
        events = answered(b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\r\nabc\r\n2\r\nde\r\n")

        assert b"".join(each.data for each in events if isinstance(each, Sound)) == b"abcde"

    def test_that_is_elsewhere_is_told(self):
        assert answered(b"HTTP/1.0 302 Found\r\nLocation: http://b/x\r\n\r\n") == [Moved("http://b/x")]

    def test_in_a_playlist_is_found(self):
        client = RelayClient(HERE, "us/1")
        client.receive_data(
            b"HTTP/1.0 200 OK\r\nContent-Type: audio/x-scpls\r\n\r\n[playlist]\nFile1=http://b/x\n"
        )

        assert client.receive_eof() == [Listed("http://b/x")]


class TestWhatIsNoStream:
    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (b"HTTP/1.0 401 No\r\n\r\n", "it answered 401: it wants a name and a password"),
            (b"HTTP/1.0 404 No\r\n\r\n", "it answered 404: it has no such stream"),
            (b"HTTP/1.0 418 I'm a teapot\r\n\r\n", "it answered 418: I'm a teapot"),
            (b"invalid password\r\n\r\n", "what it answers is no HTTP"),
            (b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", "it answers with a page, not with a stream"),
            (b"HTTP/1.0 200 OK\r\n" + b"x" * 20_000, "its answer has no end"),
            (LIST + b"x" * (LARGEST_LIST + 1), "its playlist is too long"),
        ],
    )  # fmt: skip
    def test_is_told_in_words(self, answer, words):
        with pytest.raises(PeerFault, match="^" + words):
            answered(answer)

    def test_ends_without_a_word(self):
        with pytest.raises(PeerFault, match="without an answer"):
            RelayClient(HERE, "us/1").receive_eof()

    @given(st.binary(max_size=3000), st.integers(1, 500))
    def test_breaks_nothing(self, data, size):
        for field in (b"", b"icy-metaint: 16\r\n", b"Transfer-Encoding: chunked\r\n"):
            with contextlib.suppress(PeerFault):
                answered(b"HTTP/1.0 200 OK\r\n" + field + b"\r\n" + data, size)
        with contextlib.suppress(PeerFault):
            answered(data, size)
