"""Ogg pages: read, checked, written; packets cut into them and put together again.

RFC 3533 §6. The checksum is the CRC-32 of Ethernet run the other way round; with the bits of each byte turned
over, `zlib` computes it.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = [
    "LARGEST_PACKET",
    "LARGEST_PAGE",
    "NO_GRANULE",
    "OggPage",
    "PacketJoiner",
    "PageReader",
    "lacing_of",
    "paginate",
]

LARGEST_PAGE = 27 + 255 + 255 * 255
"""Bytes of the largest page there can be."""

LARGEST_PACKET = 1 << 20
"""Bytes of one packet that is put together; a longer one (a cover in the comments) is left out."""

NO_GRANULE = -1
"""The granule position of a page on which no packet ends."""

_HEAD = struct.Struct("<4sBBqIIIB")
_CRC_AT = 22
_MOST_SEGMENTS = 255
_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_CONTINUED, _FIRST, _LAST = 1, 2, 4


@dataclass(frozen=True, slots=True)
class OggPage:
    """One page.

    Attributes:
        serial: the logical stream it belongs to.
        sequence: its number in that stream.
        granule: the position at the end of the last packet that ends on it; `NO_GRANULE` when none does.
        lacing: the length of each segment, one byte each.
        body: the segments.
        continued: whether it begins in the middle of a packet.
        first: whether it begins the stream.
        last: whether it ends the stream.
    """

    serial: int
    sequence: int
    granule: int
    lacing: bytes
    body: bytes
    continued: bool = False
    first: bool = False
    last: bool = False

    def encode(self) -> bytes:
        """The page with its checksum."""
        flags = _CONTINUED * self.continued | _FIRST * self.first | _LAST * self.last
        fields = (b"OggS", 0, flags, self.granule, self.serial, self.sequence)
        rest = self.lacing + self.body
        bare = _HEAD.pack(*fields, 0, len(self.lacing)) + rest
        return _HEAD.pack(*fields, _checksum(bare), len(self.lacing)) + rest

    def pieces(self) -> list[tuple[bytes, bool]]:
        """The packets on it, or parts of packets, each with whether it ends here."""
        found, at, length = [], 0, 0
        for size in self.lacing:
            length += size
            if size < 255:
                found.append((self.body[at : at + length], True))
                at, length = at + length, 0
        return [*found, (self.body[at:], False)] if length else found


def lacing_of(packet: bytes) -> bytes:
    """The segment lengths of a whole packet."""
    whole, rest = divmod(len(packet), 255)
    return b"\xff" * whole + bytes([rest])


def paginate(packets: Iterable[bytes], *, serial: int, sequence: int, granule: int) -> list[OggPage]:
    """Put whole packets on as few pages as they need; `granule` is where the last of them ends."""
    lacing = b"".join(lacing_of(packet) for packet in packets)
    body = b"".join(packets)
    pages: list[OggPage] = []
    at = 0
    for start in range(0, len(lacing), _MOST_SEGMENTS):
        part = lacing[start : start + _MOST_SEGMENTS]
        length, ends = sum(part), any(size < 255 for size in part)
        continued = start > 0 and lacing[start - 1] == 255
        whole = body[at : at + length]
        pages.append(OggPage(serial, sequence, granule if ends else NO_GRANULE, part, whole, continued))
        at, sequence = at + length, sequence + 1
    return pages


@dataclass(slots=True)
class PageReader:
    """Cut a stream of bytes into pages whose checksums hold. It never keeps more than one page.

    Attributes:
        skipped: bytes passed over so far that belonged to no whole page.
    """

    skipped: int = 0
    _buffer: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> list[OggPage]:
        """Take bytes; give the pages that are complete."""
        self._buffer += data
        pages: list[OggPage] = []
        at = 0
        while (found := self._next(at)) is not None:
            page, length = found
            if page is None:
                self.skipped += length
            else:
                pages.append(page)
            at += length
        del self._buffer[:at]
        return pages

    def _next(self, at: int) -> tuple[OggPage | None, int] | None:
        """The page at `at` and its length, or how far on to look; None when bytes are missing."""
        start = self._buffer.find(b"OggS", at)
        if start != at:
            # The last three bytes may be the beginning of the mark.
            end = start if start >= 0 else max(at, len(self._buffer) - 3)
            return (None, end - at) if end > at else None
        return self._page(at)

    def _page(self, at: int) -> tuple[OggPage | None, int] | None:
        left = len(self._buffer) - at
        if left < _HEAD.size:
            return None
        _, version, flags, granule, serial, sequence, checksum, segments = _HEAD.unpack_from(self._buffer, at)
        head = _HEAD.size + segments
        lacing = bytes(self._buffer[at + _HEAD.size : at + head])
        length = head + sum(lacing)
        if version:
            return None, 1
        if left < head or left < length:
            return None
        raw = bytes(self._buffer[at : at + length])
        if _checksum(raw[:_CRC_AT] + bytes(4) + raw[_CRC_AT + 4 :]) != checksum:
            return None, 1
        marks = bool(flags & _CONTINUED), bool(flags & _FIRST), bool(flags & _LAST)
        return OggPage(serial, sequence, granule, lacing, raw[head:], *marks), length


@dataclass(slots=True)
class PacketJoiner:
    """Put the packets of one logical stream together from its pages, in order."""

    _part: bytearray = field(default_factory=bytearray)
    _skipping: bool = False

    def feed(self, page: OggPage) -> list[bytes]:
        """The packets that end on this page; one that lost its beginning, or is too large, is left out."""
        if not page.continued:
            self._part.clear()
            self._skipping = False
        elif not self._part:
            self._skipping = True
        return [
            packet for piece, ends in page.pieces() if (packet := self._take(piece, ends=ends)) is not None
        ]

    def _take(self, piece: bytes, *, ends: bool) -> bytes | None:
        self._skipping = self._skipping or len(self._part) + len(piece) > LARGEST_PACKET
        self._part += b"" if self._skipping else piece
        if not ends:
            return None
        packet, skipped = bytes(self._part), self._skipping
        self._part.clear()
        self._skipping = False
        return None if skipped else packet


def _checksum(data: bytes) -> int:
    """CRC-32, polynomial 04C11DB7, highest bit first, beginning with 0."""
    turned = zlib.crc32(data.translate(_TURNED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(turned.to_bytes(4, "little").translate(_TURNED), "big")
