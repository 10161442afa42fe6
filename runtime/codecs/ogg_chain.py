"""Packets into Ogg pages, a chain for every title: what Opus, Vorbis and FLAC have in common.

Rules (RFC 3533; the contract is `docs/design/0002-processes-rings-control.md`):

1. The last page of a chain must say that it is the last, so a page waits for the packet behind it.
2. A new title is a new chain. It begins with as many packets once more as a decoder that starts anew needs to
   have converged, and no sample is heard twice or not at all.
3. Where a chain was cut off (its writer was killed, its encoder failed), a page that counts for nothing ends it.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from runtime.codecs.ogg import OggPage, lacing_of, paginate
from runtime.media.frame import Frame
from runtime.media.title import Title

__all__ = ["ChainHead", "ChainMuxer", "Mapping", "Muxed", "open_chain_state"]

_STATE = struct.Struct("<IIqI?")
_MOST_SEGMENTS = 255


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The header pages of a new chain."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Muxed:
    """A page of sound.

    Attributes:
        data: the page.
        samples: what it adds to the time that was heard; packets sent again count nothing.
        join: whether a newcomer may begin with it.
    """

    data: bytes
    samples: int
    join: bool = True


def open_chain_state(serial: int, sequence: int, granule: int) -> bytes:
    """The state that `ChainMuxer.restore` takes for a chain whose pages somebody else made, and left open.

    Args:
        serial: of the chain.
        sequence: the number of its next page.
        granule: its position so far.
    """
    return _STATE.pack(serial, sequence, granule, 0, True)


class Mapping(Protocol):
    """How one codec lies in Ogg."""

    def headers(self, title: Title) -> Sequence[bytes]:
        """A chain begins: its header packets, the first of which stands on a page of its own."""

    def again(self) -> Sequence[tuple[bytes, int]]:
        """The packets that a new chain begins with once more, and what each adds to its position."""

    def packet(self, frame: Frame) -> bytes:
        """What goes into Ogg for the next frame of the chain, which has begun."""

    @property
    def skipped(self) -> int:
        """Samples at the beginning of the chain whose headers were asked for last that count for nothing."""

    def closing(self, granule: int, skipped: int) -> tuple[Sequence[bytes], int]:
        """Packets that end a chain of which the last are lost, and what they add to its position."""


@dataclass(slots=True)
class ChainMuxer:
    """Makes the pages of one mount.

    Call `begin` for each new encoder, then `add` for each of its frames.

    Attributes:
        page_samples: a page is complete when it holds as many.
        serial: of the running chain, or of the one before the first.
        mapping: of the encoder; None before the first.
    """

    page_samples: int
    serial: int
    mapping: Mapping | None = None
    _sequence: int = 0
    _granule: int = 0
    _open: bool = False
    _title: Title = field(default_factory=Title)
    _waiting: list[tuple[bytes, int]] = field(default_factory=list)
    _repeated: int = 0
    _skipped: int = 0

    @property
    def state(self) -> bytes:
        """What a successor needs: serial, page number, granule position, samples skipped, whether the chain is open."""
        return _STATE.pack(self.serial, self._sequence, self._granule, self._skipped, self._open)

    def restore(self, state: bytes) -> None:
        """Carry on where a predecessor was cut off; what is no such state is a fresh start."""
        if len(state) == _STATE.size:
            self.serial, self._sequence, self._granule, self._skipped, self._open = _STATE.unpack(state)

    def begin(self, mapping: Mapping) -> list[ChainHead | Muxed]:
        """A new encoder. Ends the chain that is open."""
        ended = self._end(self.mapping or mapping)
        self.mapping = mapping
        return ended

    def add(self, frame: Frame) -> list[ChainHead | Muxed]:
        """Take a frame; give what is complete. A title begins a new chain with this frame."""
        assert self.mapping is not None, "a muxer begins with an encoder"
        out: list[ChainHead | Muxed] = []
        if frame.title is not None and frame.title != self._title:
            self._title = frame.title
            out += self._end(self.mapping)
        if not self._open:
            out.append(self._head(self.mapping))
        packet = self.mapping.packet(frame)
        if self._full(packet):
            out.append(self._page(last=False))
        self._waiting.append((packet, frame.duration))
        return out

    def end(self) -> list[ChainHead | Muxed]:
        """The stream is over: give what waits, and the end of the chain."""
        return self._end(self.mapping) if self.mapping is not None else []

    def _full(self, packet: bytes) -> bool:
        """Whether the page is complete, or has no room for one packet more."""
        samples = sum(duration for _, duration in self._waiting) - self._repeated
        segments = sum(len(data) // 255 + 1 for data, _ in self._waiting) + len(packet) // 255 + 1
        return bool(self._waiting) and (samples >= self.page_samples or segments > _MOST_SEGMENTS)

    def _head(self, mapping: Mapping) -> ChainHead:
        """Begin a chain, with what a new decoder needs to hear beforehand."""
        self._waiting = list(mapping.again())
        self._repeated = sum(samples for _, samples in self._waiting)
        first, *others = mapping.headers(self._title)
        self._skipped = mapping.skipped
        self.serial = (self.serial + 1) & 0xFFFFFFFF
        self._granule, self._open = 0, True
        pages = [OggPage(self.serial, 0, 0, lacing_of(first), first, first=True)]
        pages += paginate(others, serial=self.serial, sequence=1, granule=0)
        self._sequence = len(pages)
        return ChainHead(b"".join(page.encode() for page in pages))

    def _page(self, *, last: bool) -> Muxed:
        """All that waits, as one page."""
        samples = sum(duration for _, duration in self._waiting)
        self._granule += samples
        page = self._put([data for data, _ in self._waiting], last=last)
        heard, self._repeated = samples - self._repeated, 0
        self._waiting.clear()
        return Muxed(page, heard, join=not last)

    def _end(self, mapping: Mapping) -> list[ChainHead | Muxed]:
        """End the chain that is open, with what waits or with a packet of nothing."""
        if not self._open:
            return []
        self._open = False
        if self._waiting:
            return [self._page(last=True)]
        packets, samples = mapping.closing(self._granule, self._skipped)
        self._granule += samples
        return [Muxed(self._put(packets, last=True), 0, join=False)]

    def _put(self, packets: Sequence[bytes], *, last: bool) -> bytes:
        """The next page, with these whole packets."""
        lacing = b"".join(map(lacing_of, packets))
        page = OggPage(self.serial, self._sequence, self._granule, lacing, b"".join(packets), last=last)
        self._sequence += 1
        return page.encode()
