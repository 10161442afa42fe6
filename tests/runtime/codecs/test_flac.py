import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.crc import crc16
from runtime.codecs.flac import (
    COMMENTS,
    StreamInfo,
    metadata_block,
    parse_frame_header,
    parse_metadata,
    parse_stream_info,
    renumbered,
    silent_frame,
    stream_info_bytes,
)
from runtime.codecs.flac_splitter import FlacSplitter
from runtime.errors import PeerFault

infos = st.builds(
    lambda rate, channels, bits, blocks, sizes, samples, checksum: StreamInfo(
        rate, channels, bits, *sorted(blocks), *sizes, samples, checksum
    ),
    st.integers(1, 2**20 - 1),
    st.integers(1, 8),
    st.integers(4, 32),
    st.tuples(st.integers(16, 65_535), st.integers(16, 65_535)),
    st.tuples(st.integers(0, 2**24 - 1), st.integers(0, 2**24 - 1)),
    st.integers(0, 2**36 - 1),
    st.binary(min_size=16, max_size=16),
)


@pytest.fixture(scope="module")
def frames(encoded) -> list[bytes]:
    cutter = FlacSplitter()
    return [*cutter.feed(encoded("flac")), *cutter.finish()]


class TestStreamInfo:
    @given(infos)
    def test_comes_back_as_it_was_written(self, info):
        assert parse_stream_info(stream_info_bytes(info)) == info

    @given(infos)
    def test_comes_back_byte_for_byte(self, info):
        raw = stream_info_bytes(info)

        assert stream_info_bytes(parse_stream_info(raw)) == raw

    @given(st.binary(max_size=60))
    def test_of_any_bytes_is_one_or_a_fault(self, data):
        try:
            info = parse_stream_info(data)
        except PeerFault:
            return

        assert stream_info_bytes(info) == data[:34]

    def test_of_ffmpeg_stands_in_front(self, encoded):
        blocks = dict(parse_metadata(encoded("flac")))

        info = parse_stream_info(blocks[0])
        assert (info.sample_rate, info.channels, info.bits) == (44_100, 2, 16)
        assert b"A Tune" in blocks[COMMENTS]

    def test_is_looked_for_no_further_than_the_last_block(self):
        data = (
            b"fLaC"
            + metadata_block(0, bytes(34))
            + metadata_block(4, b"x", last=True)
            + metadata_block(1, b"")
        )

        assert [kind for kind, _ in parse_metadata(data)] == [0, 4]

    @given(st.binary(max_size=200))
    def test_of_a_header_that_is_cut_off_is_what_is_there(self, data):
        assert sum(len(body) for _, body in parse_metadata(b"fLaC" + data)) <= len(data)


class TestAFrame:
    def test_of_ffmpeg_says_what_it_is(self, frames):
        headers = [parse_frame_header(frame) for frame in frames]

        assert [header.number for header in headers] == list(range(len(frames)))
        assert {(h.sample_rate, h.channels, h.bits, h.variable) for h in headers} == {(44_100, 2, 16, False)}
        assert sum(header.samples for header in headers) == 3 * 44_100

    @given(st.integers(0, 2**36 - 1))
    def test_under_another_number_keeps_its_sound_and_its_checksums(self, frames, number):
        frame = renumbered(frames[1], number)

        header = parse_frame_header(frame)
        assert header is not None
        assert header.number == number
        assert crc16(frame) == 0
        assert renumbered(frame, 1) == frames[1]

    def test_that_is_none_gets_no_number(self):
        with pytest.raises(ValueError, match="no FLAC frame"):
            renumbered(b"nothing of the kind", 1)

    @given(st.binary(max_size=40))
    def test_of_any_bytes_is_found_only_where_the_checksum_holds(self, data):
        header = parse_frame_header(b"\xff\xf8" + data)

        assert header is None or 6 <= header.length <= 16

    @pytest.mark.parametrize("bits", [8, 16, 24])
    @pytest.mark.parametrize("channels", [1, 2])
    def test_of_silence_is_decoded_by_ffmpeg(self, bits, channels):
        info = StreamInfo(48_000, channels, bits, 4096, 4096)
        codec = av.CodecContext.create("flac", "r")
        codec.extradata = stream_info_bytes(info)

        (out,) = codec.decode(av.Packet(silent_frame(info, 300)))

        assert (out.samples, out.sample_rate, out.layout.nb_channels) == (16, 48_000, channels)
        assert not out.to_ndarray().any() or bits == 8
