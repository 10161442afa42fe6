"""Writes down, in a thread of its own, what is not to be waited for: lines of logs, sessions, titles.

A disk that is full or gone costs what could not be written, is told once, and heals by itself.
"""

import logging
import queue
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from .archive import Archive, PlayRow, SessionRow
from .rotation import RotatingFile

__all__ = ["BATCH", "CLEAN_SECONDS", "MOST_WAITING", "Scribe"]

MOST_WAITING = 20_000
"""Lines and rows that wait for the disk; more are dropped and counted."""

BATCH = 2_000
"""Lines and rows that are written at once."""

CLEAN_SECONDS = 3600.0
"""How often what is too old is deleted."""

CLOSE_SECONDS = 3.0

logger = logging.getLogger("legacystream.logs")

Line = tuple[str, str]
"""The name of a file, and what goes into it."""

Entry = Line | SessionRow | PlayRow


class Scribe:
    """`start`, then hand it what is to be written from any thread; `stop` writes the rest.

    Args:
        files: by name.
        archive: the file of sessions; None keeps none.
        keep: seconds for which sessions are kept.
        wall: the station's date and time.
        restored: is told, once, of the listeners of today who are in the archive already; from the scribe's thread.
    """

    def __init__(
        self,
        files: Mapping[str, RotatingFile],
        archive: Path | None,
        keep: float,
        wall: Callable[[], datetime],
        restored: Callable[[list[int]], None] = lambda _listeners: None,
    ) -> None:
        self.dropped = 0
        self._files = dict(files)
        self._archive_path = archive
        self._archive: Archive | None = None
        self._keep = keep
        self._wall = wall
        self._restored = restored
        self._waiting: queue.Queue[Entry | None] = queue.Queue(MOST_WAITING)
        self._cleaned = 0.0
        self._told = ""
        self._thread = threading.Thread(target=self._run, name="logs", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def write(self, entry: Entry) -> None:
        """Have this written; never waits."""
        try:
            self._waiting.put_nowait(entry)
        except queue.Full:
            self.dropped += 1

    def stop(self) -> None:
        """Write what waits, for a few seconds at most, and close the files."""
        try:
            self._waiting.put(None, timeout=CLOSE_SECONDS)
        except queue.Full:
            return
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        self._try(self._open)
        while True:
            batch, over = self._next()
            if batch:
                self._try(lambda batch=batch: self._keep_batch(batch))  # type: ignore[misc]
            self._try(self._clean)
            if over:
                break
        for file in self._files.values():
            file.close()
        if self._archive is not None:
            self._archive.close()

    def _next(self) -> tuple[list[Entry], bool]:
        """What waits, a batch at most; and whether that was the last."""
        batch: list[Entry] = []
        entry = self._first()
        while entry is not None:
            batch.append(entry)
            if len(batch) >= BATCH:
                return batch, False
            try:
                entry = self._waiting.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _first(self) -> Entry | None:
        return self._waiting.get()

    def _open(self) -> None:
        if self._archive is None and self._archive_path is not None:
            self._archive = Archive(self._archive_path)
            midnight = self._wall().replace(hour=0, minute=0, second=0, microsecond=0)
            self._restored(self._archive.listeners_since(midnight.timestamp()))

    def _keep_batch(self, batch: list[Entry]) -> None:
        lines: defaultdict[str, list[str]] = defaultdict(list)
        sessions: list[SessionRow] = []
        plays: list[PlayRow] = []
        for entry in batch:
            match entry:
                case SessionRow():
                    sessions.append(entry)
                case PlayRow():
                    plays.append(entry)
                case (name, line) if name in self._files:
                    lines[name].append(line)
        day = self._wall().date()
        for name, texts in lines.items():
            self._files[name].write("".join(texts), day)
        self._open()
        if self._archive is not None and (sessions or plays):
            self._archive.add(sessions, plays)
        self._told = ""

    def _clean(self) -> None:
        now = self._wall().timestamp()
        if now - self._cleaned < CLEAN_SECONDS:
            return
        self._cleaned = now
        for file in self._files.values():
            file.clean(now)
        if self._archive is not None:
            self._archive.clean(now - self._keep)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (OSError, sqlite3.Error) as wrong:
            words = f"the logs cannot be written: {getattr(wrong, 'strerror', None) or wrong}"
            if words != self._told:
                self._told = words
                logger.warning("%s; what could not be written is lost, the station plays on", words)
