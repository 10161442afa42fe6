import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.probe import probe
from runtime.errors import PeerFault

EXPECTED = {
    "mp3": ("mp3", "mp3", "audio/mpeg"),
    "adts": ("adts", "aac", "audio/aac"),
    "ogg": ("ogg", "vorbis", "audio/ogg"),
    "opus": ("ogg", "opus", "audio/ogg"),
    "oga": ("ogg", "flac", "audio/ogg"),
    "flac": ("flac", "flac", "audio/flac"),
    "mp4": ("mp4", "", "audio/mp4"),
    "mpegts": ("mpegts", "", "video/mp2t"),
    "webm": ("webm", "opus", "audio/webm"),
    "wav": ("wav", "", "audio/wav"),
}


def told(data: bytes) -> tuple[str, str, str] | None:
    found = probe(data)
    return found and (found.container, found.codec, found.content_type)


class TestAStream:
    @pytest.mark.parametrize("container", EXPECTED)
    def test_is_known_by_its_beginning(self, encoded, container):
        assert told(encoded(container)[:20_000]) == EXPECTED[container]

    @pytest.mark.parametrize("container", ["mp3", "adts", "ogg"])
    def test_may_begin_in_the_middle(self, encoded, container):
        found = told(encoded(container)[9_001:])

        assert found is not None
        assert found[0] == container

    def test_may_begin_with_a_tag(self, encoded):
        tag = b"ID3\x04\x00\x00" + bytes((0, 0, 8, 0)) + bytes(1024)

        assert told(tag + encoded("adts")) == EXPECTED["adts"]

    @pytest.mark.parametrize("data", [b"", b"<html>", b"\xff\xfb\x90\x00", bytes(20_000), b"#EXTM3U\n" * 200])
    def test_that_is_none_is_not_recognised(self, data):
        assert probe(data) is None

    @given(st.binary(max_size=5000))
    def test_of_any_bytes_is_something_or_nothing(self, data):
        try:
            found = probe(data)
        except PeerFault:
            return

        assert found is None or found.content_type
