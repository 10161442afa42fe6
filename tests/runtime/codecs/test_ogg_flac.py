import io

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.flac import StreamInfo, parse_frame_header
from runtime.codecs.flac_splitter import FlacSplitter
from runtime.codecs.ogg import OggPage, PacketJoiner, PageReader
from runtime.codecs.ogg_chain import ChainMuxer
from runtime.codecs.ogg_flac import FlacMapping, comments_packet, head_packet, parse_comments, parse_head
from runtime.errors import PeerFault
from runtime.media.frame import Frame
from runtime.media.title import Title


@pytest.fixture(scope="module")
def stream(encoded) -> tuple[StreamInfo, list[Frame]]:
    cutter = FlacSplitter()
    cut = [*cutter.feed(encoded("flac")), *cutter.finish()]
    return cutter.info, [Frame(data, 0, parse_frame_header(data).samples) for data in cut]


def muxed(stream: tuple[StreamInfo, list[Frame]], every: int) -> bytes:
    info, frames = stream
    mux = ChainMuxer(8820, 1)
    pieces = mux.begin(FlacMapping(info, "test"))
    for n, frame in enumerate(frames):
        title = Title(title=f"Tune {n // every}") if n % every == 0 else None
        pieces += mux.add(Frame(frame.data, 0, frame.duration, title))
    return b"".join(piece.data for piece in [*pieces, *mux.end()])


def packets_by_chain(data: bytes) -> list[list[bytes]]:
    chains: list[list[bytes]] = []
    joiner = PacketJoiner()
    for page in PageReader().feed(data):
        if page.first:
            chains.append([])
        chains[-1] += joiner.feed(page)
    return chains


def decode(data: bytes) -> np.ndarray:
    with av.open(io.BytesIO(data)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


class TestHeaders:
    @given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
    def test_come_back_as_they_were_written(self, text):
        assert parse_head(head_packet(StreamInfo())) == StreamInfo()
        assert parse_comments(comments_packet("x", Title(title=text))) == (("title", text),)

    def test_of_ffmpeg_are_understood(self, encoded):
        head, comments, *_ = packets_by_chain(encoded("oga"))[0]

        assert parse_head(head).sample_rate == 44_100
        assert ("title", "A Tune") in parse_comments(comments)

    @given(st.binary(max_size=80))
    def test_that_are_none_are_refused(self, data):
        with pytest.raises(PeerFault):
            parse_head(b"\x7fFLAX" + data)
        with pytest.raises(PeerFault):
            parse_comments(b"\x05" + data)


class TestChains:
    def test_sound_bit_for_bit_like_one_stream(self, stream):
        assert (decode(muxed(stream, 7)) == decode(muxed(stream, 10**9))).all()

    def test_number_their_frames_from_nothing(self, stream):
        for chain in packets_by_chain(muxed(stream, 7)):
            numbers = [parse_frame_header(packet).number for packet in chain[2:]]

            assert numbers == list(range(len(numbers)))

    def test_know_no_length_and_no_checksum(self, stream):
        head = parse_head(packets_by_chain(muxed(stream, 7))[0][0])

        assert (head.samples, head.checksum) == (0, bytes(16))

    def test_that_were_cut_end_with_a_frame_a_decoder_understands(self, stream):
        info, frames = stream
        dead, heir = (ChainMuxer(8820, 1) for _ in range(2))
        before = [
            *dead.begin(FlacMapping(info, "x")),
            *(piece for frame in frames[:9] for piece in dead.add(frame)),
        ]
        heir.restore(dead.state)
        data = b"".join(piece.data for piece in [*before, *heir.begin(FlacMapping(info, "x"))])
        pages: list[OggPage] = PageReader().feed(data)

        assert pages[-1].last
        assert decode(data).shape[1] == pages[-1].granule * 2
