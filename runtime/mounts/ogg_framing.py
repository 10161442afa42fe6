"""Ogg pages in a ring, a chain for each title: Vorbis, Opus and FLAC."""

from collections.abc import Callable, Sequence

from runtime.codecs.flac import parse_stream_info
from runtime.codecs.ogg_chain import ChainHead, ChainMuxer, Mapping, Muxed
from runtime.codecs.ogg_flac import FlacMapping
from runtime.codecs.ogg_opus import OpusMapping
from runtime.codecs.ogg_vorbis import VorbisMapping
from runtime.codecs.opus import parse_head
from runtime.media.frame import Frame
from runtime.media.ring import RingWriter
from runtime.mounts.timeline import Timeline, lasts
from runtime.plan.encoder import Flac, Opus, Vorbis

__all__ = ["VENDOR", "MakeMapping", "OggFraming", "mapping_of"]

VENDOR = "LegacyStream"

MakeMapping = Callable[[tuple[bytes, ...]], Mapping]
"""From an encoder's headers to how it lies in Ogg."""


class OggFraming:
    """Fills one ring with the chains of one mount."""

    def __init__(self, writer: RingWriter, muxer: ChainMuxer, mapping: MakeMapping) -> None:
        self._writer = writer
        self._muxer = muxer
        self._mapping = mapping
        self._timeline: Timeline | None = None
        muxer.restore(writer.position.state)

    @property
    def state(self) -> bytes:
        """Serial, page number, granule position."""
        return self._muxer.state

    def begin(self, rate: int, delay: int, headers: tuple[bytes, ...] = ()) -> None:  # noqa: ARG002
        """A new encoder begins; the chain of the old one is closed."""
        self._write(self._muxer.begin(self._mapping(headers)))
        self._timeline = Timeline(rate)

    def write(self, frames: Sequence[Frame]) -> None:
        """Append frames; a page is written once the packet behind it is there."""
        for frame in frames:
            self._write(self._muxer.add(frame))

    def end(self) -> None:
        """Close the chain."""
        self._write(self._muxer.end())

    def _write(self, muxed: Sequence[ChainHead | Muxed]) -> None:
        for piece in muxed:
            match piece:
                case ChainHead():
                    self._writer.begin_chain(piece.data)
                case Muxed():
                    duration = lasts(self._timeline, piece.samples)
                    self._writer.append(piece.data, duration_us=duration, join=0 if piece.join else None)


def mapping_of(encoder: Vorbis | Opus | Flac) -> MakeMapping:
    """How the packets of this format lie in Ogg."""
    match encoder:
        case Vorbis():
            return lambda headers: VorbisMapping(headers[0], headers[1], VENDOR)
        case Opus():
            return lambda headers: OpusMapping(parse_head(*headers), VENDOR)
        case Flac():
            return lambda headers: FlacMapping(parse_stream_info(*headers), VENDOR)
