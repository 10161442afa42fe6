"""What the encoders really wrote: the rings of a running station, read from outside.

Reads the memory an edge holds (`/proc/PID/fd`, Linux) by the layout that docs/design/0002-processes-rings-control.md gives,
with nothing of `runtime`, and keeps every byte and every entry from the first look on.
"""

import os
import re
import struct
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from zlib import crc32

LOOK = 0.5
"""Seconds between two looks; a ring holds more than 20."""
POSITIONS_AT = (64, 320)
ENTRIES_AT = 4096
HEADER = struct.Struct("<8sIIIIQQ")
POSITION = struct.Struct("<QQQQqqIIII64s")
ENTRY = struct.Struct("<QQIIQIIIiI")
CRC = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Entry:
    """A frame or page: its place in the stream, and the generation of the station that wrote it."""

    number: int
    offset: int
    length: int
    epoch: int


@dataclass
class Tap:
    """One ring, followed from `begin` on: `data` holds the stream from that byte."""

    descriptor: int
    begin: int = 0
    data: bytearray = field(default_factory=bytearray)
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        magic, _, self._entries, chains, chain_bytes, self._bytes, _ = HEADER.unpack(
            self._read(0, HEADER.size)
        )
        assert magic == b"LSRING01"
        self._data_at = ENTRIES_AT + self._entries * 64 + chains * (16 + 4 + chain_bytes)
        _head, entries = self._position()
        self._next = max(0, entries - self._entries // 2)
        self.begin = self._entry(self._next).offset if entries else 0
        self.look()

    @property
    def head(self) -> int:
        return self.begin + len(self.data)

    def look(self) -> None:
        """Take everything that is new."""
        head, entries = self._position()
        while self._next < entries:
            self.entries.append(self._entry(self._next))
            self._next += 1
        assert head - self.head <= self._bytes, "the tap looked too late"
        while self.head < head:
            at = self.head % self._bytes
            length = min(head - self.head, self._bytes - at)
            self.data += self._read(self._data_at + at, length)

    def first_of(self, epoch: int) -> int | None:
        """The first byte that a generation of the station wrote."""
        return next((entry.offset for entry in self.entries if entry.epoch == epoch), None)

    def _read(self, at: int, length: int) -> bytes:
        return os.pread(self.descriptor, length, at)

    def _position(self) -> tuple[int, int]:
        """The stream's head and the count of entries, from the newer whole copy."""
        copies = [self._read(at, POSITION.size + CRC.size) for at in POSITIONS_AT]
        whole = [
            copy for copy in copies if CRC.unpack_from(copy, POSITION.size)[0] == crc32(copy[: POSITION.size])
        ]
        _, head, entries, *_ = max(POSITION.unpack_from(copy) for copy in whole)
        return head, entries

    def _entry(self, number: int) -> Entry:
        packed = self._read(ENTRIES_AT + number % self._entries * 64, ENTRY.size + CRC.size)
        assert CRC.unpack_from(packed, ENTRY.size)[0] == crc32(packed[: ENTRY.size]), (
            f"entry {number} is damaged"
        )
        found, offset, length, _, _, _, epoch, *_ = ENTRY.unpack_from(packed)
        assert found == number
        return Entry(number, offset, length, epoch)


class Taps:
    """All rings a process holds, followed in a thread of their own; use it with `with`."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ended = threading.Event()
        self._taps: dict[str, Tap] = {}

    def __enter__(self) -> Self:
        for link in sorted(Path(f"/proc/{self._pid}/fd").iterdir()):
            target = str(link.readlink())
            if target.startswith("/memfd:"):
                name = target.removeprefix("/memfd:").removesuffix(" (deleted)")
                descriptor = os.open(link, os.O_RDONLY)
                if os.pread(descriptor, 8, 0) == b"LSRING01":
                    self._taps[name] = Tap(descriptor)
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        for tap in self._taps.values():
            os.close(tap.descriptor)

    def __getitem__(self, ring: str) -> Tap:
        """The ring of a mount and a framing: "radio.mp3/plain"."""
        mount, _, framing = ring.rpartition("/")
        named = re.compile(rf"(.*[/:])?{re.escape(mount)}(\.[0-9a-f]{{8}})?/{framing}")
        return next(tap for name, tap in self._taps.items() if named.fullmatch(name))

    @property
    def names(self) -> list[str]:
        return list(self._taps)

    def look(self) -> None:
        """Take everything that is new, now."""
        for tap in self._taps.values():
            tap.look()

    def _follow(self) -> None:
        while not self._ended.wait(LOOK):
            self.look()
