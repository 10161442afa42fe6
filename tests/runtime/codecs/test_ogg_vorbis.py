"""Chains of Vorbis, decoded packet by packet: nothing is lost, and nothing is heard twice."""

import av
import numpy as np
import pytest

from runtime.codecs.ogg import PacketJoiner, PageReader
from runtime.codecs.ogg_chain import ChainMuxer, Muxed
from runtime.codecs.ogg_vorbis import VorbisMapping
from runtime.codecs.vorbis import PacketClock, parse_comments
from runtime.media.frame import Frame
from runtime.media.title import Title


@pytest.fixture(scope="module")
def packets(encoded) -> list[bytes]:
    joiner = PacketJoiner()
    return [packet for page in PageReader().feed(encoded("ogg")) for packet in joiner.feed(page)]


def muxed(packets: list[bytes], every: int) -> tuple[list[list[bytes]], list[int], int]:
    """The packets of each chain, its last position, and the samples in all."""
    clock, mux = PacketClock.of(packets[0], packets[2]), ChainMuxer(8820, 1)
    pieces = mux.begin(VorbisMapping(packets[0], packets[2], "test"))
    for n, data in enumerate(packets[3:]):
        title = Title(title=f"Tune {n // every}") if n % every == 0 else None
        pieces += mux.add(Frame(data, 0, clock.samples(data), title))
    pieces += mux.end()
    chains, ends, joiner = [], [], PacketJoiner()
    for page in PageReader().feed(b"".join(piece.data for piece in pieces)):
        if page.first:
            chains.append([])
            ends.append(0)
        chains[-1] += joiner.feed(page)
        ends[-1] = page.granule
    return chains, ends, sum(piece.samples for piece in pieces if isinstance(piece, Muxed))


def decode(chain: list[bytes]) -> np.ndarray:
    headers = chain[:3]
    codec = av.CodecContext.create("vorbis", "r")
    lengths = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in headers[:2])
    codec.extradata = b"\x02" + lengths + b"".join(headers)
    arrays = [out.to_ndarray() for packet in chain[3:] for out in codec.decode(av.Packet(packet))]
    return np.concatenate(arrays, axis=1)


class TestChains:
    def test_sound_bit_for_bit_like_one_stream(self, packets):
        (whole,), (end,), _ = muxed(packets, 10**9)
        chains, ends, samples = muxed(packets, 20)

        joined = np.concatenate([decode(chain) for chain in chains], axis=1)

        assert len(chains) > 3
        assert (joined == decode(whole)).all()
        assert sum(ends) == samples == end == joined.shape[1]

    def test_say_what_plays_in_each(self, packets):
        chains, _, _ = muxed(packets, 20)

        titles = [dict(parse_comments(chain[1]))["title"] for chain in chains]

        assert titles == [f"Tune {n}" for n in range(len(chains))]

    def test_that_were_cut_end_with_a_packet_a_decoder_understands(self, packets):
        mapping = VorbisMapping(packets[0], packets[2], "test")

        (closing,), samples = mapping.closing(1000, 0)

        assert samples == 0
        assert not decode([*packets[:20], closing, closing])[:, -64:].any()
