"""The writer of a ring: the station's end."""

from zlib import crc32

from runtime.errors import OurFault

from .layout import (
    CHAIN,
    CRC,
    ENTRY,
    HEADER_BYTES,
    NOWHERE,
    POSITIONS_AT,
    SPARE,
    STATE_BYTES,
    Position,
    RingShape,
    newest_position,
    pack_position,
)

__all__ = ["RingWriter"]


class RingWriter:
    """Writes frames or pages into shared memory. Call `append` for each, then `commit`: only then are they
    seen.

    Memory that already holds a ring of this shape is carried on behind its last commit; any other is
    formatted.

    Args:
        memory: at least `shape.total_bytes`, writable.
        shape: the ring that is wanted.
        epoch: the generation of this station.
        now_ns: the machine's monotonic clock; the anchor of a new ring.

    Attributes:
        position: the last commit; after a resumption, the predecessor's.
        resumed: whether a ring was carried on.
    """

    def __init__(self, memory: memoryview, shape: RingShape, *, epoch: int, now_ns: int) -> None:
        if len(memory) < shape.total_bytes:
            raise OurFault(f"a ring of {shape.total_bytes} bytes does not fit into {len(memory)}")
        self._memory = memory
        self._shape = shape
        self._epoch = epoch
        found = newest_position(memory) if bytes(memory[:HEADER_BYTES]) == shape.header() else None
        self.resumed = found is not None
        if found:
            self._mend_copies(found)
        self.position = found or self._format(now_ns)
        self._carry_on(self.position)

    def append(self, data: bytes, *, duration_us: int, join: int | None = 0, lead: int = 0) -> None:
        """Write one frame or page; it is seen after the next commit.

        Args:
            data: the bytes as they go to listeners.
            duration_us: how long they play, in microseconds.
            join: bytes from their start at which a newcomer may begin; None where none may.
            lead: bytes from there to the first whole frame.

        Raises OurFault when a quarter of the ring would be written without a commit.
        """
        self._keep_distance(len(data))
        self._store_data(self._head, data)
        self._store_entry(data, duration_us, -1 if join is None else join, lead)
        self._head += len(data)
        self._entries += 1
        self._time_us += duration_us

    def begin_chain(self, header_pages: bytes) -> int:
        """Begin an Ogg chain with these header pages, for those who listen and for those who will join;
        return its id.
        """
        self._store_chain(header_pages, self._head)
        self.append(header_pages, duration_us=0)
        return self._chain

    def begin_title(self, block: bytes) -> int:
        """Keep this for those who will join from here on, and put nothing into the stream; return its id."""
        self._store_chain(block, NOWHERE)
        return self._chain

    def _store_chain(self, header: bytes, stands_at: int) -> None:
        if len(header) > self._shape.chain_bytes:
            raise OurFault(f"a header of {len(header)} bytes exceeds {self._shape.chain_bytes}")
        self._chain += 1
        described = CHAIN.pack(self._chain, len(header), stands_at)
        checksum = CRC.pack(crc32(header, crc32(described)))
        self._store(self._shape.chain_at(self._chain), described + checksum + header)

    def anchor(self, now_ns: int, time_us: int) -> None:
        """Say what the machine's clock shows at `time_us` of the ring; takes effect with the next commit."""
        self._anchor_ns = now_ns - time_us * 1000

    def commit(self, now_ns: int, *, state: bytes = b"", flags: int = 0) -> None:
        """Show everything appended so far, and leave `state` to whoever carries on."""
        if len(state) > STATE_BYTES:
            raise OurFault(f"a writer's state of {len(state)} bytes exceeds {STATE_BYTES}")
        self.position = Position(
            self.position.commits + 1, self._head, self._entries, self._time_us, self._anchor_ns, now_ns,
            self._epoch, self._chain, flags, state,
        )  # fmt: skip
        self._store_position(self.position)

    def _mend_copies(self, newest: Position) -> None:
        """Make both copies the newest.

        A writer killed between the two leaves one behind. Were the next one killed while it writes the other, the
        position would step back behind what readers have seen.
        """
        packed = pack_position(newest)
        for at in POSITIONS_AT:
            if self._memory[at : at + len(packed)] != packed:
                self._store(at, packed)

    def _format(self, now_ns: int) -> Position:
        """Begin a new ring; its header comes last, so that nobody takes it for one before it is whole."""
        self._store(0, bytes(HEADER_BYTES))
        position = Position(anchor_ns=now_ns, committed_ns=now_ns, epoch=self._epoch)
        self._store_position(position)
        self._store(0, self._shape.header())
        return position

    def _carry_on(self, position: Position) -> None:
        self._head = position.head
        self._entries = position.entries
        self._time_us = position.time_us
        self._anchor_ns = position.anchor_ns
        self._chain = position.chain

    def _keep_distance(self, length: int) -> None:
        ahead = self._head + length - self.position.head
        entries_ahead = self._entries + 1 - self.position.entries
        if ahead > self._shape.data_bytes // SPARE or entries_ahead > self._shape.entries // SPARE:
            raise OurFault("a quarter of the ring would be written without a commit")

    def _store_data(self, offset: int, data: bytes) -> None:
        shape = self._shape
        at = offset % shape.data_bytes
        first = shape.data_bytes - at
        self._store(shape.data_at + at, data[:first])
        if len(data) > first:
            self._store(shape.data_at, data[first:])

    def _store_entry(self, data: bytes, duration_us: int, join: int, lead: int) -> None:
        packed = ENTRY.pack(
            self._entries, self._head, len(data), crc32(data), self._time_us, duration_us,
            self._epoch, self._chain, join, lead,
        )  # fmt: skip
        self._store(self._shape.entry_at(self._entries), packed + CRC.pack(crc32(packed)))

    def _store_position(self, position: Position) -> None:
        packed = pack_position(position)
        for at in POSITIONS_AT:
            self._store(at, packed)

    def _store(self, at: int, data: bytes) -> None:
        """The one place where memory changes; tests cut a writer off in the middle of it."""
        self._memory[at : at + len(data)] = data
