"""The reader of a ring: the edge's end."""

from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct
from zlib import crc32

from .layout import (
    CHAIN,
    CRC,
    ENDED,
    FLOOR,
    HEADER_BYTES,
    POSITION_BYTES,
    POSITIONS_AT,
    SPARE,
    Entry,
    Position,
    RingShape,
    newest_position,
    unpack_entry,
)

__all__ = ["JoinPoint", "RingReader"]

OFFSET = Struct("<Q")


@dataclass(frozen=True, slots=True)
class JoinPoint:
    """Where a newcomer begins.

    Attributes:
        offset: the first byte of the stream that he gets.
        lead: how many bytes from there are to be replaced by zeros: the rest of a frame whose beginning he
            lacks.
        header: what he must get before: an Ogg chain's header pages; b"" where the stream needs none.
        chain: the chain he begins in; 0 where the stream has none.
    """

    offset: int
    lead: int
    header: bytes
    chain: int = 0


class RingReader:
    """Reads what a writer has committed. Call `refresh` once a tick; everything else speaks of what it found.

    Memory may still be empty: then `ready` is False, `join` finds nothing, and `refresh` looks again.

    Attributes:
        ready: whether there is a ring.
        head: bytes ever written, as far as they were verified.
        tail: the oldest byte that is safe to read.
        time_us: the ring's time at `head`, in microseconds.
        position: the writer's last commit that was seen.
        restarts: how often the memory was formatted anew under this reader; offsets from before mean
            nothing then.
    """

    def __init__(self, memory: memoryview) -> None:
        self._memory = memory
        self._data = memory[:0]
        self.restarts = -1
        self._open()
        self.refresh()

    def _open(self) -> None:
        """Look for a ring, and forget all that was known of another."""
        self._header = bytes(self._memory[:HEADER_BYTES])
        self._shape = RingShape.read(self._memory)
        self.ready = self._shape is not None
        if self._shape is not None:
            self._data = self._memory[self._shape.data_at : self._shape.total_bytes]
            self.restarts += 1
        self.position = Position()
        self._seen = b""
        self.head = self.tail = self.time_us = 0
        self._first = self._next = 0
        self._joins: dict[int, JoinPoint | None] = {}

    @property
    def data_bytes(self) -> int:
        """The room for the stream."""
        return len(self._data)

    def close(self) -> None:
        """Let go of the memory; the reader is of no use afterwards."""
        self._data.release()
        self._memory = memoryview(b"")

    @property
    def floor(self) -> bool:
        """Whether the built-in floor is playing."""
        return bool(self.position.flags & FLOOR)

    @property
    def ended(self) -> bool:
        """Whether the writer ended on purpose."""
        return bool(self.position.flags & ENDED)

    def age_ns(self, now_ns: int) -> int:
        """How long ago, in nanoseconds, the writer committed last."""
        return now_ns - self.position.committed_ns

    def refresh(self) -> int:
        """Take in what was committed since the last call; return the head.

        It advances over entries whose checksums hold, and waits at one whose do not: on a machine that orders
        memory loosely the payload may be still on its way.
        """
        if self._memory[:HEADER_BYTES] != self._header:
            self._open()
        glance = self._memory[POSITIONS_AT[0] : POSITIONS_AT[0] + POSITION_BYTES].tobytes()
        if self._shape is None or glance == self._seen:
            return self.head
        position = newest_position(self._memory)
        if position is None:
            return self.head
        if position.entries < self._next:  # formatted anew in the same shape
            self._open()
            return self.refresh()
        if self._advance(self._shape, position):
            self._seen = glance
        return self.head

    def _advance(self, shape: RingShape, position: Position) -> bool:
        """Verify what is new; False where something has to be looked at again, even if nothing is committed."""
        self.position = position
        self._joins.clear()
        self._keep_to_the_newest(shape, position)
        while self._next < position.entries:
            entry = self._verified(shape, self._next)
            if entry is None:
                return False
            self.head = entry.offset + entry.length
            self.time_us = entry.end_us
            self._next += 1
        return True

    def _keep_to_the_newest(self, shape: RingShape, position: Position) -> None:
        """Move the tail along, and the place of reading with it when the writer ran away from this reader."""
        newest = shape.entries - shape.entries // SPARE
        first = max(self._first, position.entries - newest)
        reach = position.head - (shape.data_bytes - shape.data_bytes // SPARE)
        while first < position.entries and _offset(self._memory, shape, first) < reach:
            first += 1
        self._first = first
        if first < position.entries:
            self.tail = max(self.tail, reach, _offset(self._memory, shape, first))
        if self._next < first:
            self._next = first

    def _verified(self, shape: RingShape, number: int) -> Entry | None:
        entry = unpack_entry(self._memory, shape.entry_at(number), number)
        if entry is None or crc_of(self._pieces(entry.offset, entry.length)) != entry.payload_crc:
            return None
        return entry

    def _pieces(self, offset: int, length: int) -> Iterable[memoryview]:
        at = offset % len(self._data)
        first = self._data[at : at + length]
        yield first
        if len(first) < length:
            yield self._data[: length - len(first)]

    def slice(self, offset: int, limit: int) -> memoryview:
        """The bytes from `offset` on that lie in one piece: up to `limit`, the end of the memory, or the
        head.

        What lies behind the wrap comes with the next call. Only offsets from `tail` on are safe.
        """
        at = offset % len(self._data)
        return self._data[at : at + min(limit, self.head - offset)]

    def join(self, behind_us: int) -> JoinPoint | None:
        """The last join point that is at least `behind_us` before the head's time, or the oldest there is; None while there
        is nothing to join.
        """
        if behind_us not in self._joins:
            self._joins[behind_us] = self._last_before(behind_us)
        return self._joins[behind_us]

    def next_join(self, offset: int) -> JoinPoint | None:
        """The first join point at or after `offset`: where whoever is there may leave the stream cleanly."""
        if self._shape is None:
            return None
        low, high = self._first, self._next
        while low < high:
            middle = (low + high) // 2
            if _offset(self._memory, self._shape, middle) < offset:
                low = middle + 1
            else:
                high = middle
        for number in range(max(self._first, low - 1), self._next):
            found = self._join_among((number,))
            if found and found[1].offset >= offset:
                return found[1]
        return None

    def _last_before(self, behind_us: int) -> JoinPoint | None:
        if self._shape is None:
            return None
        start = self._first_from(self._shape, self.time_us - behind_us + 1)
        earlier = self._join_among(range(start - 1, self._first - 1, -1))
        found = earlier or self._join_among(range(start, self._next))
        return found[1] if found else None

    def _first_from(self, shape: RingShape, time_us: int) -> int:
        """The number of the first entry that begins at `time_us` or later."""
        low, high = self._first, self._next
        while low < high:
            middle = (low + high) // 2
            entry = unpack_entry(self._memory, shape.entry_at(middle), middle)
            if entry is None or entry.time_us < time_us:
                low = middle + 1
            else:
                high = middle
        return low

    def _join_among(self, numbers: Iterable[int]) -> tuple[int, JoinPoint] | None:
        """The first of these entries at which a newcomer may begin, with its time."""
        if self._shape is None:
            return None
        for number in numbers:
            entry = unpack_entry(self._memory, self._shape.entry_at(number), number)
            if entry is None or entry.join < 0:
                continue
            offset = entry.offset + entry.join
            header = self._header_pages(self._shape, entry.chain, offset)
            if header is not None:
                return entry.time_us, JoinPoint(offset, entry.lead, header, entry.chain)
        return None

    def _header_pages(self, shape: RingShape, chain: int, offset: int) -> bytes | None:
        """What precedes a join at `offset`; None when the chain's pages are no longer kept."""
        if not chain:
            return b""
        at = shape.chain_at(chain)
        slot = bytes(self._memory[at : at + shape.chain_slot_bytes])
        id_, length, begins = CHAIN.unpack_from(slot)
        pages = slot[CHAIN.size + CRC.size :][:length]
        checksum = crc32(pages, crc32(slot[: CHAIN.size]))
        if id_ != chain or checksum != CRC.unpack_from(slot, CHAIN.size)[0]:
            return None
        return b"" if begins == offset else pages


def crc_of(pieces: Iterable[memoryview]) -> int:
    """The checksum of bytes that lie in several pieces."""
    checksum = 0
    for piece in pieces:
        checksum = crc32(piece, checksum)
    return checksum


def _offset(memory: memoryview, shape: RingShape, number: int) -> int:
    """Where an entry begins, without a check: it is only used to leave entries behind."""
    return int(OFFSET.unpack_from(memory, shape.entry_at(number) + OFFSET.size)[0])
