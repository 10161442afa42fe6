"""Tracks that people and programs ask for, one after the other.

Rules. Each request has a number that it keeps. What was asked for first plays first; who may, puts a request elsewhere in the
line, or takes it out, until it plays. The request that is next is opened ahead, and is still the first of the line. One that
cannot be opened is told, and the next one plays. The line is bounded; who finds it full is told so.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from runtime.audio.errand import Errands
from runtime.audio.media import Media
from runtime.audio.pcm import Block, Segment
from runtime.audio.track_queue import Busy, Decoded
from runtime.errors import MediaUnreadable
from runtime.plan.request import RequestQueue
from runtime.plan.units import NodeId
from runtime.sources.opening import POLL
from runtime.sources.reader import ReadingSource, track
from runtime.sources.wanted import Wanted, WantedOpener, wanted

__all__ = ["MOST_WAITING", "Line", "QueueFull", "Request", "RequestQueueSource"]

log = logging.getLogger("legacystream.sources")

MOST_WAITING = 1000
"""Requests of one queue."""

LOOK = 0.1
"""Seconds between two looks whether somebody asked for something."""


class QueueFull(Exception):
    """There are `MOST_WAITING` requests already."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for: its number in this queue, what he wrote, and what that names."""

    id: int
    uri: str
    track: Wanted


class Line:
    """The requests that wait. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Request] = []
        self._numbers = count(1)

    def push(self, uri: str, place: int | None = None) -> Request:
        """Ask for a track: behind all others, or at a place (0 is the first).

        Raises:
            MediaUnreadable: it names no track, in words.
            QueueFull: there are too many.
        """
        track = wanted(uri)
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                raise QueueFull(f"{MOST_WAITING} requests wait already")
            request = Request(next(self._numbers), uri.strip(), track)
            self._waiting.insert(len(self._waiting) if place is None else max(0, place), request)
        return request

    def waiting(self) -> Sequence[Request]:
        """The line as it is."""
        with self._lock:
            return tuple(self._waiting)

    def move(self, number: int, place: int) -> bool:
        """Put a request elsewhere; says whether it was in the line."""
        with self._lock:
            request = self._find(number)
            if request is None:
                return False
            self._waiting.remove(request)
            self._waiting.insert(max(0, place), request)
            return True

    def remove(self, number: int) -> Request | None:
        """Take a request out; None when it is not in the line."""
        with self._lock:
            request = self._find(number)
            if request is not None:
                self._waiting.remove(request)
            return request

    def take(self) -> Request | None:
        """The first request, which is in the line no more."""
        with self._lock:
            return self._waiting.pop(0) if self._waiting else None

    def _find(self, number: int) -> Request | None:
        return next((each for each in self._waiting if each.id == number), None)


class RequestQueueSource(ReadingSource):
    """`request.queue(…)`. `push`, `insert`, `move`, `remove` and `waiting` may be called from any thread."""

    def __init__(
        self,
        plan: RequestQueue,
        *,
        node: NodeId,
        base: Path,
        media: Media,
        clock: Callable[[], float],
        errands: Errands | None = None,
    ) -> None:
        """Make it from its plan; relative paths begin at `base`, `clock` gives seconds that only go forward."""
        self._line = Line()
        self._tracks = QueueTracks(plan, node, base, media, errands or media.errands(node), self._line)
        super().__init__(node, plan.origin, self._tracks, media, clock)
        for uri in plan.first:
            self._begin_with(uri)

    def push(self, uri: str) -> Request:
        """Ask for a track, behind all others; see `Line.push`."""
        return self._line.push(uri)

    def insert(self, place: int, uri: str) -> Request:
        """Ask for a track at a place: 0 plays next, unless one is opened already."""
        return self._line.push(uri, place)

    def move(self, number: int, place: int) -> bool:
        """Put a request that waits elsewhere; says whether it waited."""
        return self._line.move(number, place)

    def remove(self, number: int) -> bool:
        """Take a request out that does not play yet; says whether there was one."""
        return self._line.remove(number) is not None or self._queue.drop(f"{self.id}/{number}")

    def waiting(self) -> Sequence[tuple[int, str]]:
        """The requests that do not play yet, each with its number: what is opened ahead comes first."""
        opened = self._tracks.opened
        ahead = [opened[each.id] for each in self._queue.unheard if each.id in opened]
        return [(each.id, each.uri) for each in (*ahead, *self._line.waiting())]

    def pull(self, max_samples: int) -> Block | None:
        """At most `max_samples` of the running request."""
        block = super().pull(max_samples)
        if block is not None and block.last:
            self._tracks.opened.pop(block.segment.id, None)
        return block

    def _begin_with(self, uri: str) -> None:
        try:
            self._line.push(uri)
        except MediaUnreadable as fault:
            self._say("%s is left out: %s", fault.path, fault.reason)


class QueueTracks:
    """Opens what is first in a line; lives in the thread that reads ahead.

    Attributes:
        opened: the requests whose files are open, by the ids of their segments.
    """

    def __init__(
        self, plan: RequestQueue, node: NodeId, base: Path, media: Media, errands: Errands, line: Line
    ) -> None:
        self.opened: dict[str, Request] = {}
        self._plan = plan
        self._node = node
        self._line = line
        self._opener = WantedOpener(media, base, errands, self._say)
        self._request: Request | None = None

    def open_next(self, now: float) -> tuple[Segment, Decoded] | Busy | float:
        """Open the first request, or say when to ask again."""
        if not self._opener.waiting:
            self._request = self._line.take() if self._opener.free else None
            if self._request is None:
                return LOOK
            self._opener.open(self._request.track, now)
        assert self._request is not None
        match self._opener.outcome(now):
            case MediaUnreadable() as fault:
                self._say("request %d, %s, is left out: %s", self._request.id, fault.path, fault.reason)
                return 0.0
            case Busy() | float() as wait:
                return wait
            case None:
                self._say("request %d is left out: the disk does not give it", self._request.id)
                return POLL
            case file:
                segment = track(
                    f"{self._node}/{self._request.id}", file, self._request.track.path, self._plan.origin
                )
                self.opened[segment.id] = self._request
                return segment, file

    def finished(self, segment: Segment, decoded: Decoded, error: Exception | None) -> None:  # noqa: ARG002
        """Tell what broke off."""
        if error is not None:
            self._say("%s cannot be decoded any further; the next request plays", segment.path)

    def _say(self, text: str, *values: object) -> None:
        log.warning('request.queue "%s": %s', self._node, text % values, extra={"origin": self._plan.origin})
