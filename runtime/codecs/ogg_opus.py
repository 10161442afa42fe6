"""Opus packets into Ogg pages, a chain for every title.

Rules (RFC 7845; the contract is `docs/design/0002-processes-rings-control.md`):

1. The last page of a chain must say that it is the last, so a page waits for the packet behind it.
2. A new title is a new chain. It begins with the last 240 ms of packets once more, as pre-skip: a decoder that starts anew
   has converged at the first sample that counts, and no sample is heard twice or not at all.
3. Where a chain was cut off (its writer was killed, its encoder failed), a page that counts for nothing ends it. Readers
   take a chain that is shorter than its own pre-skip for broken, so such a page fills it up to there.
"""

import struct
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from runtime.codecs.ogg import OggPage, lacing_of, paginate
from runtime.codecs.opus import OpusHead, head_packet, tags_packet
from runtime.media.frame import Frame
from runtime.media.title import Title

__all__ = ["PRIMING_SAMPLES", "ChainHead", "Muxed", "OpusMuxer"]

PRIMING_SAMPLES = 11_520
"""240 ms at 48 kHz. The 80 ms of RFC 7845 §4.6 leave a click at the seam; each 20 ms more halve what is left of it, and after
240 ms it is below the last bit of a CD (figures: docs/design/0005-sound.md)."""

NOTHING_SAMPLES = 960
NOTHING = {1: b"\xf8", 2: b"\xfc"}
"""By channels: a packet of 20 ms that holds no sound (RFC 6716 §2.1.9). Some readers want a packet on the last page; the
granule position, which does not move, tells decoders to throw it away."""

_STATE = struct.Struct("<IIqI?")


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The header pages of a new chain."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Muxed:
    """A page of sound.

    Attributes:
        data: the page.
        samples: what it adds to the time that was heard, at 48 kHz; packets sent again count nothing.
        join: whether a newcomer may begin with it.
    """

    data: bytes
    samples: int
    join: bool = True


@dataclass(slots=True)
class OpusMuxer:
    """Makes the pages of one mount.

    Call `begin` for each new encoder, then `add` for each of its frames.

    Attributes:
        channels: of the encoder.
        page_packets: packets on one page.
        vendor: what the comment header says made it.
        serial: of the running chain, or of the one before the first.
    """

    channels: int
    page_packets: int
    vendor: str
    serial: int
    _sequence: int = 0
    _granule: int = 0
    _open: bool = False
    _delay: int = 0
    _pre_skip: int = 0
    _title: Title = field(default_factory=Title)
    _waiting: list[Frame] = field(default_factory=list)
    _again: tuple[Frame, ...] = ()
    _recent: deque[Frame] = field(default_factory=deque)

    @property
    def state(self) -> bytes:
        """What a successor needs: serial, page number, granule position, pre-skip, whether the chain is open."""
        return _STATE.pack(self.serial, self._sequence, self._granule, self._pre_skip, self._open)

    def restore(self, state: bytes) -> None:
        """Carry on where a predecessor was cut off; what is no such state is a fresh start."""
        if len(state) == _STATE.size:
            self.serial, self._sequence, self._granule, self._pre_skip, self._open = _STATE.unpack(state)

    def begin(self, pre_skip: int) -> list[ChainHead | Muxed]:
        """A new encoder: its first `pre_skip` samples do not count. Ends the chain that is open."""
        ended = self._end()
        self._delay = pre_skip
        self._recent.clear()
        return ended

    def add(self, frame: Frame) -> list[ChainHead | Muxed]:
        """Take a frame; give what is complete. A title begins a new chain with this frame."""
        out: list[ChainHead | Muxed] = []
        if frame.title is not None and frame.title != self._title:
            self._title = frame.title
            out += self._end() if self._open else []
        if not self._open:
            out.append(self._head())
        elif len(self._waiting) >= self.page_packets:
            out.append(self._page(last=False))
        self._waiting.append(frame)
        self._remember(frame)
        return out

    def end(self) -> list[ChainHead | Muxed]:
        """The stream is over: give what waits, and the end of the chain."""
        return self._end()

    def _head(self) -> ChainHead:
        """Begin a chain, with what a new decoder needs to hear beforehand."""
        self._again = tuple(self._recent)
        self._pre_skip = sum(frame.duration for frame in self._again) or self._delay
        self.serial = (self.serial + 1) & 0xFFFFFFFF
        self._granule, self._open = 0, True
        head = head_packet(OpusHead(self.channels, self._pre_skip))
        first = OggPage(self.serial, 0, 0, lacing_of(head), head, first=True)
        tags = paginate([tags_packet(self.vendor, self._title)], serial=self.serial, sequence=1, granule=0)
        self._sequence = 1 + len(tags)
        return ChainHead(b"".join(page.encode() for page in (first, *tags)))

    def _page(self, *, last: bool) -> Muxed:
        """All that waits, as one page."""
        frames = (*self._again, *self._waiting)
        samples = sum(frame.duration for frame in self._waiting)
        self._granule += sum(frame.duration for frame in frames)
        page = _page_of(frames, self.serial, self._sequence, self._granule, last=last)
        muxed = Muxed(page.encode(), samples, join=not last)
        self._sequence += 1
        self._again = ()
        self._waiting.clear()
        return muxed

    def _end(self) -> list[ChainHead | Muxed]:
        """End the chain that is open, with what waits or with a packet of nothing."""
        if not self._open:
            return []
        page = self._page(last=True) if self._waiting else self._closing_page()
        self._open = False
        return [page]

    def _closing_page(self) -> Muxed:
        """The end of a chain whose last packets are lost."""
        packet = NOTHING[self.channels]
        count = max(1, -(-(self._pre_skip - self._granule) // NOTHING_SAMPLES))
        self._granule = max(self._granule, self._pre_skip)
        lacing = lacing_of(packet) * count
        page = OggPage(self.serial, self._sequence, self._granule, lacing, packet * count, last=True)
        self._sequence += 1
        return Muxed(page.encode(), 0, join=False)

    def _remember(self, frame: Frame) -> None:
        """Keep as many of the newest packets as priming takes."""
        self._recent.append(frame)
        while sum(kept.duration for kept in self._recent) - self._recent[0].duration >= PRIMING_SAMPLES:
            self._recent.popleft()


def _page_of(frames: Sequence[Frame], serial: int, sequence: int, granule: int, *, last: bool) -> OggPage:
    body = b"".join(frame.data for frame in frames)
    lacing = b"".join(lacing_of(frame.data) for frame in frames)
    return OggPage(serial, sequence, granule, lacing, body, last=last)
