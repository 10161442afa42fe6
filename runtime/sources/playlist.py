"""A folder of music, or a list of tracks, one after the other, for ever.

The folder or list is looked at again when a round ends and, at a change of tracks, every `reload` seconds (`watch.py`).
Files that cannot be played are told once, with the reason, and are tried again when they have changed. A playlist that has
nothing to play says so once and looks again every `RETRY` seconds, so that it heals by itself. Whatever may keep waiting is
done aside: a disk that hangs costs the playlist its turn, not the track that plays.
"""

import logging
import os
import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from runtime.audio.decoder import Decoder
from runtime.audio.errand import Errands
from runtime.audio.media import Media, OpenFile
from runtime.audio.pcm import Segment
from runtime.audio.track_queue import Busy, Decoded
from runtime.plan import is_web_address, shown_place
from runtime.plan.source import Playlist
from runtime.plan.units import NodeId
from runtime.sources.folder import Scan, counted
from runtime.sources.hanging import Hanging
from runtime.sources.listing import look_at, look_at_web
from runtime.sources.opening import POLL, Opener
from runtime.sources.order import Rotation
from runtime.sources.pick import Pick, Shelf
from runtime.sources.place import MOST_TIMES, Place
from runtime.sources.reader import ReadingSource, track
from runtime.sources.separation import CANDIDATES, Separation
from runtime.sources.source import Source
from runtime.sources.unreadable import Unplayable, Unreadable
from runtime.sources.watch import RETRY, Watch
from runtime.sources.web_files import WebFiles
from runtime.sources.web_tracks import AHEAD, LOOK, NO_WEB, WebTracks
from runtime.sources.web_turns import WebTurns

__all__ = ["TRIES", "PlaylistSource", "PlaylistTracks"]

log = logging.getLogger("legacystream.sources")

MOST_TOLD = 1000
"""Damaged files of which it is remembered that they were told."""

TRIES = 50
"""Files that are tried at a stretch before somebody else gets a turn."""


class PlaylistSource(ReadingSource):
    """The audio files of a folder or a list."""

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
        errands: Errands | None = None,
        web: WebFiles = NO_WEB,
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
            errands: does what may keep waiting; as `media` has it if None.
            web: has the files of other servers.
        """
        errands = errands or media.errands(node)
        web_tracks = WebTracks(web, self._left)
        self.tracks = PlaylistTracks(plan, node, base, media, rng, errands, separation, web_tracks)
        super().__init__(node, plan.origin, self.tracks, media, clock)
        self._clock = clock
        self._queue.over = self.tracks.over

    def remembered(self) -> Mapping[str, object]:
        """Where it stands in its round, and what plays."""
        line = self._queue.line
        return self.tracks.remembered(line[0].id if line else "")

    def recall(self, parts: Mapping[str, object]) -> None:
        """Go on in that round; what played then begins anew. Before it is started."""
        self.tracks.recall(parts)

    def follow(self, before: Source) -> None:
        """Come behind what still plays in the place that this one takes, and not with the same track."""
        playing = before.now_playing
        for segment in self._queue.unheard:
            if playing is not None and segment.path == playing.path:
                self._queue.drop(segment.id)

    def _left(self) -> float:
        """How long the running track still lasts, in seconds."""
        playing = self._queue.playing
        return 0.0 if playing is None else playing[1]

    def _left_behind(self, segment: Segment) -> None:
        self.tracks.pass_over(segment.path, self._clock())


class PlaylistTracks:
    """What a playlist plays next; lives in the thread that reads ahead.

    Attributes:
        unreadable: the files that cannot be played; may be read from any thread.
    """

    def __init__(
        self,
        plan: Playlist,
        node: NodeId,
        base: Path,
        media: Media,
        rng: random.Random,
        errands: Errands,
        separation: Callable[[], Separation | None] = lambda: None,
        web: WebTracks | None = None,
    ) -> None:
        self._plan = plan
        self._node = node
        self._separation = separation
        web = web or WebTracks(NO_WEB, lambda: 0.0)
        web.say = self._say
        path = base / Path(os.path.expanduser(plan.path))  # noqa: PTH111 - this one does not raise without a home
        self._path = path
        self._rotation = Rotation(plan.order, rng)
        look, keeper = partial(look_at, path), "disk"
        if is_web_address(plan.path):
            look, keeper = partial(look_at_web, plan.path, web.files), "server"
        self._watch = Watch(look, errands, plan.reload, self._say, keeper)
        self._opener: Opener[Pick] = Opener(errands, self._say)
        self.unreadable = Unreadable(node, self._say)
        self._scan = Scan()
        self._shelf = Shelf(media, path, "")
        self._turns = WebTurns(web, self._shelf, self.unreadable, self._say)
        self._pick: Pick | None = None
        self._hanging = Hanging()
        self._tries = 0
        self._gone: set[str] = set()
        self._trouble = ""
        self._told: list[str] = []
        self._numbers = count(1)
        self._place = Place()

    def open_next(self, now: float) -> tuple[Segment, Decoded] | Busy | float:
        """Open the next file that can be played, or say when to ask again."""
        while True:
            if not self._opener.waiting and (wait := self._begin(now)) is not None:
                return wait
            match self._opener.outcome(now):
                case Pick(file=file, name=name) if file is not None:
                    return self._opened(file, name)
                case Unplayable() as fault:
                    self._failed(fault)
                case Busy() | float() as wait:
                    return wait
                case _:
                    self._leave_to_itself()

    def to_come(self, most: int) -> list[str]:
        """Files that are dealt already, the next one first; which rules of separation may still pass over. From any thread."""
        return [self._shelf.shown_name(name) for name in self._rotation.to_come[:most]]

    def finished(self, segment: Segment, decoded: Decoded, error: Exception | None) -> None:
        """Tell what was wrong with a track that was read to its end, the first time."""
        if not isinstance(decoded, Decoder) or segment.path in self._told:
            return
        if error is not None or decoded.hopeless or decoded.broken:
            self._told = [*self._told[-MOST_TOLD:], segment.path]
        if error is not None or decoded.hopeless:
            self._say(
                "%s cannot be decoded any further; the next track plays instead of its rest", segment.path
            )
        elif decoded.broken:
            self._say("%s is damaged: %d places in it were left out", segment.path, decoded.broken)

    def look_again(self) -> None:
        """Have the folder or list looked at before the next track is chosen. From any thread."""
        self._watch.want()

    def pass_over(self, shown: str, now: float) -> None:
        """Do without a file for a while, since reading it hung. From any thread."""
        self._hanging.was_given_up(shown, now)

    # Remembering

    def over(self, segment: Segment) -> None:
        """A track has been played, or left. From the thread that plays."""
        self._place.over(segment.id)

    def remembered(self, running: str) -> Mapping[str, object]:
        """Where it stands, given the id of the segment that plays. From any thread."""
        return self._place.remembered(running)

    def recall(self, parts: Mapping[str, object]) -> None:
        """Go on there. Before anything is opened."""
        left_out = self._place.recall(parts, self._rotation)
        if left_out:
            self._say("%s is left out: the station has ended %d times while it played", left_out, MOST_TIMES)

    # Choosing

    def _begin(self, now: float) -> Busy | float | None:
        """Have a file chosen and opened; or say when to ask again."""
        if self._turns.awaited is not None:
            return self._open(self._turns.awaited, now)
        if not self._tries:
            if self._rotation.exhausted:
                self.unreadable.sum_up(len(self._scan.files))
            if self._watch.refresh(now, wanted=self._rotation.exhausted):
                return Busy(POLL)
            self._take_over(self._watch.scan)
        if not self._opener.free:
            return POLL * 10
        if self._tries >= min(TRIES, len(self._scan.files)):
            return self._give_up()
        self._tries += 1
        self._pick = self._new_pick(now)
        if self._pick is None:
            return RETRY
        self._place.stands(self._rotation.noted, in_hand=None if self._pick.separation else self._pick.name)
        self._turns.fetch(self._rotation.peek(AHEAD + 1))
        return self._open(self._pick, now)

    def _open(self, pick: Pick, now: float) -> float | None:
        """Have a file opened that was chosen, or one of several; one of the web once it is there."""
        match self._turns.begin(pick, now):
            case None:
                self._opener.open(pick, self._shelf.shown_name(pick.name), now)
                return None
            case Unplayable() as fault:
                self._failed(fault)
                return 0.0
            case wait:
                if self._turns.awaited is None:
                    self._had_its_turn(pick.name)
                return wait

    def _new_pick(self, now: float) -> Pick | None:
        """The next file by the order alone, or one of several by the rules of a separation; None where all of them hang."""
        separation = self._separation()
        hang = self._hanging.files(now)
        for _ in range(min(TRIES, len(self._scan.files))):
            names = self._candidates(separation)
            if there := [name for name in names if self._shelf.shown_name(name) not in hang]:
                return Pick(self._shelf, self._turns.here(there), self.unreadable.state, separation, now)
            for name in names:
                self._rotation.take(name)  # its turn passes
        return None

    def _candidates(self, separation: Separation | None) -> Sequence[str]:
        if separation is not None:
            return self._rotation.upcoming(CANDIDATES)
        name = self._rotation.next()
        return [] if name is None else [name]

    def _take_over(self, scan: Scan) -> None:
        """Play by a new list from here on."""
        if scan is self._scan:
            return
        self._scan = scan
        if scan.files:  # where there is nothing yet, what is remembered is kept for when there is
            self._rotation.update(scan.files)
            self._place.stands(self._rotation.noted)
        self._shelf.listed = scan.listed
        if scan.listed and not is_web_address(self._plan.path):
            before, slash, _ = self._plan.path.replace("\\", "/").rpartition("/")
            self._shelf.folder, self._shelf.shown = self._path.parent, before + slash
        else:
            self._shelf.folder, self._shelf.shown = self._path, f"{self._plan.path.rstrip('/')}/"
        there = set(scan.files)
        self.unreadable.keep(there)
        self._gone &= there

    # What came of it

    def _opened(self, file: OpenFile, name: str) -> tuple[Segment, Decoded]:
        self._tries = 0
        self._played(name)
        self.unreadable.remove(name)
        self._gone.discard(name)
        self._turns.opened(name)
        if self._trouble:
            self._trouble = ""
            self._say("it has something to play again")
        number = f"{self._node}/{next(self._numbers)}"
        self._place.stands(self._rotation.noted, opened=(number, name))
        return track(number, file, self._shelf.shown_name(name), self._plan.origin), file

    def _had_its_turn(self, name: str) -> None:
        """A file was chosen and does not play."""
        self._played(name)
        self._place.stands(self._rotation.noted)

    def _played(self, name: str) -> None:
        """A file that was chosen among several has had its turn."""
        if self._pick is not None and self._pick.separation is not None:
            self._rotation.take(name)

    def _leave_to_itself(self) -> None:
        """The disk does not give a file; the others have their turn."""
        if self._pick is not None:
            self._hanging.does_not_open(self._shelf.shown_name(self._pick.name), self._pick)
            self._played(self._pick.name)
        self._place.stands(self._rotation.noted)

    def _failed(self, fault: Unplayable) -> None:
        """Tell of a file that cannot be played; one that is gone only when a new look at its folder still finds it."""
        name = "" if self._pick is None else self._pick.name
        self._had_its_turn(name)
        gone = fault.missing and not self._scan.listed
        if self._watch.lost or (gone and name not in self._gone):
            self._gone.add(name)
            self._watch.want()
        elif fault.news:
            self.unreadable.add(name, fault, len(self._scan.files))

    def _give_up(self) -> float:
        """A stretch of files was tried in vain, or there are none."""
        self._tries = 0
        if self._turns.passed():
            return LOOK * 5
        tried = len(self.unreadable) + len(self._gone)
        if self._watch.lost:
            return RETRY
        if self._watch.wanted or tried < len(self._scan.files):
            return 0.0
        self.unreadable.sum_up(len(self._scan.files))
        trouble = self._why()
        if trouble != self._trouble:
            self._trouble = trouble
            self._say("%s; what the script names after it plays; looking again every %g s", trouble, RETRY)
        return RETRY

    def _why(self) -> str:
        if self._scan.problem:
            return self._scan.problem
        if self._scan.files:
            many = len(self._scan.files)
            return (
                "its only file cannot be played" if many == 1 else f"none of its {many} files can be played"
            )
        if self._scan.others:
            return f"it holds no audio files ({counted(self._scan.others, 'other', 'others')})"
        if self._scan.left_out:
            return f"it names nothing else than {self._scan.left_out}"
        return "it is empty"

    def _say(self, text: str, *values: object) -> None:
        shown = shown_place(self._plan.path)
        log.warning('playlist "%s": %s', shown, text % values, extra={"origin": self._plan.origin})
