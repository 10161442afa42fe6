"""Playlists of a mount."""

from xml.etree import ElementTree as ET

import pytest

from runtime.media.title import Title
from runtime.servers.pages.playlists import KINDS

BASE = "http://radio.example:8000"
XSPF = "{http://xspf.org/ns/0/}"
HOSTILE = 'A & B <"\r\nFile1=http://evil.example/\x00\x1b'


def body(kind, mount):
    return KINDS[kind].write(mount, BASE)


class TestTheBody:
    def test_of_m3u_is_one_address(self, mount):
        assert body("m3u", mount()) == "http://radio.example:8000/first.mp3\r\n"

    def test_of_pls_is_shoutcasts(self, mount):
        assert body("pls", mount()).split("\r\n") == [
            "[playlist]", "numberofentries=1", "File1=http://radio.example:8000/first.mp3", "Title1=First", "Length1=-1",
            "Version=2", "",
        ]  # fmt: skip

    def test_of_xspf_says_what_plays(self, mount):
        track = ET.fromstring(body("xspf", mount())).find(f"{XSPF}trackList/{XSPF}track")

        assert [track.find(XSPF + name).text for name in ("location", "creator", "title")] == [
            "http://radio.example:8000/first.mp3", "Ann", "One",
        ]  # fmt: skip

    def test_of_vclt_ends_in_two_signs(self, mount):
        assert body("vclt", mount()).startswith(
            "STREAMURL=http://radio.example:8000/first.mp3\r\nSERVER_NAME=First\r\n"
        )
        assert body("vclt", mount()).endswith("==\r\n")

    def test_of_asx_is_xml(self, mount):
        [ref] = ET.fromstring(body("asx", mount())).iter("ref")

        assert ref.get("href") == "http://radio.example:8000/first.mp3"

    @pytest.mark.parametrize("kind", KINDS)
    def test_writes_a_path_as_a_url(self, kind, mount):
        assert "/caf%C3%A9%20%261.mp3" in body(kind, mount("/café &1.mp3"))


class TestHostileWords:
    @pytest.mark.parametrize("kind", ["pls", "vclt"])
    def test_stay_on_their_line(self, kind, mount):
        lines = body(kind, mount(name=HOSTILE, description=HOSTILE, genre=HOSTILE)).split("\r\n")

        assert [line for line in lines if line.startswith("File1=http://evil")] == []
        assert not any(char in "".join(lines) for char in "\n\r\0\x1b")

    @pytest.mark.parametrize("kind", ["xspf", "asx"])
    def test_are_escaped_in_xml(self, kind, mount):
        hostile = mount(name=HOSTILE, url=HOSTILE, title=Title(HOSTILE, HOSTILE))

        assert ET.fromstring(body(kind, hostile)) is not None
