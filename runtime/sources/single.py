"""One file, again and again, without a gap."""

import logging
import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

from runtime.audio.decoder import Decoder
from runtime.audio.media import Media
from runtime.audio.pcm import Segment
from runtime.audio.track_queue import Decoded
from runtime.errors import MediaUnreadable
from runtime.plan.source import Single
from runtime.plan.units import NodeId
from runtime.sources.reader import ReadingSource, track

__all__ = ["RETRY", "SingleSource", "SingleTracks"]

log = logging.getLogger("legacystream.sources")

RETRY = 3.0
"""Seconds between two tries to open a file that cannot be played."""


class SingleSource(ReadingSource):
    """One file."""

    def __init__(
        self, plan: Single, *, node: NodeId, base: Path, media: Media, clock: Callable[[], float]
    ) -> None:
        """Make it from its plan; a relative path begins at `base`. `clock` gives seconds that only go
        forward.
        """
        super().__init__(node, plan.origin, SingleTracks(plan, node, base, media), media, clock)


class SingleTracks:
    """The one file, opened anew each time; lives in the thread that reads ahead."""

    def __init__(self, plan: Single, node: NodeId, base: Path, media: Media) -> None:
        self._plan = plan
        self._node = node
        self._path = base / Path(os.path.expanduser(plan.path))  # noqa: PTH111 - this one does not raise without a home
        self._media = media
        self._trouble = ""
        self._told_damage = False
        self._numbers = count(1)

    def open_next(self, now: float) -> tuple[Segment, Decoded] | float:  # noqa: ARG002
        """Open the file once more, or say when to try again."""
        try:
            decoder = self._media.open(self._path, self._plan.path)
        except MediaUnreadable as fault:
            self._in_trouble(fault.reason)
            return RETRY
        if self._trouble:
            self._trouble = ""
            self._say("it can be played again")
        number = f"{self._node}/{next(self._numbers)}"
        return track(number, decoder, self._plan.path, self._plan.origin), decoder

    def finished(self, segment: Segment, decoded: Decoded, error: Exception | None) -> None:  # noqa: ARG002
        """Tell once when the file is damaged."""
        damaged = error is not None or (isinstance(decoded, Decoder) and (decoded.broken or decoded.hopeless))
        if damaged and not self._told_damage:
            self._told_damage = True
            self._say("it is damaged; what cannot be decoded is left out each time it plays")

    def _in_trouble(self, reason: str) -> None:
        """Say once why it does not play."""
        if reason != self._trouble:
            self._trouble = reason
            self._say("%s; what the script names after it plays; trying again every %g s", reason, RETRY)

    def _say(self, text: str, *values: object) -> None:
        log.warning('single "%s": %s', self._plan.path, text % values, extra={"origin": self._plan.origin})
