"""The thread of one recording: all that has to do with the disk, so that a disk that hangs costs this recording alone."""

import contextlib
import logging
import os
import queue
import shutil
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO

from runtime.errors import OperatorFault

from .files import Files
from .ledger import Ledger
from .naming import free_name, resolved

__all__ = ["MOST_WAITING", "SYNC_SECONDS", "Keeper", "Name"]

MOST_WAITING = 512
"""Pieces that wait for the disk: with Ogg pages of a second, and a batch of frames a piece, about a minute."""

SYNC_SECONDS = 5.0
"""What a power cut may cost: so often the system is told to put the file on the disk."""

LOOK_SECONDS = 60.0
"""How often it is looked whether the disk fills, and which files are too old."""

logger = logging.getLogger("legacystream.recordings")

Name = Callable[[], str]
"""The pattern of a new file's name; may take its time, and may raise `OperatorFault`."""


class Keeper:
    """Writes one recording: `open`, `write` and `close` queue what the thread does; they never wait.

    Attributes:
        done: pieces of work that are behind it.
    """

    def __init__(
        self,
        files: Files,
        base: Path,
        wall: Callable[[], datetime],
        clock: Callable[[], float],
        ledger: Ledger,
    ) -> None:
        """Make it; `base` is where relative paths begin, `clock` gives seconds that only go forward."""
        self._files = files
        self._origin = files.origin
        self._base = base
        self._wall = wall
        self._clock = clock
        self._ledger = ledger
        self._queue: queue.Queue[Callable[[], None] | None] = queue.Queue(MOST_WAITING)
        self._file: IO[bytes] | None = None
        self._path: Path | None = None
        self._synced = self._looked = clock()
        self._told = False
        self._lost = 0
        self.done = 0
        self._thread = threading.Thread(target=self._run, name=f"writes {files.id}", daemon=True)

    @property
    def path(self) -> Path | None:
        """The file that is written now; None while there is none."""
        return self._path if self._file is not None else None

    def stop(self, seconds: float) -> None:
        """Write what waits, close the file, and end; waits so long at most."""
        if not self._thread.is_alive():
            return
        with contextlib.suppress(queue.Full):
            self._queue.put(None, timeout=seconds)
        self._thread.join(seconds)

    @property
    def waiting(self) -> bool:
        """Whether something waits for the disk, beside what is being done."""
        return not self._queue.empty()

    def open(self, name: Name, opening: bytes) -> None:
        """Close the file that is open, and begin another with these bytes."""
        self._put(lambda: self._open(name, opening))

    def write(self, data: bytes) -> None:
        """Append to the file that is open; without one, to nothing."""
        self._put(lambda: self._write(data))

    def close(self, ending: bytes = b"") -> None:
        """Append what closes the stream, and close the file."""
        self._put(lambda: self._close(ending))

    def _put(self, work: Callable[[], None]) -> None:
        if self._thread.ident is None:
            self._thread.start()
        try:
            self._queue.put_nowait(work)
        except queue.Full:
            self._lost += 1

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            try:
                work()
                self._look_after()
            except (OSError, OperatorFault) as wrong:
                self._fail(wrong)
            self.done += 1
        with contextlib.suppress(OSError):
            self._close(b"")

    def _open(self, name: Name, opening: bytes) -> None:
        self._close(b"")
        path = resolved(name(), self._wall(), self._base)
        if not self._files.append:
            path = free_name(path)
        self._guard(path.parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file, self._path = path.open("ab" if self._files.append else "xb"), path
        self._file.write(opening)
        self._ledger.add(self._files.id, path)
        self._told = False
        logger.info("recording begins: %s", path, extra={"origin": self._origin})

    def _write(self, data: bytes) -> None:
        if self._file is not None:
            self._file.write(data)

    def _close(self, ending: bytes) -> None:
        file, self._file = self._file, None
        if file is None:
            return
        with file:
            file.write(ending)
            file.flush()
            os.fsync(file.fileno())
        logger.info(
            "recording ends: %s, %d KiB", self._path, _size(self._path) >> 10, extra={"origin": self._origin}
        )

    def _look_after(self) -> None:
        now = self._clock()
        if self._file is not None and now - self._synced >= SYNC_SECONDS:
            self._synced = now
            self._file.flush()
            os.fsync(self._file.fileno())
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            self._delete_old()
            if self._path is not None and self._file is not None:
                self._guard(self._path.parent)
            self._tell_lost()

    def _guard(self, folder: Path) -> None:
        """See that the disk keeps room for everything else.

        Raises:
            OperatorFault: it would not.
        """
        while not folder.exists():
            folder = folder.parent
        usage = shutil.disk_usage(folder)
        if usage.free / usage.total < self._files.least_free:
            self._delete_old(early=True)
            raise OperatorFault(
                f"the disk of {folder} has {usage.free / usage.total:.0%} left: nothing is recorded there until it has more"
            )

    def _delete_old(self, *, early: bool = False) -> None:
        """Delete what is too old; `early`, when the disk is full, what is past half its time."""
        if self._files.keep is None:
            return
        keep = self._files.keep / 2 if early else self._files.keep
        gone = self._ledger.delete_older(self._files.id, self._wall().timestamp() - keep)
        if gone:
            logger.info("%d old recordings were deleted", gone, extra={"origin": self._origin})

    def _fail(self, wrong: Exception) -> None:
        """Leave the file as it is; the next show is tried again."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()
        if not self._told:
            self._told = True
            logger.error(
                "recording %s: %s; listeners hear the programme as before", self._path or "", wrong,
                extra={"origin": self._origin},
            )  # fmt: skip

    def _tell_lost(self) -> None:
        lost, self._lost = self._lost, 0
        if lost:
            logger.warning(
                "recording: the disk is too slow, %d pieces are missing in %s", lost, self._path,
                extra={"origin": self._origin},
            )  # fmt: skip


def _size(path: Path | None) -> int:
    try:
        return path.stat().st_size if path is not None else 0
    except OSError:
        return 0
