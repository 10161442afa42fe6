"""The rings an edge was given, by name."""

from typing import Protocol

from runtime.media.ring import RingReader
from runtime.media.tape import Tape

__all__ = ["Memory", "Rings"]

EMPTY_BYTES = 4096
"""Memory that holds no ring, read while the real one has not come."""


class Memory(Protocol):
    """What is needed of shared memory."""

    name: str
    buf: memoryview

    def close(self) -> None:
        """Let go of it."""
        ...


class Rings:
    """Memories and their readers. A ring may be named by the table before its memory comes, and the other
    way round.
    """

    def __init__(self) -> None:
        self._memories: dict[str, Memory] = {}
        self._readers: dict[str, RingReader] = {}
        self._tapes: dict[str, Tape] = {}
        self._empty = RingReader(memoryview(bytes(EMPTY_BYTES)))

    def give(self, memory: Memory) -> None:
        """Take in a memory; it replaces another of its name."""
        self.release(memory.name)
        self._memories[memory.name] = memory
        self._readers[memory.name] = RingReader(memory.buf)

    def release(self, name: str) -> None:
        """Let go of a memory. Ask for readers again afterwards."""
        if name in self._memories:
            self._readers.pop(name).close()
            tape = self._tapes.pop(name, None)
            if tape is not None:
                tape.close()
            self._memories.pop(name).close()

    def reader(self, name: str) -> RingReader:
        """The reader of a ring; one of empty memory while there is none."""
        return self._readers.get(name, self._empty)

    def tape(self, name: str) -> Tape | None:
        """The tape of a name; None while there is none, or nothing on it."""
        if name not in self._tapes and name in self._memories:
            self._tapes[name] = Tape(self._memories[name].buf)
        tape = self._tapes.get(name)
        return tape if tape is not None and tape.length else None

    def refresh(self) -> None:
        """Look at all of them, also those that nobody listens to, so that none of them gets far ahead."""
        for reader in self._readers.values():
            reader.refresh()

    def close(self) -> None:
        """Let go of everything."""
        for name in list(self._memories):
            self.release(name)
