"""What is remembered, on paper: the notebook, and the file that is kept in step with it.

A disk that fails costs memory and nothing else: it is told once, tried again, and heals by itself.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from .file import MEMORY_FILE, Damaged, MemoryFile, put_aside, read_only
from .notes import END, MOST_ABSENT, Change, Key, Notebook, Parts

__all__ = ["DAY", "KEEP_DAYS", "Record", "too_old"]

KEEP_DAYS = 30
"""Days for which something is remembered that is not in the script any more."""

DAY = 86_400.0
"""Seconds; how often it is looked what is too old."""

logger = logging.getLogger("legacystream.memory")


class Record:
    """`open` it, `write` to it, `close` it: for one thread, but for `parts`, which any may ask.

    Args:
        folder: the state folder.
        wall: the date and time.
    """

    def __init__(self, folder: Path, wall: Callable[[], datetime]) -> None:
        self._folder = folder
        self._path = folder / MEMORY_FILE
        self._wall = wall
        self._notebook = Notebook()
        self._file: MemoryFile | None = None
        self._lock = threading.Lock()
        self._trouble = ""
        self._aged: tuple[float, frozenset[Key]] | None = None
        self._told_large: set[tuple[Key, str]] = set()

    @property
    def ended_well(self) -> bool:
        """Whether the station that wrote it last came to its end as it should."""
        with self._lock:
            return END in self._notebook.texts

    def parts(self, key: Key) -> dict[str, object]:
        """What is written under a key."""
        with self._lock:
            return dict(self._notebook.parts(key))

    def open(self) -> bool:
        """Read what an earlier station has left; says whether it can be written to. What is wrong is told."""
        try:
            self._open_file()
        except (OSError, sqlite3.Error) as fault:
            self._failed(fault)
            self._read_only()
            return False
        return True

    def write(self, now: Mapping[Key, Parts]) -> bool:
        """Have all of this on the disk; says whether it is. What is wrong is told, once."""
        with self._lock:
            changes = self._notebook.changes(now)
        self._tell_large()
        try:
            self._write_or_begin_anew(changes, now)
        except (OSError, sqlite3.Error) as fault:
            self._forsake()
            self._failed(fault)
            return False
        if self._trouble:
            self._trouble = ""
            logger.warning("what the station remembers is written again")
        return True

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    # ---- writing -----------------------------------------------------------------------------------------------------------

    def _write_or_begin_anew(self, changes: list[Change], now: Mapping[Key, Parts]) -> None:
        try:
            self._write(changes, now)
        except Damaged as fault:
            self._put_aside(fault)
            self._forsake()
            self._write(changes, now)

    def _write(self, changes: list[Change], now: Mapping[Key, Parts]) -> None:
        if self._file is not None and not self._file.there:
            self._forsake()
        if self._file is None:
            self._open_file(known=True)
            with self._lock:
                changes = self._notebook.changes(now)
        assert self._file is not None
        if changes:
            self._file.write(changes)
        with self._lock:
            self._notebook.written(changes, now)
        self._age(self._file, frozenset(now))

    def _failed(self, fault: Exception) -> None:
        words = str(getattr(fault, "strerror", None) or fault)
        if words != self._trouble:
            self._trouble = words
            logger.warning(
                "what the station remembers cannot be written to %s: %s; it plays on, and tries again",
                self._folder,
                words,
            )

    def _tell_large(self) -> None:
        for key, part in self._notebook.too_large - self._told_large:
            self._told_large.add((key, part))
            logger.warning('"%s" has too much to remember; its %s is not kept', key.name, part)

    # ---- the file ----------------------------------------------------------------------------------------------------------

    def _open_file(self, *, known: bool = False) -> None:
        """Open the file, a new one where it is damaged; what is `known` already is not read, and is to be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._file, texts = _opened(self._path)
        except Damaged as fault:
            self._put_aside(fault)
            self._file, texts = _opened(self._path)
        with self._lock:
            if known:
                self._notebook.write_anew()
            else:
                self._notebook = Notebook(texts)

    def _put_aside(self, fault: Damaged) -> None:
        self.close()
        aside = put_aside(self._path, self._wall())
        logger.warning(
            "what the station remembered cannot be read (%s); the file is put aside as %s, and a new one begun",
            fault,
            aside.name,
        )

    def _read_only(self) -> None:
        """Know at least what stands in a folder that cannot be written to."""
        try:
            texts = read_only(self._path)
        except (OSError, sqlite3.Error, Damaged):
            return
        with self._lock:
            self._notebook = Notebook({key: dict(parts) for key, parts in texts.items()})

    def _forsake(self) -> None:
        """Open the file anew the next time, and write everything."""
        self.close()
        self._file = None

    # ---- forgetting --------------------------------------------------------------------------------------------------------

    def _age(self, file: MemoryFile, present: frozenset[Key]) -> None:
        """Take down what is in the script, once a day and after each change, and forget what has not been for long."""
        now = self._wall().timestamp()
        if self._aged is not None and self._aged[1] == present and 0 <= now - self._aged[0] < DAY:
            return
        file.saw(present, now)
        absent = [key for key in self._notebook.texts if key not in present]
        seen = file.seen()
        file.saw([key for key in absent if key not in seen], now)
        gone = too_old(absent, seen, now)
        if gone:
            file.forget(gone)
            with self._lock:
                self._notebook.forget(gone)
        self._aged = now, present


def too_old(absent: Iterable[Key], seen: Mapping[Key, float], now: float) -> list[Key]:
    """What is forgotten of what is not in the script: what was not seen for `KEEP_DAYS`, and the oldest of too many."""
    newest = sorted(absent, key=lambda key: seen.get(key, now), reverse=True)
    return [
        key
        for number, key in enumerate(newest)
        if number >= MOST_ABSENT or now - seen.get(key, now) > KEEP_DAYS * DAY
    ]


def _opened(path: Path) -> tuple[MemoryFile, dict[Key, dict[str, str]]]:
    file = MemoryFile(path)
    try:
        return file, file.read()
    except BaseException:
        file.close()
        raise
