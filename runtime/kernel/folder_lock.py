"""A folder that one process has for itself, until it ends, however it ends."""

import os
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["LOCK_FILE", "FolderLock", "FolderTaken"]

LOCK_FILE = "station.lock"
"""Its name in the folder; what it holds is the number of the process that has it."""

FAR = 1 << 20
"""The byte that is locked where only ranges can be: behind all that is written, so that others can read it."""


class FolderTaken(Exception):
    """Another process has the folder; the text is its number, or "" where that cannot be read."""


class FolderLock:
    """`take` it, `release` it; the system releases it when the process is gone.

    Strategy: `flock` where there is one, a locked range of bytes on Windows. A disk that knows no locks (some network disks)
    locks nobody out: that is better than no station.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_FILE
        self._descriptor: int | None = None

    def take(self) -> None:
        """Have the folder.

        Raises:
            FolderTaken: somebody else has it.
            OSError: there is no file to be had in it.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor)
        except BlockingIOError:
            holder = _text(descriptor)
            os.close(descriptor)
            raise FolderTaken(holder) from None
        except OSError:
            os.close(descriptor)
            return
        self._descriptor = descriptor
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.write(descriptor, str(os.getpid()).encode())

    def release(self) -> None:
        """Let others have it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _text(descriptor: int) -> str:
    try:
        found = os.read(descriptor, 20).decode("ascii", "replace")
    except OSError:
        return ""
    return found if found.isdecimal() else ""


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as held:
            raise BlockingIOError from held
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
