import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.comments import title_of
from runtime.codecs.ogg import PacketJoiner, PageReader
from runtime.codecs.vorbis import (
    PacketClock,
    VorbisHead,
    comments_packet,
    head_packet,
    parse_comments,
    parse_head,
)
from runtime.codecs.vorbis_setup import LONGEST_SETUP, parse_modes
from runtime.errors import PeerFault
from runtime.media.title import Title

rates = st.integers(-(2**31), 2**31 - 1)
sizes = st.lists(st.integers(6, 13), min_size=2, max_size=2).map(sorted)
heads = st.builds(
    lambda channels, rate, bits, powers: VorbisHead(channels, rate, *bits, 1 << powers[0], 1 << powers[1]),
    st.integers(1, 255),
    st.integers(1, 2**32 - 1),
    st.tuples(rates, rates, rates),
    sizes,
)


@pytest.fixture(scope="module")
def packets(encoded) -> list[bytes]:
    joiner = PacketJoiner()
    return [packet for page in PageReader().feed(encoded("ogg")) for packet in joiner.feed(page)]


class TestTheHead:
    @given(heads)
    def test_comes_back_as_it_was_written(self, head):
        assert parse_head(head_packet(head)) == head

    @given(heads)
    def test_comes_back_byte_for_byte(self, head):
        raw = head_packet(head)

        assert head_packet(parse_head(raw)) == raw

    def test_of_ffmpeg_is_understood(self, packets):
        head = parse_head(packets[0])

        assert (head.channels, head.sample_rate) == (2, 44_100)
        assert head_packet(head) == packets[0]

    @pytest.mark.parametrize("place", [0, 7, 11, 28, 29])
    def test_that_cannot_be_is_refused(self, place):
        raw = bytearray(head_packet(VorbisHead()))
        raw[place] = 0x0E if place == 29 else 0xF8 if place == 28 else 0x55
        if place == 11:
            raw[11] = 0

        with pytest.raises(PeerFault):
            parse_head(bytes(raw)[: 29 if place == 29 else 30])


class TestComments:
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
    def test_come_back_as_they_were_written(self, text):
        assert title_of(parse_comments(comments_packet("x", Title(title=text)))).title == text

    def test_of_ffmpeg_are_understood(self, packets):
        title = title_of(parse_comments(packets[1]))

        assert (title.artist, title.title) == ("Ada", "A Tune")

    def test_that_are_none_are_refused(self, packets):
        with pytest.raises(PeerFault, match="no Vorbis comments"):
            parse_comments(packets[0])


class TestTheSetup:
    def test_of_ffmpeg_has_a_short_and_a_long_mode(self, packets):
        assert sorted(parse_modes(packets[2], 2)) == [False, True]

    @given(st.data())
    def test_that_is_damaged_gives_modes_or_a_fault_in_bounded_time(self, packets, data):
        raw = bytearray(packets[2])
        for _ in range(data.draw(st.integers(1, 8))):
            raw[data.draw(st.integers(7, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        try:
            modes = parse_modes(bytes(raw), 2)
        except PeerFault:
            return

        assert 1 <= len(modes) <= 64

    @given(st.binary(max_size=3000), st.integers(1, 255))
    def test_of_any_bytes_gives_modes_or_a_fault(self, data, channels):
        try:
            modes = parse_modes(b"\x05vorbis" + data, channels)
        except PeerFault:
            return

        assert 1 <= len(modes) <= 64

    def test_that_is_too_long_is_refused(self, packets):
        with pytest.raises(PeerFault):
            parse_modes(packets[2].ljust(LONGEST_SETUP + 1), 2)

    def test_that_is_cut_off_is_refused(self, packets):
        with pytest.raises(PeerFault):
            parse_modes(packets[2][:-20], 2)


class TestPackets:
    def test_last_as_long_as_the_pages_say(self, encoded, packets):
        clock = PacketClock.of(packets[0], packets[2])
        granules = [page.granule for page in PageReader().feed(encoded("ogg"))]

        # The last position may cut the last packet short.
        assert 0 <= sum(map(clock.samples, packets[3:])) - granules[-1] < 8192

    def test_that_come_first_last_no_time(self):
        clock = PacketClock(VorbisHead(short=256, long=2048), (False, True))

        lengths = [clock.samples(packet) for packet in (b"\x02", b"\x02", b"\x00", b"\x00", b"\x06", b"\x01")]

        assert lengths == [0, 1024, 576, 128, 576, 0]

    @given(st.lists(st.binary(max_size=8)))
    def test_of_any_bytes_are_bounded(self, packets):
        clock = PacketClock(VorbisHead(), (False, True, True))

        assert all(0 <= clock.samples(packet) <= 2048 for packet in packets)
