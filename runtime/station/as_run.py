"""As-run logs: a row of CSV for everything that was on the air or should have been, written when it is over.

The thread that plays tells what begins; a thread of its own writes, so that a slow disk keeps nobody waiting.
"""

import csv
import io
import logging
import queue
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from runtime.audio.pcm import Segment
from runtime.kernel.events import Event
from runtime.plan import AsRun, NodeId, Station, children_of

from .explain import path_of, planned_for, reasons, shown
from .making import Made

__all__ = ["COLUMNS", "AsRunBook", "AsRunBooks"]

COLUMNS = (
    "planned", "began", "late", "heard", "length", "kind", "artist", "title", "album", "path", "rotation", "outcome",
    "reason",
)  # fmt: skip
"""Times with their zone, lengths in seconds."""

LONGEST_CROSSFADE = 16.0
"""Seconds of a track that may be heard beneath the next one, and so are not counted as missing."""

LITTLE = 0.5
"""Seconds that may be missing of a jingle that was heard whole."""

MOST_WAITING = 1000
"""Rows that wait for the disk."""

FINISH_SECONDS = 3.0

logger = logging.getLogger("legacystream.as_run")


@dataclass(frozen=True, slots=True)
class Airing:
    """Something that is on the air: what, since when, when it was due, where it comes from, and why."""

    segment: Segment
    began: datetime
    due: datetime | None
    rotation: str
    reason: str

    def row(self, end: datetime) -> list[str]:
        """What is written of it when it is over."""
        heard, title = (end - self.began).total_seconds(), self.segment.title
        late = "" if self.due is None else f"{(self.began - self.due).total_seconds():.1f}"
        length = "" if self.segment.duration is None else f"{self.segment.duration:.1f}"
        due = "" if self.due is None else shown_time(self.due.astimezone(self.began.tzinfo))
        about = [self.segment.kind, title.artist, title.title, title.album, self.segment.path, self.rotation]
        return [
            due,
            shown_time(self.began),
            late,
            f"{heard:.1f}",
            length,
            *about,
            self._outcome(heard),
            self.reason,
        ]

    def _outcome(self, heard: float) -> str:
        if self.segment.kind == "floor":
            return "nothing to play"
        missing = LITTLE if self.segment.kind == "jingle" else LONGEST_CROSSFADE
        length = self.segment.duration
        return "cut" if length is not None and heard < length - missing else "played"


class AsRunBook:
    """The as-run log of one source. `begins` and `left_out` never wait."""

    def __init__(self, plan: AsRun, base: Path, wall: Callable[[], datetime]) -> None:
        """Make it from its plan; relative paths begin at `base`, `wall` is the station's date and time."""
        self.plan = plan
        self._pattern = base / Path(plan.path).expanduser()
        self._wall = wall
        self._airing: Airing | None = None
        self._rows: queue.Queue[tuple[datetime, list[str]] | None] = queue.Queue(MOST_WAITING)
        self._trouble = ""
        self._file = Path()
        self._thread = threading.Thread(target=self._write_all, name="as-run log", daemon=True)
        self._thread.start()

    def begins(self, airing: Airing) -> None:
        """Something is on the air, and what was before is over."""
        before = self._airing
        if before is not None and before.segment.id == airing.segment.id:
            return  # after a reload, what plays is told again
        self._airing = airing
        if before is not None:
            self._put(before.began, before.row(airing.began))

    def left_out(self, event: Event) -> None:
        """Something was due and did not play."""
        details = {name: str(value) for name, value in event.details.items()}
        row = dict.fromkeys(COLUMNS, "")
        row |= {"planned": f"{event.at:%Y-%m-%d} {details['due']}", "rotation": details["of"]}
        row |= {"outcome": details["what"], "reason": details["why"]}
        self._put(event.at, list(row.values()))

    def stop(self) -> None:
        """Write what is not written, with what is on the air as far as it came."""
        if self._airing is not None:
            self._put(self._airing.began, self._airing.row(self._wall()))
        with suppress(queue.Full):
            self._rows.put_nowait(None)
        self._thread.join(FINISH_SECONDS)

    def _put(self, at: datetime, row: list[str]) -> None:
        try:
            self._rows.put_nowait((at, row))
        except queue.Full:
            self._tell("the disk is too slow: rows are lost")

    def _write_all(self) -> None:
        while (entry := self._rows.get()) is not None:
            try:
                self._write(*entry)
                self._trouble = ""
            except (OSError, ValueError) as fault:
                self._tell(f"it cannot be written: {getattr(fault, 'strerror', None) or fault}")

    def _write(self, at: datetime, row: list[str]) -> None:
        path = Path(at.strftime(str(self._pattern)))
        new = not path.exists()
        if new:
            path.parent.mkdir(parents=True, exist_ok=True)
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([COLUMNS, row] if new else [row])
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())
        if path != self._file:
            self._file = path
            self._remove_old(at)

    def _remove_old(self, now: datetime) -> None:
        """Delete files whose time is over, when a new one begins."""
        if self.plan.keep is None:
            return
        for path in self._pattern.parent.glob(re.sub(r"%-?[A-Za-z]", "*", self._pattern.name)):
            with suppress(OSError):
                if now.timestamp() - path.stat().st_mtime > self.plan.keep:
                    path.unlink()

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            logger.error('as-run log "%s": %s', self.plan.path, trouble, extra={"origin": self.plan.origin})


class AsRunBooks:
    """The as-run logs of a station; they follow a reload."""

    def __init__(self, base: Path, wall: Callable[[], datetime]) -> None:
        """Keep none yet."""
        self._base = base
        self._wall = wall
        self._books: list[AsRunBook] = []
        self._made: Mapping[NodeId, Made] = {}
        self._below: Mapping[AsRun, frozenset[NodeId]] = {}

    def use(self, station: Station, made: Mapping[NodeId, Made]) -> None:
        """Keep those of a station from now on; one that is the same goes on."""
        plans = [each for each in station.outputs if isinstance(each, AsRun)]
        kept = [book for book in self._books if book.plan in plans]
        for book in self._books:
            if book not in kept:
                book.stop()
        there = [book.plan for book in kept]
        new = [AsRunBook(plan, self._base, self._wall) for plan in plans if plan not in there]
        self._below = {plan: frozenset(below(station, plan.source)) for plan in plans}
        self._made, self._books = made, [*kept, *new]

    def begins(self, source: NodeId, segment: Segment, at: datetime) -> None:
        """Something begins on the mounts of a source; on the thread that plays."""
        books = [book for book in self._books if book.plan.source == source]
        if not books:
            return
        path = [node for node, _ in path_of(self._made, source)]
        airing = Airing(
            segment,
            at,
            planned_for(self._made, source),
            shown(self._made, path[-1]) if path and segment.kind != "floor" else "",
            "; ".join(reasons(self._made, source)),
        )
        for book in books:
            book.begins(airing)

    def heard_of(self, event: Event) -> None:
        """Something was due somewhere; what was left out is written."""
        if event.details.get("what") == "left out":
            for book in self._books:
                if event.source in self._below[book.plan]:
                    book.left_out(event)

    def stop(self) -> None:
        """Write what is not written."""
        for book in self._books:
            book.stop()
        self._books = []


def below(station: Station, node: NodeId) -> Iterator[NodeId]:
    """A source and all it hears."""
    yield node
    for child in children_of(station.sources[node]):
        yield from below(station, child)


def shown_time(moment: datetime) -> str:
    """A time as spreadsheets read it, with tenths of a second."""
    return f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 100_000}{moment:%z}"
