"""A folder of music, one file after the other, for ever.

The folder is looked through when a round ends and at least every `RESCAN` seconds (at a change of tracks). A
file that cannot be played is told once, with the reason, and is tried again when it has changed. A folder
that is missing or holds nothing that plays is told once and looked at again every `RETRY` seconds, so that it
heals by itself.
"""

import logging
import os
import random
from collections.abc import Callable
from itertools import count
from pathlib import Path

from runtime.audio.decoder import Decoder
from runtime.audio.media import Media, OpenFile
from runtime.audio.pcm import Segment
from runtime.audio.track_queue import Decoded
from runtime.errors import MediaUnreadable
from runtime.media.title import Title
from runtime.plan.source import Playlist
from runtime.plan.units import NodeId
from runtime.sources.folder import Scan, Watch
from runtime.sources.order import Rotation
from runtime.sources.reader import ReadingSource, track
from runtime.sources.separation import CANDIDATES, Candidate, Separation

__all__ = ["RESCAN", "RETRY", "TRIES", "PlaylistSource", "PlaylistTracks"]

log = logging.getLogger("legacystream.sources")

RESCAN = 30.0
"""Seconds after which a change of tracks looks what has become of the folder."""

RETRY = 3.0
"""Seconds between two looks at a folder that has nothing to play."""

MOST_TITLES = 20_000
"""Files whose titles are remembered, for those who choose by them."""

TRIES = 50
"""Files that are tried at a stretch before somebody else gets a turn."""


class PlaylistSource(ReadingSource):
    """The audio files of a folder."""

    def __init__(
        self,
        plan: Playlist,
        *,
        node: NodeId,
        base: Path,
        media: Media,
        rng: random.Random,
        clock: Callable[[], float],
        separation: Callable[[], Separation | None] = lambda: None,
    ) -> None:
        """Make it from its plan.

        Args:
            plan: the node.
            node: its id.
            base: the script's folder, where a relative path begins.
            media: how files are opened and read.
            rng: decides what chance decides.
            clock: seconds that only go forward.
            separation: tells by which rules it chooses, if any.
        """
        tracks = PlaylistTracks(plan, node, base, media, rng, clock, separation)
        super().__init__(node, plan.origin, tracks, media, clock)


class PlaylistTracks:
    """What a playlist plays next; lives in the thread that reads ahead."""

    def __init__(
        self,
        plan: Playlist,
        node: NodeId,
        base: Path,
        media: Media,
        rng: random.Random,
        clock: Callable[[], float],
        separation: Callable[[], Separation | None] = lambda: None,
    ) -> None:
        self._plan = plan
        self._separation = separation
        self._node = node
        self._folder = base / Path(os.path.expanduser(plan.path))  # noqa: PTH111 - this one does not raise without a home
        self._watch = Watch(self._folder, clock)
        self._media = media
        self._rotation = Rotation(plan.order, rng)
        self._bad: dict[str, tuple[int, int]] = {}
        self._titles: dict[str, tuple[tuple[int, int], Title]] = {}
        self._scanned_at: float | None = None
        self._scan = Scan()
        self._trouble = ""
        self._numbers = count(1)

    def open_next(self, now: float) -> tuple[Segment, Decoded] | float:
        """Open the next file that can be played, or say when to ask again."""
        self._look(now)
        for _ in range(min(TRIES, len(self._scan.files))):
            name = self._next_name(now)
            if name is not None and (decoder := self._open(name)) is not None:
                self._recovered()
                return self._segment(decoder, name), decoder
        if len(self._bad) < len(self._scan.files):
            return 0.0
        self._in_trouble()
        return RETRY

    def _next_name(self, now: float) -> str | None:
        """The file that is tried next."""
        separation = self._separation()
        if separation is None or not self._scan.files:
            return self._rotation.next()
        upcoming = self._rotation.upcoming(CANDIDATES)
        by_path = {self._shown(name): name for name in upcoming}
        songs = (Candidate(path, self._title(name, path)) for path, name in by_path.items())
        chosen = separation.choose(songs, now)
        return None if chosen is None else self._rotation.take(by_path[chosen.path])

    def _title(self, name: str, shown: str) -> Title:
        """What a file that may come next is called, read once as long as it does not change."""
        seen = _state(self._folder / name)
        known = self._titles.get(name)
        if known is None or known[0] != seen:
            known = self._titles[name] = seen, self._read_title(name, shown)
            if len(self._titles) > MOST_TITLES:
                self._titles.pop(next(iter(self._titles)))
        return known[1]

    def _read_title(self, name: str, shown: str) -> Title:
        try:
            return self._media.probe(self._folder / name, shown).title
        except MediaUnreadable:
            return Title()  # opening it will say why

    def finished(self, segment: Segment, decoded: Decoded, error: Exception | None) -> None:
        """Tell what was wrong with a track that was read to its end."""
        if not isinstance(decoded, Decoder):
            return
        if error is not None or decoded.hopeless:
            self._say(
                "%s cannot be decoded any further; the next track plays instead of its rest", segment.path
            )
        elif decoded.broken:
            self._say("%s is damaged: %d places in it were left out", segment.path, decoded.broken)

    def _look(self, now: float) -> None:
        """Look through the folder when a round is over, or when that was long ago."""
        due = self._scanned_at is None or self._rotation.exhausted or now - self._scanned_at >= RESCAN
        if not due:
            return
        self._scanned_at = now
        self._scan = self._watch.look()
        self._rotation.update(self._scan.files)
        there = set(self._scan.files)
        self._bad = {name: seen for name, seen in self._bad.items() if name in there}

    def _open(self, name: str) -> OpenFile | None:
        """Open a file; one that cannot be played is told once and left alone until it changes."""
        path = self._folder / name
        seen = _state(path)
        if self._bad.get(name) == seen:
            return None
        try:
            decoder = self._media.open(path, self._shown(name))
        except MediaUnreadable as fault:
            self._bad[name] = seen
            if (separation := self._separation()) is not None:
                separation.dropped(self._shown(name))
            self._say("%s is left out: %s", fault.path, fault.reason)
            return None
        self._bad.pop(name, None)
        return decoder

    def _segment(self, decoder: OpenFile, name: str) -> Segment:
        number = f"{self._node}/{next(self._numbers)}"
        return track(number, decoder, self._shown(name), self._plan.origin)

    def _shown(self, name: str) -> str:
        """A file as the operator knows it: the script's own path, and what is below it."""
        return f"{self._plan.path.rstrip('/')}/{name}"

    def _in_trouble(self) -> None:
        """Say once why there is nothing to play."""
        trouble = self._why()
        if trouble != self._trouble:
            self._trouble = trouble
            self._say("%s; what the script names after it plays; looking again every %g s", trouble, RETRY)

    def _why(self) -> str:
        if self._scan.problem:
            return self._scan.problem
        if self._scan.files:
            return f"none of its {len(self._scan.files)} files can be played"
        if self._scan.others:
            return f"it holds no audio files ({self._scan.others} others)"
        return "it is empty"

    def _recovered(self) -> None:
        if self._trouble:
            self._trouble = ""
            self._say("it has something to play again")

    def _say(self, text: str, *values: object) -> None:
        log.warning('playlist "%s": %s', self._plan.path, text % values, extra={"origin": self._plan.origin})


def _state(path: Path) -> tuple[int, int]:
    """What tells a changed file: its time and its length; (0, 0) when it is gone."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
