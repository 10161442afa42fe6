"""One file, again and again, without a gap; one of the web is fetched, and asked for again now and then."""

import logging
import os
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from pathlib import Path

from runtime.audio.decoder import Decoder
from runtime.audio.errand import Errands
from runtime.audio.media import Media, OpenFile
from runtime.audio.pcm import Segment
from runtime.audio.tags import Said
from runtime.audio.track_queue import Busy, Decoded
from runtime.errors import MediaUnreadable
from runtime.plan import annotated, is_web_address, shown_place
from runtime.plan.source import Single
from runtime.plan.units import NodeId
from runtime.sources.opening import POLL, Opener
from runtime.sources.reader import ReadingSource, track
from runtime.sources.web_files import Missing, There, WebFiles
from runtime.sources.web_tracks import LOOK, NO_WEB, WebTracks

__all__ = ["RETRY", "SingleSource", "SingleTracks"]

log = logging.getLogger("legacystream.sources")

RETRY = 3.0
"""Seconds between two tries to open a file that cannot be played."""


class SingleSource(ReadingSource):
    """One file."""

    def __init__(
        self,
        plan: Single,
        *,
        node: NodeId,
        base: Path,
        media: Media,
        clock: Callable[[], float],
        errands: Errands | None = None,
        web: WebFiles = NO_WEB,
    ) -> None:
        """Make it from its plan; a relative path begins at `base`. `clock` gives seconds that only go
        forward; `errands` does what may keep waiting, as `media` has it if None. `web` has the files of other servers.
        """
        tracks = SingleTracks(plan, node, base, media, errands or media.errands(node), web)
        super().__init__(node, plan.origin, tracks, media, clock)


class SingleTracks:
    """The one file, opened anew each time; lives in the thread that reads ahead."""

    def __init__(
        self,
        plan: Single,
        node: NodeId,
        base: Path,
        media: Media,
        errands: Errands,
        web: WebFiles = NO_WEB,
    ) -> None:
        self._plan = plan
        self._node = node
        self._tags, place, self._problem = _taken_apart(plan.path)
        self._shown = shown_place(place)
        self._media = media
        self._path = base / Path(os.path.expanduser(place))  # noqa: PTH111 - this one does not raise without a home
        self._address = place if is_web_address(place) else ""
        self._web = WebTracks(web, lambda: 0.0, self._say)
        self._opener: Opener[OpenFile] = Opener(errands, self._say)
        self._trouble = ""
        self._told_damage = False
        self._numbers = count(1)

    def open_next(self, now: float) -> tuple[Segment, Decoded] | Busy | float:
        """Open the file once more, or say when to try again."""
        if self._problem:
            return self._in_trouble(self._problem)
        if not self._opener.waiting:
            if not self._opener.free:
                return POLL * 10
            if (later := self._begin(now)) is not None:
                return later
        match self._opener.outcome(now):
            case MediaUnreadable() as fault:
                return self._in_trouble(fault.reason)
            case Busy() | float() as wait:
                return wait
            case None:
                return RETRY
            case file:
                return self._opened(file)

    def finished(self, segment: Segment, decoded: Decoded, error: Exception | None) -> None:  # noqa: ARG002
        """Tell once when the file is damaged."""
        damaged = error is not None or (isinstance(decoded, Decoder) and (decoded.broken or decoded.hopeless))
        if damaged and not self._told_damage:
            self._told_damage = True
            self._say("it is damaged; what cannot be decoded is left out each time it plays")

    def _begin(self, now: float) -> float | None:
        """Begin to open the file; or say when to try again."""
        path = self._path
        if self._address:
            match self._web.look(self._address, now):
                case There(path=came):
                    path = came
                case Missing(reason=reason):
                    return self._in_trouble(reason)
                case _:
                    return LOOK
        self._opener.open(partial(self._media.open, path, self._shown, Said(self._tags)), self._shown, now)
        return None

    def _opened(self, file: OpenFile) -> tuple[Segment, Decoded]:
        if self._trouble:
            self._trouble = ""
            self._say("it can be played again")
        number = f"{self._node}/{next(self._numbers)}"
        return track(number, file, self._shown, self._plan.origin), file

    def _in_trouble(self, reason: str) -> float:
        """Say once why it does not play."""
        if reason != self._trouble:
            self._trouble = reason
            self._say("%s; what the script names after it plays; trying again every %g s", reason, RETRY)
        return RETRY

    def _say(self, text: str, *values: object) -> None:
        log.warning('single "%s": %s', self._shown, text % values, extra={"origin": self._plan.origin})


def _taken_apart(uri: str) -> tuple[Mapping[str, str], str, str]:
    """Tags, path and problem of what the script names."""
    try:
        tags, path = annotated(uri)
    except ValueError as wrong:
        return {}, uri, str(wrong)
    return tags, path, ""
