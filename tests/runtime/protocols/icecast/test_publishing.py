"""What we say to an Icecast server that is to send our programme on."""

import pytest

from runtime.errors import PeerFault
from runtime.protocols.icecast.publishing import publish_request, title_request, verdict
from runtime.protocols.icecast.relay_client import Address

THERE = Address.parse("http://radio.example:8000/radio.mp3", "source", "pä ss")


class TestTheRequest:
    def test_asks_before_it_sends(self):
        head = publish_request(THERE, "audio/mpeg", "LegacyStream/1", {"Ice-Name": "Ours", "Ice-URL": ""})

        assert head.startswith(b"PUT /radio.mp3 HTTP/1.1\r\nHost: radio.example:8000\r\n")
        assert b"\r\nExpect: 100-continue\r\n\r\n" in head
        assert b"\r\nIce-Name: Ours\r\n" in head
        assert b"Ice-URL" not in head

    def test_has_no_line_that_a_name_brings_along(self):
        head = publish_request(THERE, "audio/mpeg", "x", {"Ice-Name": "Ours\r\nIce-Public: 1"})

        assert b"\r\nIce-Public" not in head

    def test_of_a_title_has_it_in_the_address(self):
        line = title_request(THERE, "Ærø & søn?", "x").split(b"\r\n")[0]

        assert line == (
            b"GET /admin/metadata?mode=updinfo&charset=UTF-8&mount=%2Fradio.mp3&song=%C3%86r%C3%B8%20%26%20s%C3%B8n%3F HTTP/1.1"
        )


class TestTheAnswer:
    @pytest.mark.parametrize(
        "answer", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n", b"ICY 200 OK\r\n"]
    )
    def test_lets_us_send(self, answer):
        verdict(answer)

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (b"HTTP/1.0 401 Unauthorized\r\n\r\n", "does not know this name and password"),
            (b"HTTP/1.0 403 Mountpoint in use\r\n\r\n", "does not let us in"),
            (b"HTTP/1.0 409 Conflict\r\n\r\n", "another source is there"),
            (b"HTTP/1.1 418 I'm a teapot\r\n\r\n", "refuses with 418 I'm a teapot"),
            (b"\x15\x03\x01", "does not answer as Icecast does"),
            (b"", "does not answer as Icecast does"),
        ],
    )
    def test_refuses_in_words(self, answer, words):
        with pytest.raises(PeerFault, match=words):
            verdict(answer)
