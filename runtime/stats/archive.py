"""The sessions and titles that a station remembers: one SQLite file in its state folder.

One thread writes, in batches; any program may read it meanwhile (`lss export` does).
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["ARCHIVE", "MOST_ROWS", "Archive", "PlayRow", "SessionRow", "read_plays", "read_sessions"]

ARCHIVE = "sessions.sqlite3"
"""Its name in the state folder."""

MOST_ROWS = 5_000_000
"""Sessions that are kept at most, whatever their age: about 1 GiB."""

BUSY_SECONDS = 10.0

SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
  began REAL NOT NULL, seconds REAL NOT NULL, mount TEXT NOT NULL, bytes INTEGER NOT NULL, address TEXT NOT NULL,
  who INTEGER NOT NULL, agent TEXT NOT NULL, referer TEXT NOT NULL, user TEXT NOT NULL, protocol TEXT NOT NULL,
  reason TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS sessions_began ON sessions (began);
CREATE TABLE IF NOT EXISTS plays (
  began REAL NOT NULL, mount TEXT NOT NULL, artist TEXT NOT NULL, title TEXT NOT NULL, listeners INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS plays_began ON plays (began);
"""


class SessionRow(NamedTuple):
    """A listener who has gone.

    `began` is seconds since 1970; `who` a number that is the same for the same address and player within a day, 0 where
    addresses are not kept in any form.
    """

    began: float
    seconds: float
    mount: str
    bytes: int
    address: str
    who: int
    agent: str
    referer: str
    user: str
    protocol: str
    reason: str


class PlayRow(NamedTuple):
    """A title that began on a mount, and how many heard that."""

    began: float
    mount: str
    artist: str
    title: str
    listeners: int


class Archive:
    """The file, for the thread that writes it. Every method raises OSError or sqlite3.Error when that cannot be."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, timeout=BUSY_SECONDS)
        path.chmod(0o600)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.executescript(SCHEMA)

    def add(self, sessions: Iterable[SessionRow], plays: Iterable[PlayRow]) -> None:
        """Keep these."""
        with self._base:
            self._base.executemany(f"INSERT INTO sessions VALUES ({_marks(SessionRow)})", sessions)
            self._base.executemany(f"INSERT INTO plays VALUES ({_marks(PlayRow)})", plays)

    def clean(self, before: float, most: int = MOST_ROWS) -> None:
        """Forget what began before a moment, and the oldest beyond `most`."""
        with self._base:
            self._base.execute("DELETE FROM sessions WHERE began < ?", (before,))
            self._base.execute("DELETE FROM plays WHERE began < ?", (before,))
            for table in ("sessions", "plays"):
                self._base.execute(
                    f"DELETE FROM {table} WHERE rowid <= (SELECT max(rowid) FROM {table}) - ?", (most,)
                )

    def listeners_since(self, moment: float) -> list[int]:
        """The numbers of those who began since a moment, each once."""
        found = self._base.execute(
            "SELECT DISTINCT who FROM sessions WHERE began >= ? AND who != 0", (moment,)
        )
        return [number for (number,) in found]

    def close(self) -> None:
        """Close the file."""
        self._base.close()


def read_sessions(path: Path, since: float, until: float) -> Iterator[SessionRow]:
    """The sessions that began within a time, oldest first. Raises sqlite3.Error for a file that is none."""
    columns = ", ".join(SessionRow._fields)
    for row in _read(
        path, f"SELECT {columns} FROM sessions WHERE began >= ? AND began < ? ORDER BY began", since, until
    ):
        yield SessionRow(*row)


def read_plays(path: Path, since: float, until: float) -> Iterator[PlayRow]:
    """The titles that began within a time, oldest first."""
    columns = ", ".join(PlayRow._fields)
    for row in _read(
        path, f"SELECT {columns} FROM plays WHERE began >= ? AND began < ? ORDER BY began", since, until
    ):
        yield PlayRow(*row)


def _read(path: Path, query: str, since: float, until: float) -> Iterator[tuple]:  # type: ignore[type-arg]
    base = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        yield from base.execute(query, (since, until))
    finally:
        base.close()


def _marks(kind: type[SessionRow] | type[PlayRow]) -> str:
    return ", ".join("?" * len(kind._fields))
