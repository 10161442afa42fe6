"""SHOUTcast's pages that everybody may read."""

import json
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from fake_house import STARTED, mount_status, request_of

from runtime.media.title import Title
from runtime.servers.shoutcast import ShoutcastPages
from runtime.stats.history import Played


@pytest.fixture
def playing(house):
    """The first mount plays something, and has played something."""
    title = Title("Ann & <Bob>", "One, two")
    played = (Played(title, STARTED + timedelta(seconds=30)), Played(Title(title="Before"), STARTED))
    house.mounts[0] = mount_status("/live.mp3", title=title, history=played)


class TestSevenHtml:
    def test_is_a_row_of_numbers_and_the_title(self, ask, house, playing):
        house.listen(7)
        house.listen(8)

        row = "1,1,4,50,1,128,Ann &amp; &lt;Bob&gt; - One, two"
        page = f'<HTML><meta http-equiv="Pragma" content="no-cache"></head><body>{row}</body></html>'

        assert ask("/7.html?sid=1") == (200, page)
        assert ask("/7") == ask("/7.html")

    def test_says_0_for_a_stream_that_is_off(self, ask):
        assert "<body>0,0,0,0,0,0,</body>" in ask("/7.html?sid=4")[1]

    @pytest.mark.parametrize("sid", ["0", "5", "x", "-1", "9" * 20, "²"])
    def test_is_404_for_a_number_that_no_stream_has(self, ask, sid):
        assert ask(f"/7.html?sid={sid}")[0] == 404


class TestPictures:
    @pytest.mark.parametrize("path", ["/playingart", "/streamart?sid=1"])
    def test_are_those_of_the_mount(self, house, path):
        pages = ShoutcastPages(house, "LegacyStream/1.0", house.wall)
        answer = pages.answer(request_of(path), "192.0.2.50")

        assert answer.startswith(b"HTTP/1.0 302 ")
        assert b"\r\nLocation: /cover/live.mp3\r\n" in answer

    def test_are_not_there_for_a_stream_that_is_off(self, ask):
        assert ask("/playingart?sid=4")[0] == 404


class TestStats:
    def test_are_xml_by_shoutcasts_names(self, ask, playing):
        root = ET.fromstring(ask("/stats?sid=1")[1])

        assert root.tag == "SHOUTCASTSERVER"
        assert [child.tag for child in root] == [
            "CURRENTLISTENERS", "PEAKLISTENERS", "MAXLISTENERS", "UNIQUELISTENERS", "AVERAGETIME", "SERVERGENRE",
            "SERVERGENRE2", "SERVERGENRE3", "SERVERGENRE4", "SERVERGENRE5", "SERVERURL", "SERVERTITLE", "SONGTITLE",
            "STREAMHITS", "STREAMSTATUS", "BACKUPSTATUS", "STREAMLISTED", "STREAMPATH", "STREAMUPTIME", "BITRATE",
            "SAMPLERATE", "CONTENT", "VERSION",
        ]  # fmt: skip
        assert root.findtext("SONGTITLE") == "Ann & <Bob> - One, two"
        assert root.findtext("STREAMUPTIME") == "60"

    def test_are_json_in_small_letters(self, ask, house):
        house.listen(7)
        said = json.loads(ask("/stats?sid=1&json=1")[1])

        assert (said["currentlisteners"], said["averagetime"], said["streamhits"]) == (1, 3, 1)

    def test_come_in_a_function_that_is_named(self, ask):
        assert ask("/stats?json=1&callback=my.func")[1].startswith("my.func({")

    @pytest.mark.parametrize("name", ["alert(1)", "<script>", "a;b", "a b", "x" * 500, "%0d%0a"])
    def test_come_plain_where_the_name_is_none(self, ask, name):
        assert ask(f"/stats?json=1&callback={name.replace(' ', '+')}")[1].startswith("{")

    def test_of_all_streams_leave_out_hidden_ones(self, ask, house):
        house.listen(7)
        root = ET.fromstring(ask("/statistics")[1])
        said = json.loads(ask("/statistics?json=1")[1])

        assert [stream.get("id") for stream in root.iter("STREAM")] == ["1", "2", "4"]
        assert root.findtext("STREAMSTATS/ACTIVESTREAMS") == "2"
        assert [stream["id"] for stream in said["streams"]] == [1, 2, 4]
        assert said["currentlisteners"] == 1


class TestSongs:
    def test_that_plays_is_plain_text(self, ask, playing):
        assert ask("/currentsong?sid=1") == (200, "Ann & <Bob> - One, two")
        assert ask("/currentsong?sid=2") == (200, "")

    def test_that_comes_is_not_known(self, ask):
        assert ask("/nextsong") == (200, "")
        assert ask("/nextsongs?json=1") == (200, "[]")

    def test_that_played_are_a_page_xml_and_json(self, ask, playing):
        assert (
            "<tr><td>07:46:25</td><td>Ann &amp; &lt;Bob&gt; - One, two<td><b>Current Song"
            in ask("/played.html")[1]
        )
        assert [song.text for song in ET.fromstring(ask("/played?type=xml")[1]).iter("TITLE")][1] == "Before"
        assert json.loads(ask("/played?type=json")[1])[1]["title"] == "Before"


class TestPlaylists:
    @pytest.mark.parametrize("kind", ["pls", "m3u", "xspf", "asx"])
    def test_lead_to_the_stream_of_a_number(self, ask, kind):
        status, body = ask(f"/listen.{kind}?sid=2")

        assert status == 200
        assert "http://radio.example:8000/radio.ogg" in (body if isinstance(body, str) else body.decode())

    def test_are_404_where_nothing_is_sent(self, ask):
        assert ask("/listen.pls?sid=4")[0] == 404


class TestOtherPaths:
    def test_lead_to_the_page(self, ask):
        assert ask("/index.html?sid=1")[0] == 302

    def test_are_for_others(self, ask):
        assert ask("/") is None
        assert ask("/stats", method="POST") is None
