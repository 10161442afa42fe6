"""The file in the state folder: SQLite with a write-ahead log, every writing on the disk before it counts.

A file that is damaged, or of a later version, is put aside with its log, never deleted; the station begins a new one.
"""

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from .notes import Change, Key

__all__ = ["MEMORY_FILE", "MOST_ASIDE", "VERSION", "Damaged", "MemoryFile", "put_aside"]

MEMORY_FILE = "memory.sqlite3"
"""Its name in the state folder."""

VERSION = 1
"""Of the tables; a later one is not read."""

APPLICATION = 0x4C53_4D45
"""What marks the file as ours: "LSME"."""

BUSY_SECONDS = 2.0
"""How long somebody who looks into the file may keep us waiting."""

MOST_ASIDE = 5
"""Damaged files that are kept; of more, the oldest goes."""

LOG_BYTES = 4 * 1024 * 1024
"""What the log is cut down to, once it has been larger."""

SCHEMA = f"""
BEGIN;
CREATE TABLE IF NOT EXISTS notes (
  name TEXT NOT NULL, kind TEXT NOT NULL, part TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (name, kind, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (
  name TEXT NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (name, kind)) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
PRAGMA application_id = {APPLICATION};
COMMIT;
"""


class Damaged(Exception):
    """The file cannot be understood; the text says why."""


class MemoryFile:
    """The open file, for one thread at a time. Where the disk fails, every method raises OSError or sqlite3.Error."""

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        """Open it, and make it where there is none; without `writable`, only read what is there.

        Raises:
            Damaged: it is none of ours, or not whole.
        """
        self._path = path
        self._base = _connected(path, writable=writable)
        try:
            self._look_whether_ours()
            if writable:
                self._prepare()
        except sqlite3.OperationalError:
            self._base.close()
            raise
        except sqlite3.DatabaseError as fault:
            self._base.close()
            raise Damaged(str(fault)) from fault
        except Damaged:
            self._base.close()
            raise
        self._inode = _inode(path)

    @property
    def there(self) -> bool:
        """Whether it still lies where it was opened."""
        return self._inode == _inode(self._path)

    def read(self) -> dict[Key, dict[str, str]]:
        """All that is written down.

        Raises:
            Damaged: it cannot be read to its end.
        """
        found: dict[Key, dict[str, str]] = {}
        try:
            for name, kind, part, text in self._base.execute("SELECT name, kind, part, text FROM notes"):
                found.setdefault(Key(name, kind), {})[part] = text
        except (sqlite3.DatabaseError, TypeError) as fault:
            raise Damaged(str(fault)) from fault
        return found

    def seen(self) -> dict[Key, float]:
        """When each key was in the script last, in seconds since 1970."""
        return {Key(name, kind): at for name, kind, at in self._base.execute("SELECT * FROM seen")}

    def write(self, changes: Iterable[Change]) -> None:
        """Write all of these, or none; they are on the disk when this returns."""
        try:
            with self._base:
                for key, part, text in changes:
                    if text is None:
                        self._base.execute(
                            "DELETE FROM notes WHERE (name, kind, part) = (?, ?, ?)", (*key, part)
                        )
                    else:
                        self._base.execute("REPLACE INTO notes VALUES (?, ?, ?, ?)", (*key, part, text))
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as fault:
            raise Damaged(str(fault)) from fault

    def saw(self, keys: Iterable[Key], at: float) -> None:
        """These are in the script at this time."""
        with self._base:
            self._base.executemany("REPLACE INTO seen VALUES (?, ?, ?)", [(*key, at) for key in keys])

    def forget(self, keys: Iterable[Key]) -> None:
        """Forget all about these."""
        with self._base:
            for table in ("notes", "seen"):
                self._base.executemany(f"DELETE FROM {table} WHERE (name, kind) = (?, ?)", list(keys))

    def close(self) -> None:
        """Close it; the log is gone with that."""
        with suppress(sqlite3.Error):
            self._base.close()

    def _look_whether_ours(self) -> None:
        (version,) = self._base.execute("PRAGMA user_version").fetchone()
        (application,) = self._base.execute("PRAGMA application_id").fetchone()
        if version > VERSION:
            raise Damaged(f"a later LegacyStream wrote it (version {version}, this one knows {VERSION})")
        if version and application != APPLICATION:
            raise Damaged("it is another program's")
        for (verdict,) in self._base.execute("PRAGMA quick_check(1)").fetchall():
            if verdict != "ok":
                raise Damaged(str(verdict))
        if version:
            _look_at_tables(self._base)

    def _prepare(self) -> None:
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=FULL")
        self._base.execute(f"PRAGMA journal_size_limit={LOG_BYTES}")
        self._base.executescript(SCHEMA)
        _look_at_tables(self._base)
        with suppress(OSError):
            self._path.chmod(0o600)


def put_aside(path: Path, now: datetime) -> Path:
    """Give a file and its log another name; returns the new one. Raises OSError where that cannot be."""
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%d-%H%M%S-%f}")
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.replace(f"{path}{end}", f"{aside}{end}")  # noqa: PTH105 - names with an end, not paths
    kept = sorted(
        each
        for each in path.parent.glob(f"{path.name}.damaged-*")
        if each.name.count("-") == aside.name.count("-")
    )
    for old in kept[:-MOST_ASIDE]:
        for end in ("", "-wal", "-shm"):
            Path(f"{old}{end}").unlink(missing_ok=True)
    return aside


def read_only(path: Path) -> Mapping[Key, Mapping[str, str]]:
    """What stands in a file that may be another's; for those who only look.

    Raises:
        Damaged: it cannot be understood.
        OSError, sqlite3.Error: it cannot be read.
    """
    with closing(MemoryFile(path, writable=False)) as file:
        return file.read()


def _connected(path: Path, *, writable: bool) -> sqlite3.Connection:
    """A connection that any thread may use, one at a time."""
    if writable:
        return sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, check_same_thread=False
    )


def _look_at_tables(base: sqlite3.Connection) -> None:
    try:
        base.execute("SELECT name, kind, part, text FROM notes LIMIT 0")
        base.execute("SELECT name, kind, at FROM seen LIMIT 0")
    except sqlite3.OperationalError as fault:
        raise Damaged(str(fault)) from fault


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return -1
