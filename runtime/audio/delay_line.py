"""A programme that is kept for a while: put in now, taken out later, to the sample.

Strategy: samples are counted from 1970, so that a place means the same after a restart. What is put in becomes pieces of
`PIECE` seconds. A short delay stays in memory; for a long one a thread writes pieces into a folder and reads those that are
due soon, and the path that plays never waits for it. Tests take the thread's steps by hand (`work`).

Bounds: `PIECE` × (`WAITING` + 1) seconds on their way to the disk, `SOON` seconds on their way from it.
"""

import logging
import shutil
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from runtime.audio.pcm import Block, PcmFormat
from runtime.audio.piece import Piece, as_bytes, from_bytes

__all__ = ["IN_MEMORY", "PIECE", "SOON", "DelayLine", "Pieces"]

log = logging.getLogger("legacystream.sources")

PIECE = 10.0
"""Seconds of one piece: what a power cut takes away."""

WAITING = 6
"""Pieces that wait for the disk; of more, the oldest are lost, which is told."""

SOON = 30.0
"""Seconds that are read ahead; 11 MB."""

IN_MEMORY = 60.0
"""Seconds of delay that need no disk."""

IDLE = 0.5
"""Seconds between two looks whether there is something to do."""

_SUFFIX = ".piece"


@dataclass(slots=True)
class Pieces:
    """A folder of pieces, each named after its first sample. Whatever is asked of it waits for the disk.

    Attributes:
        folder: where they are.
        pcm: the programme's format.
        spare: the share of the disk that is left free.
        say: tells the operator, in words.
    """

    folder: Path
    pcm: PcmFormat
    spare: float
    say: Callable[..., None]
    _trouble: str = ""

    def starts(self) -> list[int]:
        """The first samples of all pieces that are there."""
        with suppress(OSError):
            return sorted(int(path.stem) for path in self.folder.glob(f"*{_SUFFIX}") if path.stem.isdigit())
        return []

    def save(self, piece: Piece) -> bool:
        """Write a piece, whole or not at all; says whether it is there."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            usage = shutil.disk_usage(self.folder)
            if usage.free < usage.total * self.spare:
                return self._failed(f"less than {self.spare:.0%} of the disk is free")
            part = self.folder / "writing"
            part.write_bytes(as_bytes(piece, self.pcm))
            part.replace(self._path(piece.start))
        except OSError as fault:
            return self._failed(fault.strerror or str(fault))
        if self._trouble:
            self._trouble = ""
            self.say("it is recorded again")
        return True

    def load(self, start: int) -> Piece | None:
        """Read a piece; None where it cannot be read."""
        with suppress(OSError):
            return from_bytes(self._path(start).read_bytes(), self.pcm)
        return None

    def remove(self, start: int) -> None:
        """Delete a piece."""
        with suppress(OSError):
            self._path(start).unlink()

    def _failed(self, reason: str) -> bool:
        if reason != self._trouble:
            self._trouble = reason
            self.say("%s: what plays now will be missing later; trying again", reason)
        return False

    def _path(self, start: int) -> Path:
        return self.folder / f"{start}{_SUFFIX}"


class DelayLine:
    """What was put in, by the sample. `put` and `get` are for the path that plays, `work` and `close` for one other thread.

    Attributes:
        looked: whether all that is due soon was looked for once.
    """

    def __init__(self, delay: int, pcm: PcmFormat, pieces: Pieces | None) -> None:
        """Keep `delay` samples; in memory, where there are no `pieces`."""
        self._delay = delay
        self._piece = pcm.samples(PIECE)
        self._soon = pcm.samples(SOON)
        self._pieces = pieces
        self._lock = threading.Lock()
        self._open: Piece | None = None
        self._waiting: deque[Piece] = deque(maxlen=WAITING)
        self._line: deque[Piece] = deque()
        self._starts: list[int] | None = None
        self._due = 0
        self._lost = 0
        self.looked = pieces is None

    def put(self, index: int, block: Block) -> None:
        """Keep a block that begins at a sample."""
        with self._lock:
            piece = self._open
            if piece is None or piece.end != index or index - piece.start >= self._piece:
                self._hand_over()
                self._open = piece = Piece(index)
            piece.add(block)
            self._due = max(self._due, index + block.length - self._delay)

    def get(self, index: int, most: int) -> Block | None:
        """What was put in at a sample, `most` samples at most; None where nothing is there."""
        with self._lock:
            self._due = max(self._due, index)
            while self._line and self._line[0].end <= index:
                self._line.popleft()
            found = next((piece for piece in self._line if piece.start <= index < piece.end), None)
            near = (*self._waiting, *((self._open,) if self._open is not None else ()))
            found = found or next((piece for piece in near if piece.start <= index < piece.end), None)
            return found.at(index, most) if found is not None else None

    def work(self) -> bool:
        """Do one step: write what waits, read what is due soon, remove what is over. Says whether there is more to do."""
        if self._pieces is None:
            return False
        if self._starts is None:
            self._starts = self._pieces.starts()
        return self._write(self._pieces) or self._read(self._pieces, self._starts)

    def close(self) -> None:
        """Write what is not written; nothing is put in any more."""
        with self._lock:
            self._hand_over()
        while self.work():
            pass

    def _hand_over(self) -> None:
        """The open piece is whole; with the lock held."""
        if self._open is None or not self._open.blocks:
            return
        if self._pieces is None:
            self._line.append(self._open)
        else:
            self._lost += len(self._waiting) == WAITING
            self._waiting.append(self._open)
        self._open = None

    def _write(self, pieces: Pieces) -> bool:
        with self._lock:
            piece = self._waiting[0] if self._waiting else None
            lost, self._lost = self._lost, 0
        if lost:
            pieces.say("the disk is too slow: %.0f s of what plays now will be missing later", lost * PIECE)
        if piece is None:
            return False
        saved = pieces.save(piece)
        with self._lock:
            if self._waiting and self._waiting[0] is piece:
                self._waiting.popleft()
        if saved and self._starts is not None:
            self._starts.append(piece.start)
        return True

    def _read(self, pieces: Pieces, starts: list[int]) -> bool:
        """Load the next piece that is due soon, and remove those that are over."""
        with self._lock:
            due, have = self._due, {piece.start for piece in self._line}
        if not due:
            return False
        self._remove_useless(pieces, starts, due)
        wanted = (start for start in starts if start + self._piece > due and start not in have)
        start = next((start for start in wanted if start < due + self._soon), None)
        if start is None:
            self.looked = True
            return False
        piece = pieces.load(start)
        if piece is None:
            pieces.say("a piece of it cannot be read, and is left out")
            starts.remove(start)
            pieces.remove(start)
            return True
        with self._lock:
            self._line.append(piece)
        return True

    def _remove_useless(self, pieces: Pieces, starts: list[int], due: int) -> None:
        """Remove what is over, and what a clock that was wrong has put behind all that will ever be due."""
        while starts and starts[0] + 2 * self._piece < due:
            pieces.remove(starts.pop(0))
        while starts and starts[-1] > due + self._delay + self._piece:
            pieces.remove(starts.pop())
