"""How frames become what stands in a mount's rings: MP3 as it is and with titles between, Opus in Ogg."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from runtime.codecs.ogg_opus import ChainHead, Muxed, OpusMuxer
from runtime.media.frame import Frame
from runtime.media.pacing import Pacing
from runtime.media.ring import RingShape, RingWriter
from runtime.mounts.timeline import Timeline
from runtime.plan.encoder import Encoder, Mp3, Opus
from runtime.protocols.icy import Interleaver

__all__ = ["IcyFraming", "OpusFraming", "PlainFraming", "RingFraming", "framings", "icy_interval", "shapes"]

ICY_INTERVAL = 16_000
"""Bytes between two titles, about, where a whole number of frames does not decide it."""

FRAMES_IN_STEP = 49
"""Frames of MP3 at 44.1 kHz and its halves after which the padding begins anew: 900 × 49 = 44 100."""

TITLE_BYTES = 256
"""What a title block takes, generously, when the size of a ring is reckoned."""

OPUS_SPARE = 1.15
"""How far constrained variable bitrate goes beyond its target over a ring's length."""

PACKETS_A_SECOND = 50
PAGE_BYTES = 40
"""An Ogg page's head with its segment table, roughly."""

VENDOR = "LegacyStream"


class RingFraming(Protocol):
    """Fills one ring."""

    def begin(self, rate: int, delay: int) -> None:
        """A new encoder begins; what the old one left unfinished is closed."""

    def write(self, frames: Sequence[Frame]) -> None:
        """Append frames; nobody sees them before the commit."""

    def end(self) -> None:
        """Nothing more will come."""

    @property
    def state(self) -> bytes:
        """What a successor needs to carry on behind the last commit."""


def shapes(encoder: Encoder, pacing: Pacing) -> dict[str, RingShape]:
    """The rings a mount of this format needs, by framing."""
    seconds = pacing.ring_seconds()
    match encoder:
        case Mp3():
            rate, frames = encoder.bitrate / 8, encoder.sample_rate / frame_samples(encoder)
            titles = rate / icy_interval(encoder) * TITLE_BYTES
            plain = RingShape.for_stream(rate, frames, seconds)
            return {"plain": plain, "icy": RingShape.for_stream(rate + titles, frames, seconds)}
        case Opus():
            pages = PACKETS_A_SECOND / page_packets(pacing)
            rate = encoder.bitrate / 8 * OPUS_SPARE + pages * PAGE_BYTES + PACKETS_A_SECOND
            return {"plain": RingShape.for_stream(rate, pages + 1, seconds)}


def framings(
    encoder: Encoder, pacing: Pacing, writers: Mapping[str, RingWriter], serial: int
) -> dict[str, RingFraming]:
    """Those who fill the rings of `shapes`; each carries on where its ring's last writer was cut off."""
    match encoder:
        case Mp3():
            icy = IcyFraming(writers["icy"], icy_interval(encoder))
            return {"plain": PlainFraming(writers["plain"]), "icy": icy}
        case Opus():
            muxer = OpusMuxer(encoder.channels, page_packets(pacing), VENDOR, serial)
            return {"plain": OpusFraming(writers["plain"], muxer)}


def icy_interval(encoder: Mp3) -> int:
    """`icy-metaint` in bytes: a whole number of frames, near `ICY_INTERVAL` where any number will do."""
    exact = frame_samples(encoder) // 8 * encoder.bitrate / int(encoder.sample_rate)
    if exact.is_integer():
        return int(exact) * max(1, round(ICY_INTERVAL / exact))
    return round(exact * FRAMES_IN_STEP)


def frame_samples(encoder: Mp3) -> int:
    """Samples of a frame: MPEG-1 has twice as many as the halved rates of MPEG-2."""
    return 1152 if encoder.sample_rate >= 32_000 else 576


def page_packets(pacing: Pacing) -> int:
    """Opus packets (20 ms) on one page."""
    return max(1, int(pacing.page * PACKETS_A_SECOND + 1e-9))


@dataclass(slots=True)
class PlainFraming:
    """Frames as they are; a listener may begin with each."""

    writer: RingWriter
    timeline: Timeline | None = None

    @property
    def state(self) -> bytes:
        """Nothing: a frame stands for itself."""
        return b""

    def begin(self, rate: int, delay: int) -> None:  # noqa: ARG002
        """A new encoder begins."""
        self.timeline = Timeline(rate)

    def write(self, frames: Sequence[Frame]) -> None:
        """Append frames."""
        for frame in frames:
            self.writer.append(frame.data, duration_us=_duration(self.timeline, frame.duration))

    def end(self) -> None:
        """Nothing to close."""


class IcyFraming:
    """Frames with titles between them; a listener begins where an interval does."""

    def __init__(self, writer: RingWriter, interval: int) -> None:
        self._writer = writer
        self._interleaver = Interleaver.resume(interval, writer.position.state)
        self._timeline: Timeline | None = None

    @property
    def state(self) -> bytes:
        """The phase of the interval."""
        return self._interleaver.state

    def begin(self, rate: int, delay: int) -> None:  # noqa: ARG002
        """A new encoder begins; the interval goes on."""
        self._timeline = Timeline(rate)

    def write(self, frames: Sequence[Frame]) -> None:
        """Append frames; a title stands in front of the frame with which it begins, or as soon as its turn
        comes.
        """
        for frame in frames:
            if frame.title is not None:
                self._interleaver.change_title(str(frame.title), frame.title.url)
            data, join, lead = self._interleaver.interleave(frame.data)
            duration = _duration(self._timeline, frame.duration)
            self._writer.append(data, duration_us=duration, join=join, lead=lead)

    def end(self) -> None:
        """Nothing to close."""


class OpusFraming:
    """Ogg pages, a chain for each title."""

    def __init__(self, writer: RingWriter, muxer: OpusMuxer) -> None:
        self._writer = writer
        self._muxer = muxer
        self._timeline: Timeline | None = None
        muxer.restore(writer.position.state)

    @property
    def state(self) -> bytes:
        """Serial, page number, granule position."""
        return self._muxer.state

    def begin(self, rate: int, delay: int) -> None:
        """A new encoder begins; the chain of the old one is closed."""
        self._write(self._muxer.begin(delay))
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
                    duration = _duration(self._timeline, piece.samples)
                    self._writer.append(piece.data, duration_us=duration, join=0 if piece.join else None)


def _duration(timeline: Timeline | None, samples: int) -> int:
    """Microseconds of `samples`; what closes a predecessor's work lasts no time."""
    return timeline.advance(samples) if timeline is not None and samples else 0
