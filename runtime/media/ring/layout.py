"""Where everything stands in a ring's memory, and how position, entries and chains are packed."""

from dataclasses import dataclass
from math import ceil
from struct import Struct
from typing import NamedTuple
from zlib import crc32

__all__ = [
    "CHAIN",
    "CRC",
    "ENDED",
    "ENTRY",
    "ENTRY_BYTES",
    "FLOOR",
    "HEADER",
    "HEADER_BYTES",
    "MAGIC",
    "NOWHERE",
    "POSITIONS_AT",
    "POSITION_BYTES",
    "STATE_BYTES",
    "Entry",
    "Position",
    "RingShape",
    "newest_position",
    "pack_position",
    "unpack_entry",
]

MAGIC = b"LSRING01"
LAYOUT = 1
"""The layout's version; it stands in the header, so that a process of another release never misreads a
ring.
"""

TIME_BASE = 1_000_000
"""Ticks a second of the ring's timeline: microseconds."""

HEADER = Struct("<8sIIIIQQ")
"""Magic, layout, entries, chains, chain bytes, data bytes, time base."""

HEADER_BYTES = HEADER.size
POSITIONS_AT = (64, 320)
"""The two copies of the position."""

ENTRIES_AT = 4096
ENTRY_BYTES = 64
STATE_BYTES = 64
"""The most a writer may leave to its successor."""

POSITION = Struct("<QQQQqqIIII64s")
"""Commits, head, entries, time, anchor, committed, epoch, chain, flags, length of the state, state. A CRC
follows.
"""

ENTRY = Struct("<QQIIQIIIiI")
"""Number, offset, length, CRC of the payload, time, duration, epoch, chain, join, lead. A CRC follows."""

CHAIN = Struct("<IIQ")
"""Id, length, offset of the header pages in the stream. A CRC of these and the pages follows, then the
pages.
"""

NOWHERE = 2**64 - 1
"""The offset of a chain's header that does not stand in the stream."""

CRC = Struct("<I")

POSITION_BYTES = POSITION.size + CRC.size
"""A copy of the position, with its checksum."""

FLOOR = 1
"""Flag: the built-in floor is playing, not what the script asked for."""

ENDED = 2
"""Flag: the writer has ended on purpose; nothing more will come."""

SPARE = 4
"""A reader keeps to (SPARE - 1) / SPARE of the ring, a writer commits at least once per 1 / SPARE."""


@dataclass(frozen=True, slots=True)
class RingShape:
    """How large a ring's parts are.

    Attributes:
        data_bytes: room for the stream.
        entries: room for the entries, one for each frame or page.
        chains: how many of the newest Ogg chains keep their header pages.
        chain_bytes: the most the header pages of one chain may take.
    """

    data_bytes: int
    entries: int
    chains: int = 8
    chain_bytes: int = 8192

    @classmethod
    def for_stream(cls, bytes_per_second: float, frames_per_second: float, seconds: float) -> "RingShape":
        """The shape in which a reader finds at least `seconds` of such a stream."""
        stretch = seconds * SPARE / (SPARE - 1)
        data = ceil(bytes_per_second * stretch / 4096 + 1) * 4096
        return cls(data_bytes=data, entries=ceil(frames_per_second * stretch) + 64)

    @property
    def chains_at(self) -> int:
        """Where the chains begin."""
        return ENTRIES_AT + self.entries * ENTRY_BYTES

    @property
    def chain_slot_bytes(self) -> int:
        """Room for one chain, with what describes it."""
        return CHAIN.size + CRC.size + self.chain_bytes

    @property
    def data_at(self) -> int:
        """Where the data begins."""
        return self.chains_at + self.chains * self.chain_slot_bytes

    @property
    def total_bytes(self) -> int:
        """The memory the whole ring needs."""
        return self.data_at + self.data_bytes

    def header(self) -> bytes:
        """The first bytes of a ring of this shape."""
        return HEADER.pack(
            MAGIC, LAYOUT, self.entries, self.chains, self.chain_bytes, self.data_bytes, TIME_BASE
        )

    @classmethod
    def read(cls, memory: memoryview) -> "RingShape | None":
        """The shape of the ring that stands in `memory`, or None when there is none, or one of another
        layout.
        """
        magic, layout, entries, chains, chain_bytes, data_bytes, base = HEADER.unpack_from(memory)
        if (magic, layout, base) != (MAGIC, LAYOUT, TIME_BASE) or not entries or not chains or not data_bytes:
            return None
        shape = cls(data_bytes, entries, chains, chain_bytes)
        return shape if shape.total_bytes <= len(memory) else None

    def entry_at(self, number: int) -> int:
        """Where the entry `number` stands."""
        return ENTRIES_AT + number % self.entries * ENTRY_BYTES

    def chain_at(self, chain: int) -> int:
        """Where the chain of this id stands."""
        return self.chains_at + chain % self.chains * self.chain_slot_bytes


class Position(NamedTuple):
    """How far a ring is written.

    Attributes:
        commits: how often the position was moved.
        head: bytes ever written.
        entries: entries ever written.
        time_us: the end of the last frame on the ring's own timeline, in microseconds.
        anchor_ns: the machine's monotonic clock at time 0, in nanoseconds.
        committed_ns: the same clock at the last commit.
        epoch: the generation of the station that wrote last.
        chain: the Ogg chain that is being written; 0 before the first.
        flags: FLOOR, ENDED.
        state: what the writer leaves to its successor, at most 64 bytes.
    """

    commits: int = 0
    head: int = 0
    entries: int = 0
    time_us: int = 0
    anchor_ns: int = 0
    committed_ns: int = 0
    epoch: int = 0
    chain: int = 0
    flags: int = 0
    state: bytes = b""


class Entry(NamedTuple):
    """One frame or page in a ring; `time_us` is where it begins."""

    number: int
    offset: int
    length: int
    payload_crc: int
    time_us: int
    duration_us: int
    epoch: int
    chain: int
    join: int
    lead: int

    @property
    def end_us(self) -> int:
        """Where it ends on the ring's timeline."""
        return self.time_us + self.duration_us


def pack_position(position: Position) -> bytes:
    """The bytes of a position, with their checksum."""
    packed = POSITION.pack(*position[:-1], len(position.state), position.state)
    return packed + CRC.pack(crc32(packed))


def newest_position(memory: memoryview) -> Position | None:
    """The newer of the two copies whose checksum holds, or None where neither does."""
    found = [copy for at in POSITIONS_AT if (copy := _unpack_position(memory, at))]
    return max(found, default=None)


def _unpack_position(memory: memoryview, at: int) -> Position | None:
    """One copy, taken out first and judged then: the writer may be at work on it."""
    packed = bytes(memory[at : at + POSITION_BYTES])
    if CRC.unpack_from(packed, POSITION.size)[0] != crc32(packed[: POSITION.size]):
        return None
    *numbers, length, state = POSITION.unpack_from(packed)
    return Position._make((*numbers, state[:length]))


def unpack_entry(memory: memoryview, at: int, number: int) -> Entry | None:
    """The entry at `at`, or None unless it is whole and has this number."""
    packed = bytes(memory[at : at + ENTRY.size + CRC.size])
    if CRC.unpack_from(packed, ENTRY.size)[0] != crc32(packed[: ENTRY.size]):
        return None
    entry = Entry(*ENTRY.unpack_from(packed))
    return entry if entry.number == number else None
