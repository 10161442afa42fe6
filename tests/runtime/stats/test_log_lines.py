"""The lines beside Icecast's were taken from a running Icecast 2.4.4."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.stats.log_lines import access_line, playlist_line, w3c_line

NOON = datetime(2026, 11, 22, 13, 0, 31, tzinfo=UTC)
GONE = {
    "address": "127.0.0.1", "user": "good", "mount": "/url.mp3", "protocol": "HTTP/1.1", "sent": 50644, "referer": "",
    "agent": "p l/1.0", "seconds": 4.7,
}  # fmt: skip
NASTY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


class TestTheAccessLog:
    def test_is_icecasts(self):
        assert access_line(NOON, **GONE) == (
            '127.0.0.1 - good [22/Nov/2026:13:00:31 +0000] "GET /url.mp3 HTTP/1.1" 200 50644 "-" "p l/1.0" 4\n'
        )

    @given(NASTY, NASTY, NASTY)
    def test_keeps_whatever_a_listener_sends_in_its_field(self, agent, referer, user):
        line = access_line(NOON, **{**GONE, "agent": agent, "referer": referer, "user": user})

        assert line.count("\n") == 1
        assert line.endswith(" 4\n")
        assert len(line.splitlines()) == 1
        assert line.replace("\\\\", "").replace('\\"', "").count('"') == 6

    def test_cannot_be_forged_with_a_line_end(self):
        line = access_line(NOON, **{**GONE, "agent": 'x" 1\r\n10.0.0.1 - - [x] "GET /'})

        assert '\\" 1\\x0d\\x0a10.0.0.1' in line


class TestThePlaylistLog:
    def test_is_icecasts(self):
        assert (
            playlist_line(NOON, "/ls.mp3", 0, "Unknown") == "22/Nov/2026:13:00:31 +0000|/ls.mp3|0|Unknown\n"
        )

    @given(NASTY)
    def test_has_four_fields_whatever_the_title(self, title):
        line = playlist_line(NOON, "/ls.mp3", 3, title)

        assert line.count("|") == 3
        assert len(line.splitlines()) == 1


class TestTheW3cLog:
    def test_is_shoutcasts(self):
        line = w3c_line(NOON, address="127.0.0.1", mount="/a", sent=1000, agent="p l", seconds=4.0)

        assert line == "127.0.0.1 127.0.0.1 2026-11-22 13:00:31 /a 200 p%20l 1000 4 2000\n"

    @given(NASTY)
    def test_has_ten_words_whatever_the_player(self, agent):
        assert len(w3c_line(NOON, address="", mount="/a", sent=1, agent=agent, seconds=0.0).split()) == 10


@pytest.mark.parametrize("address", ["", "-"])
def test_an_address_that_is_not_kept_is_a_dash(address):
    assert access_line(NOON, **{**GONE, "address": address}).startswith("- - good [")
