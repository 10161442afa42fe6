"""Tracks that people and programs ask for, one after the other.

Rules. Each request has a number that it keeps. What was asked for first plays first; who may, puts a request elsewhere in the
line, or takes it out, until it plays. The request that is next is opened ahead, and is still the first of the line. One that
cannot be opened is told, and the next one plays. The line is bounded; who finds it full is told so. After a restart the line is
as it was, with its numbers, and the request that played begins anew; a number is never given twice.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from runtime.audio.errand import Errands
from runtime.audio.media import Media, OpenFile
from runtime.audio.pcm import Segment
from runtime.audio.tags import Said
from runtime.audio.track_queue import Busy, Decoded
from runtime.errors import MediaUnreadable
from runtime.plan.request import RequestQueue
from runtime.plan.units import NodeId
from runtime.sources.line import Line, Request
from runtime.sources.opening import POLL
from runtime.sources.place import MOST_TIMES, Again
from runtime.sources.reader import ReadingSource, track
from runtime.sources.request_rules import Asking
from runtime.sources.source import Source
from runtime.sources.wanted import WantedOpener, wanted
from runtime.sources.web_files import Coming, Missing, There, WebFiles
from runtime.sources.web_tracks import AHEAD, NO_WEB, Late, WebTracks

__all__ = ["RequestQueueSource", "RequestRefused"]

log = logging.getLogger("legacystream.sources")

LOOK = 0.1
"""Seconds between two looks whether somebody asked for something."""


class RequestRefused(Exception):
    """The rules say no; the message is for the listener."""


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
        wall: Callable[[], datetime] = lambda: datetime.fromtimestamp(0, UTC),
        web: WebFiles = NO_WEB,
    ) -> None:
        """Make it from its plan; relative paths begin at `base`, `clock` gives seconds that only go forward, `wall` the
        date; `web` has the files of other servers.
        """
        self.asking = Asking(plan.rules, wall)
        self._base = base
        self._media = media
        self._line = Line()
        web_tracks = WebTracks(web, self._left)
        errands = errands or media.errands(node)
        self._tracks = QueueTracks(plan, node, base, media, errands, self._line, web_tracks)
        super().__init__(node, plan.origin, self._tracks, media, clock)
        self._queue.over = self._tracks.over
        self._again = Again()
        self._elsewhere = ""
        for uri in plan.first:
            self._begin_with(uri)

    def push(self, uri: str) -> Request:
        """Ask for a track, behind all others; see `Line.push`."""
        return self._line.push(uri)

    def ask(self, person: str, uri: str) -> Request:
        """Ask for a track for a listener, by the rules. Looks at the file, so it may take as long as the disk.

        Raises:
            MediaUnreadable: it names no track that can be played here, in words.
            RequestRefused: the rules say no, in words for the listener.
            QueueFull: there are too many.
        """
        track = wanted(uri)
        if track.on_the_web:
            raise MediaUnreadable(track.shown, "songs are not requested from other servers")
        path = self._base / Path(track.path).expanduser()
        inside = self.asking.rules.inside
        if inside and not path.resolve().is_relative_to((self._base / Path(inside).expanduser()).resolve()):
            raise MediaUnreadable(track.path, "songs are not requested from there")
        probe = self._media.probe(path, track.path, Said(track.tags))
        if any(each.track.path == track.path for each in self._line.whole()[0]):
            raise RequestRefused("this song waits already, or plays")
        if why := self.asking.ask(person, str(path.resolve()), probe.title.artist):
            raise RequestRefused(why)
        return self._line.push(uri)

    def insert(self, place: int, uri: str) -> Request:
        """Ask for a track at a place: 0 plays next, unless one is opened already."""
        return self._line.push(uri, place)

    def move(self, number: int, place: int) -> bool:
        """Put a request that waits elsewhere; says whether it waited."""
        return self._line.move(number, place)

    def remove(self, number: int) -> bool:
        """Take a request out that does not play yet; says whether there was one."""
        segment = f"{self.id}/{number}"
        playing = self._queue.line
        if segment in {each.id for each in playing} and not self._queue.drop(segment):
            return False  # it plays
        return self._line.remove(number) is not None or segment in {each.id for each in playing}

    def waiting(self) -> Sequence[tuple[int, str]]:
        """The requests that do not play yet, each with its number: what is opened ahead comes first."""
        requests, _ = self._line.whole()
        begun = {each.id for each in self._queue.line} - {each.id for each in self._queue.unheard}
        begun.add(self._elsewhere)
        return [(each.id, each.uri) for each in requests if f"{self.id}/{each.id}" not in begun]

    def remembered(self) -> Mapping[str, object]:
        """The line with its numbers, and the request that plays."""
        playing = self._queue.line
        requests, following = self._line.whole()
        line = [[each.id, each.uri] for each in requests]
        number = (
            requests[0].id
            if requests and playing and playing[0].id == f"{self.id}/{requests[0].id}"
            else None
        )
        parts: dict[str, object] = {"line": line if number is None else line[1:], "next": following}
        parts["asked"] = self.asking.remembered()
        return parts if number is None else {**parts, "running": [*line[0], self._again.count(number)]}

    def recall(self, parts: Mapping[str, object]) -> None:
        """Have that line in the place of this one; the request that played is the first."""
        match parts:
            case {"line": list(line), "next": int(following)}:
                requests = [found for each in line if (found := self._request(each)) is not None]
            case _:
                raise ValueError("it is no line of requests")
        match parts.get("running"):
            case [int(number), str(uri), int(times)]:
                if self._again.began(number, times):
                    first = self._request([number, uri])
                    requests = requests if first is None else [first, *requests]
                else:
                    self._say("request %d, %s, is left out: the station has ended %d times while it played",
                              number, uri, MOST_TIMES)  # fmt: skip
        self._line.recall(requests, following)
        self.asking.recall(parts)
        for segment in self._queue.unheard:
            if segment.id not in {f"{self.id}/{each.id}" for each in requests}:
                self._queue.drop(segment.id)

    def follow(self, before: Source) -> None:
        """Have the line of a queue from now on in whose place this one comes, which only plays its running request to the end.

        Both share the line then, so that nothing is lost that somebody still asks of the other.
        """
        if isinstance(before, RequestQueueSource):
            self.asking.follow(before.asking)
            playing = before.now_playing
            self._elsewhere = playing.id if playing is not None else ""
            self._line = before.leave_line()
            self._tracks.follow(self._line)
            for segment in self._queue.unheard:
                if not self._line.claim(_number(segment)):
                    self._queue.drop(segment.id)

    def leave_line(self) -> Line:
        """Take nothing more, and give back what was opened ahead; the line is for another one from now on."""
        self._tracks.retired = True
        for segment in self._queue.line[:0:-1]:
            self._line.give_back(_number(segment))
            self._queue.drop(segment.id)
        return self._line

    def _left(self) -> float:
        """How long the running request still lasts, in seconds."""
        playing = self._queue.playing
        return 0.0 if playing is None else playing[1]

    def _request(self, written: object) -> Request | None:
        """A request as it was written down; None for one that names nothing any more."""
        match written:
            case [int(number), str(uri)] if number > 0:
                try:
                    return Request(number, uri, wanted(uri))
                except MediaUnreadable as fault:
                    self._say("request %d, %s, is left out: %s", number, fault.path, fault.reason)
                    return None
            case _:
                raise ValueError("it is no request")

    def _begin_with(self, uri: str) -> None:
        try:
            self._line.push(uri)
        except MediaUnreadable as fault:
            self._say("%s is left out: %s", fault.path, fault.reason)


class QueueTracks:
    """Opens what is first in a line; lives in the thread that reads ahead.

    Attributes:
        retired: whether another one takes from the line now.
    """

    def __init__(
        self,
        plan: RequestQueue,
        node: NodeId,
        base: Path,
        media: Media,
        errands: Errands,
        line: Line,
        web: WebTracks,
    ) -> None:
        self.retired = False
        self._plan = plan
        self._node = node
        self._line = line
        self._web = web
        web.say = self._say
        self._opener = WantedOpener(media, base, errands, self._say)
        self._request: Request | None = None

    def open_next(self, now: float) -> tuple[Segment, Decoded] | Busy | float:
        """Open the first request, or say when to ask again."""
        if not self._opener.waiting:
            self._request = self._take(now) if self._opener.free and not self.retired else None
            if self._request is None:
                return LOOK
            if not self._begin(self._request, now):
                return 0.0
        assert self._request is not None
        match self._opener.outcome(now):
            case MediaUnreadable() as fault:
                self._say("request %d, %s, is left out: %s", self._request.id, fault.path, fault.reason)
                self._line.over(self._request.id)
                return 0.0
            case Busy() | float() as wait:
                return wait
            case None:
                self._say("request %d is left out: the disk does not give it", self._request.id)
                self._line.over(self._request.id)
                return POLL
            case file:
                return self._opened(self._request, file)

    def _take(self, now: float) -> Request | None:
        """The first request that may be opened: one that is late lets others pass. Those behind it are fetched already."""
        states = [(each, self._state(each, now)) for each in self._line.waiting()[: AHEAD + 1]]
        for request, state in states:
            match state:
                case Late():
                    continue
                case Coming():
                    return None
                case _:
                    return request if self._line.claim(request.id) else None
        return None

    def _state(self, request: Request, now: float) -> There | Coming | Late | Missing | None:
        """What there is of a request's file; None for one of this machine."""
        return self._web.look(request.track.path, now) if request.track.on_the_web else None

    def _begin(self, request: Request, now: float) -> bool:
        """Begin to open a request; says whether that is possible."""
        match self._state(request, now):
            case None:
                self._opener.open(request.track, now)
            case There(path=path):
                self._opener.open(request.track, now, path)
            case Missing(reason=reason):
                self._say("request %d, %s, is left out: %s", request.id, request.track.shown, reason)
                self._line.over(request.id)
                return False
            case _:  # it was there a moment ago
                self._line.give_back(request.id)
                return False
        return True

    def over(self, segment: Segment) -> None:
        """A request has been played, or left. From the thread that plays."""
        self._line.over(_number(segment))

    def follow(self, line: Line) -> None:
        """Take from another line; what is just being opened is of the old one, and will not be wanted."""
        self._line = line

    def _opened(self, request: Request, file: OpenFile) -> tuple[Segment, Decoded] | float:
        if self.retired:
            self._line.give_back(request.id)
        if not any(each is request for each in self._line.taken()):  # somebody took it out meanwhile
            file.close()
            return 0.0
        return track(f"{self._node}/{request.id}", file, request.track.shown, self._plan.origin), file

    def finished(self, segment: Segment, decoded: Decoded, error: Exception | None) -> None:  # noqa: ARG002
        """Tell what broke off."""
        if error is not None:
            self._say("%s cannot be decoded any further; the next request plays", segment.path)

    def _say(self, text: str, *values: object) -> None:
        log.warning('request.queue "%s": %s', self._node, text % values, extra={"origin": self._plan.origin})


def _number(segment: Segment) -> int:
    """The request that a segment is of."""
    return int(segment.id.rpartition("/")[2])
