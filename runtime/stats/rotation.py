"""A log file that is begun anew each day and whenever it has grown too large; what is old is thrown away."""

import time
from datetime import date
from pathlib import Path
from typing import TextIO

__all__ = ["MOST_FILES", "RotatingFile"]

MOST_FILES = 1000
"""Files of one name that are kept at most."""


class RotatingFile:
    """Writes lines to `folder/name.log`. Belongs to one thread.

    A file that is put aside is called `name.2026-11-22.1.log`; it is deleted after `keep` seconds.
    """

    def __init__(self, folder: Path, name: str, *, size: int, keep: float, head: str = "") -> None:
        """`head` is what every file begins with; `size` bytes are its bound."""
        self.path = folder / f"{name}.log"
        self._name = name
        self._size = size
        self._keep = keep
        self._head = head
        self._day: date | None = None
        self._file: TextIO | None = None

    def write(self, lines: str, day: date) -> None:
        """Write lines. Raises OSError when the disk is full or the folder not ours."""
        if self._file is None:
            self._open(day)
        assert self._file is not None
        if day != self._day or self._file.tell() >= self._size:
            self._put_aside()
            self._open(day)
        self._file.write(lines)
        self._file.flush()

    def close(self) -> None:
        """Close it."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def clean(self, now: float) -> None:
        """Delete what is too old; `now` is seconds since 1970."""
        aside = sorted(self.path.parent.glob(f"{self._name}.*.log"), key=lambda path: path.stat().st_mtime)
        for number, path in enumerate(aside):
            if now - path.stat().st_mtime > self._keep or number < len(aside) - MOST_FILES:
                path.unlink(missing_ok=True)

    def _open(self, day: date) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists() and (begun := _day_of(self.path)) != day:
            self._day = begun
            self._put_aside()
        self._day = day
        self._file = self.path.open("a", encoding="utf-8", errors="replace", newline="\n")
        if self._file.tell() == 0 and self._head:
            self._file.write(self._head)

    def _put_aside(self) -> None:
        self.close()
        number = 1
        while (path := self.path.with_name(f"{self._name}.{self._day}.{number}.log")).exists():
            number += 1
        self.path.replace(path)


def _day_of(path: Path) -> date:
    """The day of the last line, by the machine's calendar."""
    return date(*time.localtime(path.stat().st_mtime)[:3])
