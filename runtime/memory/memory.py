"""The station's memory while it runs: looks every half a second what has changed, and has it on the disk.

Strategy. One thread, away from the sound. It has the thread that plays say what there is to remember, between two blocks, so
that all of it is of one moment; the record compares, writes what has changed in one transaction, and waits for the disk. Who
must know that something is safe asks `kept`: then it looks at once. Everybody who asks meanwhile shares the next writing.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from .notes import END, RUNNING, Key, Parts, Remembers, plain
from .record import Record

__all__ = ["BEAT", "CLOSE_SECONDS", "Look", "Memory"]

BEAT = 0.5
"""Seconds between two looks; what a kill can cost of positions, with the time of writing."""

RETRY_BEATS = 20
"""Beats between two tries to write to a disk that fails, where nobody asks."""

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
        self._record = Record(folder, wall) if folder is not None else None
        self._things: Mapping[Key, Remembers] = {}
        self._look: Look = _at_once
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._asked: list[Future[bool]] = []
        self._thread: threading.Thread | None = None
        self._rest = 0

    # ---- what the station asks --------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Read what an earlier station has left. Blocks on the disk; what is wrong with it is told, and costs only memory."""
        if self._record is not None and not self._record.open():
            self._rest = RETRY_BEATS

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
        if self._record is None:
            return {}
        parts = self._record.parts(key)
        playing = parts.get(RUNNING)
        if self._record.ended_well and isinstance(playing, list) and playing:
            parts[RUNNING] = [*playing[:-1], -1]
        return parts

    def use(self, things: Mapping[Key, Remembers]) -> None:
        """From now on these are remembered; what others knew is kept for a while."""
        self._things = dict(things)

    def start(self, look: Look) -> None:
        """Begin to write; `look` has things say what they remember, in the thread that they belong to."""
        self._look = look
        if self._record is not None:
            self._thread = threading.Thread(target=self._run, args=[self._record], name="memory", daemon=True)
            self._thread.start()

    def kept(self) -> "Future[bool]":
        """Have all that is known now written; the answer tells, later, whether it is safe on the disk."""
        answer: Future[bool] = Future()
        if self._thread is None:
            answer.set_result(self._record is None)
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
        elif self._record is not None:
            self._record.close()

    # ---- the thread ---------------------------------------------------------------------------------------------------------

    def _run(self, record: Record) -> None:
        while not self._stopping.is_set():
            self._wake.wait(self._beat)
            self._wake.clear()
            self._serve()
        self._serve(asked=True)
        record.close()

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
        if self._record is None or (self._rest and not asked):
            return self._record is None
        now = self._remembered()
        if now is None:
            return False
        done = self._record.write(now)
        self._rest = self._rest if done else RETRY_BEATS
        return done

    def _remembered(self) -> dict[Key, Parts] | None:
        """What everybody remembers at this moment; None where that cannot be told."""
        things = self._things
        try:
            now: dict[Key, Parts] = self._look(
                lambda: {key: thing.remembered() for key, thing in things.items()}
            )
        except Exception as fault:  # whoever is to say it is busy, or wrong: the next look may be better  # noqa: BLE001
            logger.debug("what is remembered could not be asked for: %r", fault)
            return None
        now[END] = {"well": True} if self._stopping.is_set() else {}
        return now


def _at_once(what: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever it gives
    return what()
