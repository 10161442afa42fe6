"""The running track and the next one, decoded ahead of the path that plays.

Strategy: `work()` does one small step: fill the running track's buffer, open the next track, decode its beginning. A thread
does nothing but such steps (`read_ahead.py`); tests take them by hand. What plays takes samples under a lock that is never held
while anything is read.

Bounds: `AHEAD` seconds of the running track and `NEXT_AHEAD` of the one after it, or as much as who joins tracks must know of
their ends and beginnings (`Depth`).
"""

import itertools
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from runtime.audio.open_track import Decoded, OpenTrack
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, BlockTail, Tail, cut

__all__ = [
    "AHEAD",
    "IDLE",
    "LITTLE",
    "NEXT_AHEAD",
    "PRIMED",
    "Busy",
    "Decoded",
    "Depth",
    "TrackQueue",
    "Tracks",
]

AHEAD = 5.0
"""Seconds of the running track that are decoded; 1.8 MB at 44.1 kHz."""

NEXT_AHEAD = 1.0
"""Seconds of the next track that are decoded, so that its turn, or a skip, finds it ready."""

PRIMED = 0.25
"""Seconds that must be decoded before a track that ran dry counts as ready again."""

LITTLE = 0.1
"""Seconds below which somebody who is in no hurry had better wait for more."""

IDLE = 0.5
"""Seconds after which a thread with nothing to do looks again, though nobody woke it."""


@dataclass(slots=True)
class Depth:
    """How much is decoded ahead, in seconds; one for all sources of a station, which look at it as they go."""

    running: float = AHEAD
    next: float = NEXT_AHEAD

    def at_least(self, running: float, next_: float = 0.0) -> None:
        """Somebody must know so much of a running track, and of the next one."""
        self.running = max(self.running, running)
        self.next = max(self.next, next_)


@dataclass(frozen=True, slots=True)
class Busy:
    """The next track is being opened; ask again in so many seconds."""

    seconds: float


class Tracks(Protocol):
    """Where the next track comes from. Called from the thread that reads ahead, which must also decode what plays: what
    may take long is to be done aside.
    """

    def open_next(self, now: float) -> tuple[Segment, Decoded] | Busy | float:
        """Open what plays next, or say in how many seconds to ask again. `now` is in seconds."""

    def finished(self, segment: Segment, decoded: Decoded, error: Exception | None) -> None:
        """A track was read to its end, or was left because of `error`. It is closed already."""


class TrackQueue:
    """The running track and the next one.

    `pull`, `skip`, `ready` and `now_playing` are for the path that plays; `work` and `close` for one other
    thread. `wake` is called when there is something to do for that thread.

    Attributes:
        depth: how much is decoded ahead.
        over: is told of every segment that is in the line no more, played, left or given up; must return at once.
    """

    over: Callable[[Segment], None]

    def __init__(self, tracks: Tracks, pcm: PcmFormat, wake: Callable[[], None] = lambda: None) -> None:
        self.depth = Depth()
        self.over = lambda _segment: None
        self._tracks = tracks
        self._pcm = pcm
        self._primed_at = pcm.samples(PRIMED)
        self._little = pcm.samples(LITTLE)
        self._wake = wake
        self._lock = threading.Lock()
        self._line: deque[OpenTrack] = deque()
        self._left: list[OpenTrack] = []
        self._in_hand: OpenTrack | None = None
        self._ask_at = 0.0
        self._told_to_wait = False
        self._primed = False

    @property
    def _ahead(self) -> tuple[int, int]:
        """Samples that are decoded of the running track, and of the next one."""
        return self._pcm.samples(self.depth.running), self._pcm.samples(self.depth.next)

    @property
    def ready(self) -> bool:
        """Whether `pull` has something."""
        return self._primed

    @property
    def settling(self) -> bool:
        """Whether little is decoded and more is on its way."""
        with self._lock:
            there = itertools.takewhile(lambda track: track.buffered, self._line)
            if self._primed and sum(track.buffered for track in there) >= self._little:
                return False
            return not self._told_to_wait or any(not track.done for track in self._line)

    @property
    def remaining(self) -> int | None:
        """Samples of the running track, once it is decoded to its end."""
        with self._lock:
            return self._line[0].buffered if self._line and self._line[0].done else None

    @property
    def now_playing(self) -> Segment | None:
        """The segment that the next `pull` belongs to."""
        with self._lock:
            return self._line[0].segment if self._line else None

    @property
    def playing(self) -> tuple[Segment, float] | None:
        """The running segment, and how many seconds of it are left as far as is known; 0 where nothing is known."""
        with self._lock:
            if not self._line:
                return None
            track = self._line[0]
            known = track.buffered if track.done else self._left_by_duration(track)
            return track.segment, known / self._pcm.rate

    def _left_by_duration(self, track: OpenTrack) -> float:
        heard = track.offset - track.buffered
        return max(0.0, (track.segment.duration or 0.0) * self._pcm.rate - heard)

    @property
    def unheard(self) -> tuple[Segment, ...]:
        """The segments that are open and of which nothing was pulled yet."""
        with self._lock:
            return tuple(track.segment for track in self._line if track.untouched)

    def drop(self, segment: str) -> bool:
        """Close a segment of which nothing was pulled yet; says whether there was one of that id."""
        with self._lock:
            found = [each for each in self._line if each.segment.id == segment and each.untouched]
            for track in found:
                self._primed = self._primed and track is not self._line[0]
                self._remove(track)
                self._left.append(track)
            self._look_up()
        self._wake()
        return bool(found)

    @property
    def line(self) -> tuple[Segment, ...]:
        """The running segment, and the one behind it as soon as that is open."""
        with self._lock:
            return tuple(track.segment for track in self._line)

    def pull(self, max_samples: int) -> Block | None:
        """At most `max_samples` of the running track; None when nothing is decoded now."""
        with self._lock:
            if not self._primed:
                return None
            track = self._line[0]
            block = track.take(max_samples)
            if block.last:
                self._advance()
            elif not track.blocks:
                self._primed = False
            hungry = block.last or self._look_hungry(track)
        if hungry:
            self._wake()
        return block

    def skip(self) -> None:
        """Leave the running track; the next one is up."""
        with self._lock:
            if self._line:
                self._left.append(self._advance())
        self._wake()

    def leave(self, most: int) -> Tail:
        """Leave the running track, if it was begun; gives what is decoded of it, `most` samples at most."""
        with self._lock:
            if not self._line or not self._line[0].begun:
                return NO_TAIL
            track = self._advance()
            self._left.append(track)
        self._wake()
        return BlockTail(cut(track.blocks, most))

    def work(self, now: float) -> float:
        """Do one step. Returns the seconds for which there is nothing more to do unless somebody pulls or
        skips.
        """
        self._close_left()
        with self._lock:
            track = self._hungry()
            room = len(self._line) < len(self._ahead)
        if track is not None:
            self._decode(track)
            return 0.0
        if not room:
            return IDLE
        return self._open(now)

    def abandon(self) -> Segment | None:
        """Give up the track whose decoding does not come back; whoever decodes it lets go of it when it does.

        The thread that called `work` may go on for that long, while another one works.
        """
        with self._lock:
            track, self._in_hand = self._in_hand, None
            if track is None:
                return None
            track.abandoned = track.done = True
            self._left = [each for each in self._left if each is not track]
            if self._line and self._line[0] is track:
                self._advance()
            elif track in self._line:
                self._remove(track)
        return track.segment

    def close(self) -> None:
        """Let go of all files; what was decoded is dropped."""
        with self._lock:
            self._left.extend(self._line)
            self._line.clear()
            self._primed = False
        self._close_left()

    def _open(self, now: float) -> float:
        """Ask for a next track, not more often than it wants to be asked."""
        if now < self._ask_at:
            return min(IDLE, self._ask_at - now)
        opened = self._tracks.open_next(now)
        self._told_to_wait = isinstance(opened, float) and opened > 0
        if isinstance(opened, Busy):
            return opened.seconds
        if isinstance(opened, float):
            self._ask_at = now + opened
            return min(IDLE, opened)
        segment, decoded = opened
        with self._lock:
            self._line.append(OpenTrack(segment, decoded, iter(decoded)))
        return 0.0

    def _advance(self) -> OpenTrack:
        """The next track is the running one now."""
        track = self._line[0]
        self._remove(track)
        self._primed = False
        self._look_up()
        return track

    def _remove(self, track: OpenTrack) -> None:
        self._line.remove(track)
        self.over(track.segment)

    def _look_up(self) -> None:
        """See whether the running track wants more, and whether it can be played."""
        if self._line:
            self._look_hungry(self._line[0])
            self._primed = self._primed or self._is_primed(self._line[0])

    def _is_primed(self, track: OpenTrack) -> bool:
        return bool(track.blocks) and (track.done or track.buffered >= self._primed_at)

    def _hungry(self) -> OpenTrack | None:
        """The first track that wants decoding."""
        return next((track for track in self._line if track.filling and not track.done), None)

    def _look_hungry(self, track: OpenTrack) -> bool:
        """Begin to fill a buffer again when a fifth of it is gone."""
        if not track.filling and not track.done and track.buffered < self._ahead[0] * 4 // 5:
            track.filling = True
        return track.filling

    def _decode(self, track: OpenTrack) -> None:
        """Decode a little of a track; whatever a decoder throws ends its track and nothing else."""
        error: Exception | None = None
        self._in_hand = track
        try:
            samples, last = next(track.arrays)
        except StopIteration:
            last = True
        except Exception as caught:  # noqa: BLE001 - told by whoever owns the track
            error, last = caught, True
        else:
            with self._lock:
                if not track.abandoned:
                    track.add(samples, last=last)
                    self._settle(track)
        with self._lock:
            abandoned = track.abandoned
            self._in_hand = self._in_hand if abandoned else None
        if abandoned:
            track.decoded.close()
        elif last:
            self._end(track, error)

    def _settle(self, track: OpenTrack) -> None:
        """See whether a buffer is full, and whether playing can begin."""
        place = self._line.index(track) if track in self._line else 0
        track.filling = track.buffered < self._ahead[place]
        self._look_up()

    def _end(self, track: OpenTrack, error: Exception | None) -> None:
        track.decoded.close()
        with self._lock:
            if not track.done:
                track.cut()
            if not track.blocks and track in self._line:
                self._remove(track)
            self._look_up()
        self._tracks.finished(track.segment, track.decoded, error)

    def _close_left(self) -> None:
        """Close the tracks that were skipped."""
        with self._lock:
            left, self._left = self._left, []
        for track in left:
            if not track.done:
                track.done = True
                track.decoded.close()
