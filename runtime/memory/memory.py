"""The station's memory while it runs: looks once a second what has changed, and has it on the disk.

Strategy. One thread, away from the sound. It has the thread that plays say what there is to remember, between two blocks, so
that all of it is of one moment; it compares, writes what has changed in one transaction, and waits for the disk alone. Who must
know that something is safe asks `kept`: then it looks at once. Everybody who asks meanwhile shares the next writing.

A disk that fails costs memory and nothing else: it is told once, tried again, and heals by itself.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from .file import MEMORY_FILE, Damaged, MemoryFile, put_aside
from .notes import END, MOST_ABSENT, RUNNING, Change, Key, Notebook, Parts, Remembers, plain

__all__ = ["BEAT", "CLOSE_SECONDS", "DAY", "KEEP_DAYS", "Look", "Memory"]

BEAT = 0.5
"""Seconds between two looks; what a kill can cost of positions, with the time of writing."""

RETRY_BEATS = 20
"""Beats between two tries to write to a disk that fails, where nobody asks."""

KEEP_DAYS = 30
"""Days for which something is remembered that is not in the script any more."""

DAY = 86_400.0
"""Seconds; how often it is looked what is too old."""

CLOSE_SECONDS = 3.0
"""How long the end of a station waits for the disk."""

Look: TypeAlias = Callable[[Callable[[], Any]], Any]
"""Has something done where the things belong that remember, and gives what came of it; raises where that is not to be."""

logger = logging.getLogger("legacystream.memory")


class Memory:
    """`open` it, `use` it, `start` it; `stop` writes the rest. Without a folder it only hands on from one script to the next.

    Args:
        folder: the state folder.
        wall: the date and time.
        beat: seconds between two looks.
    """

    def __init__(self, folder: Path | None, wall: Callable[[], datetime], beat: float = BEAT) -> None:
        self._beat = beat
        self._folder = folder
        self._wall = wall
        self._notebook = Notebook()
        self._file: MemoryFile | None = None
        self._things: Mapping[Key, Remembers] = {}
        self._look: Look = _at_once
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._asked: list[Future[bool]] = []
        self._thread: threading.Thread | None = None
        self._trouble = ""
        self._rest = 0
        self._aged_at: float | None = None
        self._told_large: set[tuple[Key, str]] = set()

    # ---- what the station asks --------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Read what an earlier station has left. Blocks on the disk; what is wrong with it is told, and costs only memory."""
        if self._folder is None:
            return
        try:
            self._open_file()
        except (OSError, sqlite3.Error) as fault:
            self._failed(fault)
            self._read_only()

    def remind(self, key: Key, thing: Remembers) -> None:
        """Have a new thing know what the one before it knows, or what is written down; before it is started."""
        before = self._things.get(key)
        if before is thing:
            return
        try:
            if before is not None:
                parts = plain(self._look(before.remembered))
                parts.pop(RUNNING, None)  # that plays on in the other
            else:
                parts = self._written(key)
            if parts:
                thing.recall(parts)
        except Exception as fault:  # what is not understood is not known; the station plays  # noqa: BLE001
            logger.warning('what "%s" remembered is not understood (%s); it begins anew', key.name, fault)

    def _written(self, key: Key) -> dict[str, object]:
        """What an earlier station has left under a key; where it did not break off, what played has not begun anew yet."""
        with self._lock:
            parts = dict(self._notebook.parts(key))
            ended_well = END in self._notebook.texts
        playing = parts.get(RUNNING)
        if ended_well and isinstance(playing, list) and playing:
            parts[RUNNING] = [*playing[:-1], -1]
        return parts

    def use(self, things: Mapping[Key, Remembers]) -> None:
        """From now on these are remembered; what others knew is kept for a while."""
        self._things = dict(things)
        self._aged_at = None

    def start(self, look: Look) -> None:
        """Begin to write; `look` has things say what they remember, in the thread that they belong to."""
        self._look = look
        if self._folder is not None:
            self._thread = threading.Thread(target=self._run, name="memory", daemon=True)
            self._thread.start()

    def kept(self) -> "Future[bool]":
        """Have all that is known now written; the answer tells, later, whether it is safe on the disk."""
        answer: Future[bool] = Future()
        if self._thread is None:
            answer.set_result(self._folder is None)
            return answer
        with self._lock:
            self._asked.append(answer)
        self._wake.set()
        return answer

    def stop(self) -> None:
        """Write the rest, of things that nobody changes any more, and close the file. Waits a bounded time."""
        self._look = _at_once
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(CLOSE_SECONDS)
        elif self._file is not None:
            self._file.close()

    # ---- the thread ---------------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(self._beat)
            self._wake.clear()
            self._serve()
        self._serve(asked=True)
        if self._file is not None:
            self._file.close()

    def _serve(self, *, asked: bool = False) -> None:
        """One writing, and an answer for everybody who had asked before it."""
        with self._lock:
            waiting, self._asked = self._asked, []
        done = self.note_down(asked=asked or bool(waiting))
        for answer in waiting:
            if answer.set_running_or_notify_cancel():
                answer.set_result(done)

    def note_down(self, *, asked: bool = True) -> bool:
        """Write what has changed; says whether all is on the disk. A disk that fails is tried seldom, where nobody `asked`."""
        self._rest = max(0, self._rest - 1)
        if self._folder is None or (self._rest and not asked):
            return self._folder is None
        things = self._things
        try:
            now: dict[Key, Parts] = self._look(
                lambda: {key: thing.remembered() for key, thing in things.items()}
            )
        except Exception as fault:  # whoever is to say it is busy, or wrong: the next look may be better  # noqa: BLE001
            logger.debug("what is remembered could not be asked for: %r", fault)
            return False
        now[END] = {"well": True} if self._stopping.is_set() else {}
        return self._try_to_write(now)

    def _try_to_write(self, now: Mapping[Key, Parts]) -> bool:
        with self._lock:
            changes = self._notebook.changes(now)
        self._tell_large()
        try:
            try:
                self._write(changes, now)
            except Damaged as fault:
                self._put_aside(fault)
                self._forsake()
                self._write(changes, now)
        except (OSError, sqlite3.Error) as fault:
            self._forsake()
            self._failed(fault)
            return False
        if self._trouble:
            self._trouble = ""
            logger.warning("what the station remembers is written again")
        return True

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
        self._age(self._file)

    # ---- the file ----------------------------------------------------------------------------------------------------------

    def _open_file(self, *, known: bool = False) -> None:
        """Open the file, a new one where it is damaged; what is `known` already is not read, and is to be written."""
        assert self._folder is not None
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / MEMORY_FILE
        try:
            self._file, texts = _opened(path)
        except Damaged as fault:
            self._put_aside(fault)
            self._file, texts = _opened(path)
        with self._lock:
            if known:
                self._notebook.write_anew()
            else:
                self._notebook = Notebook(texts)

    def _put_aside(self, fault: Damaged) -> None:
        assert self._folder is not None
        if self._file is not None:
            self._file.close()
        aside = put_aside(self._folder / MEMORY_FILE, self._wall())
        logger.warning(
            "what the station remembered cannot be read (%s); the file is put aside as %s, and a new one begun",
            fault,
            aside.name,
        )

    def _read_only(self) -> None:
        """Know at least what stands in a folder that cannot be written to."""
        assert self._folder is not None
        try:
            file = MemoryFile(self._folder / MEMORY_FILE, writable=False)
        except (OSError, sqlite3.Error, Damaged):
            return
        try:
            self._notebook = Notebook(file.read())
        except (OSError, sqlite3.Error, Damaged):
            return
        finally:
            file.close()

    def _forsake(self) -> None:
        """Open the file anew the next time, and write everything."""
        if self._file is not None:
            self._file.close()
        self._file = None

    def _failed(self, fault: Exception) -> None:
        self._rest = RETRY_BEATS
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

    # ---- forgetting --------------------------------------------------------------------------------------------------------

    def _age(self, file: MemoryFile) -> None:
        """Take down what is in the script, once a day and after each change, and forget what has not been for long."""
        now = self._wall().timestamp()
        if self._aged_at is not None and 0 <= now - self._aged_at < DAY:
            return
        present = {*self._things, END}
        file.saw(present, now)
        absent = [key for key in self._notebook.texts if key not in present]
        seen = file.seen()
        file.saw([key for key in absent if key not in seen], now)
        gone = too_old(absent, seen, now)
        if gone:
            file.forget(gone)
            with self._lock:
                self._notebook.forget(gone)
        self._aged_at = now


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


def _at_once(what: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever it gives
    return what()
