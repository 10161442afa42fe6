"""The latest file of an address: fetched again and again, examined, and played while it is new enough.

Rules. It is fetched at its moments, and once at the start; what fails is tried again, sooner at first. A file that is
too old, too short, too long, or cannot be decoded to its end is refused, and the last good one stays. Nothing plays
that is older than it may be, not even what was good when it was opened. A failure is told once for each reason; when
nothing came of two moments in a row, that is an error.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

from runtime.audio.errand import Errand, Errands
from runtime.audio.media import Media, OpenFile
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tags import Said
from runtime.audio.track_queue import Busy, Decoded, TrackQueue
from runtime.errors import MediaUnreadable, ScriptFault
from runtime.plan.download import Download
from runtime.plan.moments import last_moment
from runtime.plan.units import NodeId
from runtime.sources.fetched import Answer, Fetch, Shelf, Version, cues_of, examine, flaw_of, name_of
from runtime.sources.opening import Opener
from runtime.sources.reader import ReadingSource, track
from runtime.sources.reasons import duration

__all__ = ["DownloadSource", "DownloadTracks"]

log = logging.getLogger("legacystream.sources")

LOOK = 0.2
"""Seconds between two looks whether something has come, or is due."""

RETRY, RETRY_LATER = 20.0, 120.0
"""Seconds between two tries, at first and after `SOON` of them."""

SOON = 10
"""Tries after which they come less often."""

MISSES = 2
"""Moments in a row of which nothing came, after which it is an error."""


class DownloadSource(ReadingSource):
    """`download(…)`."""

    def __init__(
        self,
        plan: Download,
        *,
        node: NodeId,
        folder: Path,
        media: Media,
        pcm: PcmFormat,
        clock: Callable[[], float],
        wall: Callable[[], datetime],
        fetch: Fetch,
    ) -> None:
        """Make it from its plan.

        Args:
            plan: the node.
            node: its id.
            folder: where files are kept.
            media: how they are opened and read.
            pcm: the programme's format.
            clock: seconds that only go forward.
            wall: the station's date and time.
            fetch: asks another server for a file.
        """
        self._tracks = DownloadTracks(plan, node, Shelf(folder, plan.url.text), media, pcm, wall, fetch)
        super().__init__(node, plan.origin, self._tracks, media, clock)
        self._tracks.queue = self._queue

    @property
    def ready(self) -> bool:
        """Whether there is a file that is new enough, or one plays."""
        return super().ready and not self._too_old()

    def pull(self, max_samples: int) -> Block | None:
        """More of the file; one that has become too old is not begun."""
        return None if self._too_old() else super().pull(max_samples)

    def _too_old(self) -> bool:
        segment = self._queue.now_playing
        return segment in self._queue.unheard and not self._tracks.is_fresh


@dataclass(frozen=True, slots=True)
class _Arrived:
    """What came of a fetch."""

    version: Version | None
    problem: str = ""


class DownloadTracks:
    """What was fetched, opened; lives in the thread that reads ahead. `queue` is the one it fills."""

    def __init__(
        self,
        plan: Download,
        node: NodeId,
        shelf: Shelf,
        media: Media,
        pcm: PcmFormat,
        wall: Callable[[], datetime],
        fetch: Fetch,
    ) -> None:
        self.queue: TrackQueue | None = None
        self._plan = plan
        self._node = node
        self._shelf = shelf
        self._media = media
        self._pcm = pcm
        self._wall = wall
        self._fetch = fetch
        self._shown = name_of(plan.url.text)
        self._errands: Errands = media.errands(node)
        self._opener: Opener[OpenFile] = Opener(self._errands, self._say)
        self._version: Version | None = None
        self._opening: Version | None = None
        self._opened: Version | None = None
        self._first: Errand[Version | None] | None = None
        self._asked: Future[Answer] | None = None
        self._examining: Errand[_Arrived] | None = None
        self._done_for: datetime | None = None
        self._trying_for: datetime | None = None
        self._tries = 0
        self._misses = 0
        self._again = 0.0
        self._trouble = ""
        self._numbers = count(1)

    @property
    def is_fresh(self) -> bool:
        """Whether what is open is new enough now. From any thread."""
        return self._opened is not None and self._fresh(self._opened)

    def open_next(self, now: float) -> tuple[Segment, Decoded] | Busy | float:
        """See to what is fetched, and open what is there; or say when to look again."""
        if self._first is None:
            self._first = self._errands.send(self._shelf.last, lambda _: None)
        if not self._first.done:
            return LOOK
        if self._version is None and not self._tries:
            self._version = self._first.result()
        self._look_after_fetching(now)
        if self._opener.waiting:
            return self._look_at_file(now)
        return self._begin(now)

    def finished(self, segment: Segment, decoded: Decoded, error: Exception | None) -> None:
        """It was read to its end before; what is wrong now is the disk's."""

    # ---- fetching ---------------------------------------------------------------------------------------------------------

    def _look_after_fetching(self, now: float) -> None:
        if self._examining is not None:
            if self._examining.done:
                self._arrived(self._examining, now)
        elif self._asked is not None:
            if self._asked.done():
                self._answered(self._asked, now)
        else:
            self._ask_when_due(now)

    def _ask_when_due(self, now: float) -> None:
        moment = last_moment(self._plan.moments, self._wall())
        if moment == self._done_for:
            return
        if moment != self._trying_for:
            self._new_moment(moment)
        elif now < self._again:
            return
        self._tries += 1
        known = self._version.etag if self._version is not None else ""
        self._asked = self._fetch(self._plan.url.text, self._shelf.part, known)

    def _new_moment(self, moment: datetime) -> None:
        missed = self._trying_for is not None and self._trying_for != self._done_for
        self._misses = self._misses + 1 if missed else 0
        if self._misses == MISSES:
            self._say("nothing came of it %d times in a row: %s", MISSES, self._trouble, level=logging.ERROR)
        self._trying_for, self._tries = moment, 0

    def _answered(self, asked: "Future[Answer]", now: float) -> None:
        self._asked = None
        try:
            answer = asked.result()
        except ScriptFault as fault:
            self._failed(str(fault), now)
            return
        self._examining = self._errands.send(partial(self._examined, answer), lambda _: None)

    def _examined(self, answer: Answer) -> _Arrived:
        """What an answer is good for; runs aside."""
        before, now = self._version, self._wall().timestamp()
        if not answer.new:
            return _Arrived(
                before, "" if before is not None and self._fresh(before) else "there is no new one"
            )
        try:
            found = examine(self._media.open(self._shelf.part, self._shown), self._pcm)
            if problem := flaw_of(found, self._plan.least, self._plan.most):
                return _Arrived(None, problem)
            version = self._shelf.keep(found, answer, now, before)
        except (MediaUnreadable, OSError) as fault:
            return _Arrived(None, fault.reason if isinstance(fault, MediaUnreadable) else str(fault.strerror))
        if not self._fresh(version):
            age = duration(now - version.made)
            return _Arrived(version, f"it is {age} old, and may be {duration(self._plan.newest)} old")
        return _Arrived(version)

    def _arrived(self, examining: Errand[_Arrived], now: float) -> None:
        self._examining = None
        arrived = examining.result()
        self._version = arrived.version or self._version
        if arrived.problem:
            self._failed(arrived.problem, now)
            return
        self._done_for = self._trying_for
        if self._trouble:
            self._trouble = ""
            self._say("there is a new one again")

    def _failed(self, reason: str, now: float) -> None:
        wait = RETRY if self._tries < SOON else RETRY_LATER
        self._again = now + wait
        if reason != self._trouble:
            self._trouble = reason
            self._say("%s; trying again every %g s", reason, wait)

    def _fresh(self, version: Version) -> bool:
        return self._wall().timestamp() - version.made <= self._plan.newest

    # ---- opening ----------------------------------------------------------------------------------------------------------

    def _begin(self, now: float) -> Busy | float:
        """Open the latest version, unless it is open already and waits for its turn."""
        version, waiting = self._version, self._waiting()
        if waiting and (self._opened is not version or not self.is_fresh):
            self._drop(waiting)
        elif waiting:
            return LOOK
        if version is None or not self._fresh(version) or not self._opener.free:
            return LOOK
        said = Said(cues_of(version) if self._plan.trim else {})
        self._opening = version
        self._opener.open(
            partial(self._media.open, self._shelf.path(version), self._shown, said), self._shown, now
        )
        return Busy(0.01)

    def _look_at_file(self, now: float) -> tuple[Segment, Decoded] | Busy | float:
        match self._opener.outcome(now):
            case MediaUnreadable() as fault:
                self._failed(fault.reason, now)
                return RETRY
            case Busy() | float() as wait:
                return wait
            case None:
                return RETRY
            case file:
                self._opened = self._opening
                self._tidy()
                return track(
                    f"{self._node}/{next(self._numbers)}", file, self._shown, self._plan.origin
                ), file

    def _tidy(self) -> None:
        """The versions before the one that was opened are closed by now."""
        if self._opened is not None:
            self._errands.send(partial(self._shelf.tidy, self._opened), lambda _: None)

    def _waiting(self) -> Sequence[Segment]:
        return self.queue.unheard if self.queue is not None else ()

    def _drop(self, waiting: Sequence[Segment]) -> None:
        for segment in waiting:
            if self.queue is not None:
                self.queue.drop(segment.id)

    def _say(self, text: str, *values: object, level: int = logging.WARNING) -> None:
        log.log(level, 'download "%s": %s', self._shown, text % values, extra={"origin": self._plan.origin})
