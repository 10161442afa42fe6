"""How frames become what stands in a mount's rings: as they are, with titles between, behind a header, or in Ogg."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias, TypeGuard

from runtime.codecs.ogg_chain import ChainMuxer
from runtime.media.frame import Frame
from runtime.media.pacing import Pacing
from runtime.media.ring import RingShape, RingWriter
from runtime.mounts.icy_ogg_framing import IcyOggFraming
from runtime.mounts.native_flac import padded_head, plain_head
from runtime.mounts.ogg_framing import OggFraming, mapping_of
from runtime.mounts.timeline import Timeline, lasts
from runtime.plan.encoder import Aac, Encoder, Flac, Mp3, Opus, Vorbis
from runtime.protocols.icy import COUNT_BYTES, MOST_BLOCK_BYTES, Interleaver, kept

__all__ = ["IcyFraming", "PlainFraming", "RingFraming", "framings", "has_icy", "icy_interval", "shapes"]

ICY_INTERVAL = 16_000
"""Bytes between two titles, about, where a whole number of frames does not decide it."""

FRAMES_IN_STEP = 49
"""Frames of MP3 at 44.1 kHz and its halves after which the padding begins anew: 900 × 49 = 44 100."""

TITLE_BYTES = 256
"""What a title block takes, generously, when the size of a ring is reckoned."""

OPUS_SPARE = 1.15
"""How far constrained variable bitrate goes beyond its target over a ring's length."""

AAC_SPARE = 1.1
"""How far FFmpeg's AAC goes beyond its target; measured are 8 percent in the worst second."""

VORBIS_SPARE = 1.5
"""How far Vorbis, which has no target, goes beyond what it takes on average."""

LARGEST_MP3 = 320_000
"""Bits a second: no frame of a variable bitrate is larger."""

PACKETS_A_SECOND = 50
PAGE_BYTES = 40
"""An Ogg page's head with its segment table, roughly."""

OGG_CHAIN_BYTES = 16_384
"""Header pages of a chain: the codebooks of Vorbis take some 4 KiB, a title with all its fields as long as they may be 6."""


ICY_BYTES = MOST_BLOCK_BYTES + 1 + COUNT_BYTES
"""What is kept beside them for those who get titles between the bytes."""

HeadOf: TypeAlias = Callable[[tuple[bytes, ...]], bytes]
"""From an encoder's headers to what every listener gets first."""


class RingFraming(Protocol):
    """Fills one ring."""

    def begin(self, rate: int, delay: int, headers: tuple[bytes, ...] = ()) -> None:
        """A new encoder begins; what the old one left unfinished is closed."""

    def write(self, frames: Sequence[Frame]) -> None:
        """Append frames; nobody sees them before the commit."""

    def end(self) -> None:
        """Nothing more will come."""

    @property
    def state(self) -> bytes:
        """What a successor needs to carry on behind the last commit."""


def shapes(encoder: Encoder, pacing: Pacing, *, icy: bool = False) -> dict[str, RingShape]:
    """The rings a mount of this format needs, by framing; `icy` asks for titles between the bytes in Ogg too."""
    seconds, rate, frames = pacing.ring_seconds(), bytes_a_second(encoder), frames_a_second(encoder)
    titles = rate / icy_interval(encoder) * TITLE_BYTES
    if has_icy(encoder):
        plain = RingShape.for_stream(rate, frames, seconds)
        return {"plain": plain, "icy": RingShape.for_stream(rate + titles, frames, seconds)}
    pages = min(frames, 1 / pacing.page)
    shape = RingShape.for_stream(rate + pages * PAGE_BYTES + frames, pages + 1, seconds)
    plain = replace(shape, chain_bytes=OGG_CHAIN_BYTES)
    if not icy:
        return {"plain": plain}
    shape = RingShape.for_stream(rate + pages * PAGE_BYTES + frames + titles, pages + 1, seconds)
    return {"plain": plain, "icy": replace(shape, chain_bytes=OGG_CHAIN_BYTES + ICY_BYTES)}


def bytes_a_second(encoder: Encoder) -> float:
    """What an encoder gives in a second, generously: a ring is made for it."""
    match encoder:
        case Mp3():
            return (encoder.bitrate if encoder.quality is None else LARGEST_MP3) / 8
        case Aac():
            return encoder.bitrate / 8 * AAC_SPARE
        case Vorbis():
            return vorbis_bitrate(encoder) / 8 * VORBIS_SPARE
        case Opus():
            return encoder.bitrate / 8 * OPUS_SPARE
        case Flac():
            return encoder.bitrate / 8


def frames_a_second(encoder: Encoder) -> float:
    """How many frames an encoder gives in a second; of Vorbis, whose blocks vary, about so many."""
    match encoder:
        case Mp3():
            return encoder.sample_rate / frame_samples(encoder)
        case Aac() | Vorbis():
            return encoder.sample_rate / 1024
        case Opus():
            return PACKETS_A_SECOND
        case Flac():
            return encoder.sample_rate / 4096


def vorbis_bitrate(encoder: Vorbis) -> float:
    """What libvorbis expects of a quality on average, for 44.1 kHz stereo; the bitrate itself where that is asked for."""
    if encoder.quality is None:
        return encoder.bitrate
    return (
        64_000 + 16_000 * encoder.quality if encoder.quality < 4 else 128_000 * 1.26 ** (encoder.quality - 4)
    )


def framings(
    encoder: Encoder, pacing: Pacing, writers: Mapping[str, RingWriter], serial: int, interval: int = 0
) -> dict[str, RingFraming]:
    """Those who fill the rings of `shapes`; each carries on where its ring's last writer was cut off.

    `interval` is that of titles, where another than the format's own was promised to those who listen.
    """
    match encoder:
        case Mp3() | Aac():
            icy = IcyFraming(writers["icy"], interval or icy_interval(encoder))
            return {"plain": PlainFraming(writers["plain"]), "icy": icy}
        case Flac() if encoder.container == "native":
            icy = IcyFraming(writers["icy"], interval or icy_interval(encoder), padded_head)
            return {"plain": PlainFraming(writers["plain"], plain_head), "icy": icy}
        case Vorbis() | Opus() | Flac():
            samples, mapping = page_samples(encoder, pacing), mapping_of(encoder)
            ogg: dict[str, RingFraming] = {
                "plain": OggFraming(writers["plain"], ChainMuxer(samples, serial), mapping)
            }
            if (writer := writers.get("icy")) is not None:
                muxer = ChainMuxer(samples, serial)
                ogg["icy"] = IcyOggFraming(writer, muxer, mapping, interval or icy_interval(encoder))
            return ogg


def has_icy(encoder: Encoder) -> TypeGuard[Mp3 | Aac | Flac]:
    """Whether titles always go between the frames, for those who ask; in Ogg they are in the stream itself."""
    return isinstance(encoder, Mp3 | Aac) or (isinstance(encoder, Flac) and encoder.container == "native")


def icy_interval(encoder: Encoder) -> int:
    """`icy-metaint` in bytes: a whole number of frames, near `ICY_INTERVAL` where any number will do, or where frames
    differ in size.
    """
    if not isinstance(encoder, Mp3) or encoder.quality is not None:
        return ICY_INTERVAL
    exact = frame_samples(encoder) // 8 * encoder.bitrate / int(encoder.sample_rate)
    if exact.is_integer():
        return int(exact) * max(1, round(ICY_INTERVAL / exact))
    return round(exact * FRAMES_IN_STEP)


def frame_samples(encoder: Mp3) -> int:
    """Samples of a frame: MPEG-1 has twice as many as the halved rates of MPEG-2."""
    return 1152 if encoder.sample_rate >= 32_000 else 576


def page_samples(encoder: Vorbis | Opus | Flac, pacing: Pacing) -> int:
    """Samples on one page, at least; of Opus so many whole packets."""
    if isinstance(encoder, Opus):
        packet = int(encoder.sample_rate) // PACKETS_A_SECOND
        return packet * max(1, int(pacing.page * PACKETS_A_SECOND + 1e-9))
    return max(1, int(encoder.sample_rate * pacing.page) - 4096)


@dataclass(slots=True)
class PlainFraming:
    """Frames as they are; a listener may begin with each. Where the format has a header (`head_of`), that comes first."""

    writer: RingWriter
    head_of: HeadOf | None = None
    timeline: Timeline | None = None

    @property
    def state(self) -> bytes:
        """Nothing: a frame stands for itself."""
        return b""

    def begin(self, rate: int, delay: int, headers: tuple[bytes, ...] = ()) -> None:  # noqa: ARG002
        """A new encoder begins, and with it, where there is a header, a new stream."""
        self.timeline = Timeline(rate)
        if self.head_of is not None:
            self.writer.begin_chain(self.head_of(headers))

    def write(self, frames: Sequence[Frame]) -> None:
        """Append frames."""
        for frame in frames:
            self.writer.append(frame.data, duration_us=lasts(self.timeline, frame.duration))

    def end(self) -> None:
        """Nothing to close."""


class IcyFraming:
    """Frames with titles between them; a listener begins where an interval does."""

    def __init__(self, writer: RingWriter, interval: int, head_of: HeadOf | None = None) -> None:
        """Fill `writer`'s ring; `head_of` makes what every listener must get first, with room to count blanks at its end."""
        self._writer = writer
        self._interleaver = Interleaver.resume(interval, writer.position.state)
        self._head_of = head_of
        self._head = b""
        self._timeline: Timeline | None = None

    @property
    def state(self) -> bytes:
        """The phase of the interval."""
        return self._interleaver.state

    def begin(self, rate: int, delay: int, headers: tuple[bytes, ...] = ()) -> None:  # noqa: ARG002
        """A new encoder begins; the interval goes on."""
        self._timeline = Timeline(rate)
        if self._head_of is not None:
            self._head = self._head_of(headers)
            self._keep_title()
            self._append(self._head, 0, join=False)

    def write(self, frames: Sequence[Frame]) -> None:
        """Append frames; a title stands in front of the frame with which it begins, or as soon as its turn
        comes.
        """
        for frame in frames:
            if frame.title is not None:
                self._interleaver.change_title(str(frame.title), frame.title.url)
                self._keep_title()
            self._append(frame.data, lasts(self._timeline, frame.duration))

    def end(self) -> None:
        """Nothing to close."""

    def _keep_title(self) -> None:
        self._writer.begin_title(kept(self._interleaver.block, self._head))

    def _append(self, frame: bytes, duration: int, *, join: bool = True) -> None:
        data, at, lead = self._interleaver.interleave(frame)
        self._writer.append(data, duration_us=duration, join=at if join else None, lead=lead)
