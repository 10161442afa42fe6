"""Tracks that somebody else chooses, one at a time: a function of the script, a program, another server.

Rules. It is asked a while before the running track ends, and told what plays. It answers with a path, an address, an
`annotate:` URI, or an object that has a `path` and, if it likes, tags. An answer that is none is refused in words; so is one
that comes too late. Then the source has nothing to play when its track ends, what the script names after it plays, and it is
asked again.
"""

import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from itertools import count
from pathlib import Path
from typing import TypeAlias

from runtime.audio.errand import Errands
from runtime.audio.media import Media
from runtime.audio.pcm import Segment
from runtime.audio.track_queue import Busy, Decoded
from runtime.errors import MediaUnreadable, ScriptFault
from runtime.plan.request import Next
from runtime.plan.units import NodeId
from runtime.sources.reader import ReadingSource, track
from runtime.sources.wanted import Wanted, WantedOpener, wanted
from runtime.sources.web_files import Missing, There, WebFiles
from runtime.sources.web_tracks import NO_WEB, Late, WebTracks

__all__ = ["LOOK", "RETRY", "Chooser", "NextSource", "NextTracks", "understood"]

log = logging.getLogger("legacystream.sources")

RETRY = 10.0
"""Seconds after which it is asked again, when nothing came of it."""

LOOK = 0.05
"""Seconds between two looks whether there is an answer, or whether it is time to ask."""

METADATA = ("title", "artist", "album", "genre", "date", "comment", "filename")
"""What is told of the track that plays."""

Chooser: TypeAlias = "Callable[[Mapping[str, object]], Future[object]]"
"""Asks for the next track, given what plays; never waits. The answer, or a `ScriptFault`, comes later."""


def understood(answer: object) -> Wanted:
    """What an answer names.

    Raises:
        MediaUnreadable: nothing, in words.
    """
    if isinstance(answer, str) and answer.lstrip().startswith("{"):
        try:
            answer = json.loads(answer)
        except ValueError:
            raise MediaUnreadable("the answer", "it begins like JSON and is none") from None
    match answer:
        case str():
            return wanted(answer)
        case {"path": str(path), **tags}:
            found = wanted(path)
            said = {
                str(name): str(text) for name, text in tags.items() if isinstance(text, str | int | float)
            }
            return Wanted(found.path, {**found.tags, **said})
        case None:
            raise MediaUnreadable("the answer", "it names nothing")
        case _:
            raise MediaUnreadable("the answer", "it is neither a path nor an object with one")


class NextSource(ReadingSource):
    """`next(…)`, `next.command(…)` and `next.http(…)`."""

    def __init__(
        self,
        plan: Next,
        *,
        node: NodeId,
        base: Path,
        media: Media,
        clock: Callable[[], float],
        choose: Chooser,
        errands: Errands | None = None,
        web: WebFiles = NO_WEB,
    ) -> None:
        """Make it from its plan.

        Args:
            plan: the node.
            node: its id.
            base: where relative paths begin.
            media: how files are opened and read.
            clock: seconds that only go forward.
            choose: asks for the next track.
            errands: does what may keep waiting; as `media` has it if None.
            web: has the files of other servers.
        """
        errands = errands or media.errands(node)
        tracks = NextTracks(plan, node, base, media, errands, choose, self._playing, web)
        super().__init__(node, plan.origin, tracks, media, clock)

    def _playing(self) -> tuple[Segment, float] | None:
        """What plays, and how long it still does as far as is known."""
        return self._queue.playing


class NextTracks:
    """What was chosen, opened; lives in the thread that reads ahead."""

    def __init__(
        self,
        plan: Next,
        node: NodeId,
        base: Path,
        media: Media,
        errands: Errands,
        choose: Chooser,
        playing: Callable[[], tuple[Segment, float] | None],
        web: WebFiles = NO_WEB,
    ) -> None:
        self._plan = plan
        self._node = node
        self._choose = choose
        self._playing = playing
        self._opener = WantedOpener(media, base, errands, self._say)
        self._web = WebTracks(web, self._left, self._say)
        self._coming: Wanted | None = None
        self._answer: Future[object] | None = None
        self._asked_at = 0.0
        self._ask_from = 0.0
        self._path = ""
        self._trouble = ""
        self._numbers = count(1)

    def open_next(self, now: float) -> tuple[Segment, Decoded] | Busy | float:
        """Ask, wait for the answer, and open what it names; or say when to look again."""
        if self._opener.waiting:
            return self._look_at_file(now)
        if self._coming is not None:
            return self._look_at_web(self._coming, now)
        if self._answer is not None:
            return self._look_at_answer(self._answer, now)
        return self._ask_in_time(now)

    def finished(self, segment: Segment, decoded: Decoded, error: Exception | None) -> None:  # noqa: ARG002
        """Tell what broke off."""
        if error is not None:
            self._say("%s cannot be decoded any further", segment.path)

    def _ask_in_time(self, now: float) -> float:
        playing = self._playing()
        if now < self._ask_from or (playing is not None and playing[1] > self._plan.ahead):
            return LOOK
        self._asked_at = now
        self._answer = self._choose(_about(playing[0] if playing is not None else None))
        return LOOK

    def _look_at_answer(self, answer: Future[object], now: float) -> Busy | float:
        if not answer.done():
            if now - self._asked_at < self._plan.timeout:
                return LOOK
            answer.cancel()
            return self._failed(f"no answer within {self._plan.timeout:g} s", now)
        self._answer = None
        try:
            found = understood(answer.result())
        except ScriptFault as fault:
            return self._failed(str(fault), now)
        except MediaUnreadable as fault:
            return self._failed(f"{fault.path}: {fault.reason}", now)
        if not self._opener.free:
            return self._failed("the disk does not give the files before it", now)
        self._path = found.shown
        if found.on_the_web:
            self._coming = found
            return 0.0
        self._opener.open(found, now)
        return LOOK

    def _look_at_web(self, coming: Wanted, now: float) -> float:
        match self._web.look(coming.path, now):
            case There(path=path):
                self._coming = None
                self._opener.open(coming, now, path)
                return 0.0
            case Missing(reason=reason):
                return self._failed(f"{coming.shown}: {reason}", now)
            case Late(seconds=seconds):
                return self._failed(f"{coming.shown} is still on its way after {seconds:.0f} s", now)
            case _:
                return LOOK

    def _left(self) -> float:
        playing = self._playing()
        return 0.0 if playing is None else playing[1]

    def _look_at_file(self, now: float) -> tuple[Segment, Decoded] | Busy | float:
        match self._opener.outcome(now):
            case MediaUnreadable() as fault:
                return self._failed(f"{fault.path}: {fault.reason}", now)
            case Busy() | float() as wait:
                return wait
            case None:
                return self._failed(f"{self._path}: the disk does not give it", now)
            case file:
                self._trouble = ""
                segment = track(f"{self._node}/{next(self._numbers)}", file, self._path, self._plan.origin)
                return segment, file

    def _failed(self, reason: str, now: float) -> float:
        """Say once why there is no next track, and ask again later."""
        self._answer = self._coming = None
        self._ask_from = now + RETRY
        if reason != self._trouble:
            self._trouble = reason
            self._say(
                "no next track: %s; what the script names after it plays; asking again in %g s", reason, RETRY
            )
        return LOOK

    def _say(self, text: str, *values: object) -> None:
        log.warning('next "%s": %s', self._node, text % values, extra={"origin": self._plan.origin})


def _about(segment: Segment | None) -> Mapping[str, object]:
    """What is told of the track that plays; empty strings where there is none."""
    if segment is None:
        return dict.fromkeys(METADATA, "")
    custom, title = segment.hints.custom, segment.title
    known = {"artist": title.artist, "title": title.title, "album": title.album, "filename": segment.path}
    return {name: known.get(name) or custom.get(name, "") for name in METADATA}
