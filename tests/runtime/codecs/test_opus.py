from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.opus import OpusHead, head_packet, packet_samples, parse_head, parse_tags, tags_packet
from runtime.errors import PeerFault
from runtime.media.title import Title


class TestTheHead:
    @given(
        st.builds(
            OpusHead, st.integers(1, 2), st.integers(0, 65535), st.integers(0, 2**32 - 1), st.integers(-9, 9)
        )
    )
    def test_comes_back_as_it_was_written(self, head):
        assert parse_head(head_packet(head)) == head

    @given(st.binary(max_size=40))
    def test_of_any_bytes_is_understood_or_refused(self, data):
        try:
            channels = parse_head(data).channels
        except PeerFault:
            channels = 1

        assert channels > 0


class TestTheTags:
    def test_say_what_is_known(self):
        packet = tags_packet("LegacyStream", Title(artist="Ada", title="Glass = Garden"))

        assert parse_tags(packet) == (("artist", "Ada"), ("title", "Glass = Garden"))

    def test_are_cut_where_a_field_is_beyond_bounds(self):
        packet = tags_packet(
            "LegacyStream", Title(artist="ü" * 9000, title="t" * 9000, album="a" * 9000, url="u" * 9000)
        )

        assert len(packet) < 8000
        assert all(text for _, text in parse_tags(packet))

    @given(st.text(max_size=300), st.text(max_size=300))
    def test_come_back_in_any_script(self, artist, title):
        found = dict(parse_tags(tags_packet("x", Title(artist=artist, title=title))))

        assert found.get("artist", "") == artist
        assert found.get("title", "") == title

    @given(st.binary(max_size=300))
    def test_of_any_bytes_are_understood_or_refused(self, data):
        for packet in (data, b"OpusTags" + data):
            with suppress(PeerFault):
                assert isinstance(parse_tags(packet), tuple)


class TestAPacket:
    @pytest.mark.parametrize(
        ("packet", "samples"),
        [
            (b"\xfc", 960),
            (b"\xfc\xff\xfe", 960),
            (b"\xfd\x00", 1920),
            (b"\xff\x03", 2880),
            (b"\x18\x00", 2880),
            (b"\xe0", 120),
            (b"", 0),
            (b"\xff", 0),
            (b"\xff\x3f", 0),
        ],
    )
    def test_tells_its_length(self, packet, samples):
        assert packet_samples(packet) == samples

    @given(st.binary(max_size=10))
    def test_is_never_longer_than_120_ms(self, packet):
        assert 0 <= packet_samples(packet) <= 5760
