"""A programme, and what is put into it at certain moments: jingles, news, breaks.

Rules. What is due waits for the end of the running track, or, when sharp, cuts it off to the sample; a new track follows it. Of
several moments that pass in one track, the last one counts. What waits for an end also waits for a track of the programme since
the last jingle, this one's or any other's, so that there are never two in a row. What cannot begin in time is left out, and
told. An interlude that has begun is played to its end, whole tracks only; it fills its time with the tracks that fit, none of
them twice. What fell due, or was broken off, while the station was away is judged when it is back, by how late that is.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, Tail
from runtime.plan.interlude import Interlude
from runtime.plan.moments import last_moment, next_moment
from runtime.plan.schedule import is_on
from runtime.plan.units import NodeId
from runtime.sources.joiner import Joiner
from runtime.sources.reasons import Choice, Coming, clock_time, duration
from runtime.sources.shared import Timeline
from runtime.sources.source import Source

__all__ = ["InterludeSource", "Verdict", "decide"]

log = logging.getLogger("legacystream.sources")

GAP = 0.25
"""Seconds of the programme that others filled: who is heard again after more was not heard in between. What is left of a track,
and fades out, is heard."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an interlude that is due."""

    act: Literal["wait", "play", "drop"]
    why: str


def decide(
    late: timedelta, most: timedelta, *, sharp: bool, ready: bool, at_boundary: bool, tracks: int
) -> Verdict:
    """Whether what is due is played now.

    Args:
        late: how long it has been due.
        most: how late it may be.
        sharp: whether it cuts off what plays.
        ready: whether it has something to play.
        at_boundary: whether the running track has ended.
        tracks: how many tracks of the programme ended since the last jingle.
    """
    if late > most:
        reason = "nothing came to its end" if ready else "it had nothing to play"
        return Verdict("drop", f"{reason} within {duration(most)}")
    if not ready:
        return Verdict("wait", "it has nothing to play")
    if sharp or (at_boundary and tracks > 0):
        return Verdict("play", f"{duration(late)} late" if late >= timedelta(seconds=1) else "on time")
    return Verdict("wait", "a track comes first" if at_boundary else "the running track ends first")


def _moment(written: object) -> datetime:
    """A moment as it was written down. Raises ValueError for one that is none, or has no zone."""
    found = datetime.fromisoformat(str(written))
    if found.tzinfo is None:
        raise ValueError("a moment without its zone")
    return found.astimezone(UTC)


class InterludeSource:
    """The children of an `every(…)`, an `at(…)` or a `stopset(…)`: the programme, and what is put into it."""

    def __init__(
        self,
        plan: Interlude,
        *,
        node: NodeId,
        children: Sequence[Source],
        pcm: PcmFormat,
        wall: Callable[[], datetime],
        timeline: Timeline,
        tell: Callable[[str, NodeId, Mapping[str, object]], None],
    ) -> None:
        """Make it from its plan.

        Args:
            plan: the node.
            node: its id.
            children: the programme first.
            pcm: the programme's format.
            wall: the station's date and time, where the programme stands.
            timeline: where the programme stands.
            tell: is given the event "interlude": played or left out, when it was due, and why.
        """
        self.id = node
        self.origin = plan.origin
        self._plan = plan
        self._main, *self._extras = children
        self._pcm = pcm
        self._wall = wall
        self._timeline = timeline
        self._tell = tell
        self._next: datetime | None = None
        self._due: datetime | None = None
        self._played_for: datetime | None = None
        self._part: int | None = None
        self._filled = 0
        self._spots: set[str] = set()
        self._in_track = False
        self._joiner = Joiner(pcm)
        self._cut = False
        self._tracks = 0
        self._heard_until = 0
        self._fades_until = 0
        self._why = ""
        self._began_for: datetime | None = None
        self._choice: Choice | None = None
        self._marked: tuple[Segment, Segment] | None = None

    # ---- what every source can do ---------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether the programme can play, or the interlude goes on."""
        return self._playing.ready or self._main.ready

    @property
    def settling(self) -> bool:
        """Whether what plays is about to have more."""
        return self._playing.settling

    @property
    def now_playing(self) -> Segment | None:
        """The segment of what plays."""
        return self._playing.now_playing

    @property
    def remaining(self) -> int | None:
        """Samples of the running segment of what plays."""
        return self._playing.remaining

    @property
    def choice(self) -> Choice | None:
        """What was heard last, and why."""
        return self._choice

    def coming(self) -> Sequence[Coming]:
        """The next interlude."""
        at = self._due or self._next
        return [Coming(at, self._extras[0].id, "due" if self._due else "planned")] if at is not None else []

    def start(self) -> None:
        """Nothing of its own: each source is started by whoever built it."""

    def stop(self) -> None:
        """Nothing of its own."""

    def pull(self, max_samples: int) -> Block | None:
        """More of the interlude that plays or is due, else of the programme."""
        self._look_at_gap()
        most = self._consider(self._wall(), max_samples)
        while self._part is not None:
            self._choice = Choice(self._extras[self._part].id, self._why, self._began_for)
            block = self._pull_part(self._part, max_samples)
            if block is not None:
                return self._given(block)
        self._choice = Choice(self._main.id)
        block = self._main.pull(most)
        self._in_track = block is not None and not block.last
        if block is None:
            return None
        self._count(block)
        return self._given(block)

    def skip(self) -> None:
        """Leave what plays."""
        self._playing.skip()
        self._in_track = False

    def leave(self, most: int) -> Tail:
        """Leave the running track of what plays; a track of an interlude that is left is over."""
        if not self._in_track:
            return NO_TAIL
        tail = self._playing.leave(most)
        self._fades_until = max(self._heard_until, self._timeline.position) + tail.length
        self._in_track = False
        if self._part is None:
            self._tracks += 1
        elif self._plan.parts[self._part].most is None:
            self._next_part(self._part)
        return self._joiner.leave(tail)

    def remembered(self) -> Mapping[str, object]:
        """What is due, one that plays included, what comes next, and how many tracks came since a jingle."""
        due = self._due if self._part is None else self._played_for
        moments = {"due": due, "next": self._next}
        found = {part: each.isoformat() for part, each in moments.items() if each is not None}
        return {**found, "tracks": self._tracks if self._part is None else 1}

    def recall(self, parts: Mapping[str, object]) -> None:
        """Wait for the same; where the moments are others now, for one of those, if it comes before."""
        now = self._wall()
        due, following, tracks = parts.get("due"), parts.get("next"), parts["tracks"]
        self._tracks = max(0, int(str(tracks)))
        self._due = _moment(due) if due is not None else None
        self._next = (
            min(_moment(following), next_moment(self._plan.moments, now)) if following is not None else None
        )

    # ---- deciding ---------------------------------------------------------------------------------------------------------

    @property
    def _playing(self) -> Source:
        return self._main if self._part is None else self._extras[self._part]

    def _consider(self, now: datetime, max_samples: int) -> int:
        """Begin what is due; returns how much of the programme may be played before the next moment."""
        if self._next is None:
            self._next = next_moment(self._plan.moments, now)
        if now >= self._next:
            self._fall_due(now)
        if self._due is not None and self._part is None:
            self._judge(self._due, now)
        if not self._plan.sharp:
            return max_samples
        left = (self._next - now.astimezone(UTC)).total_seconds()
        return max(1, min(max_samples, self._pcm.samples(left)))

    def _fall_due(self, now: datetime) -> None:
        """A moment has come, and replaces one that still waits."""
        moment = last_moment(self._plan.moments, now)
        if self._due is not None:
            self._drop(self._due, "the next one is due")
        on = is_on(self._plan.days, moment.astimezone(now.tzinfo))
        self._due = moment if on and self._part is None else None
        self._next = next_moment(self._plan.moments, now)

    def _judge(self, due: datetime, now: datetime) -> None:
        verdict = decide(
            now.astimezone(UTC) + self._until_heard() - due,
            timedelta(seconds=self._plan.late),
            sharp=self._plan.sharp,
            ready=any(extra.ready for extra in self._extras),
            at_boundary=not self._in_track,
            tracks=self._tracks,
        )
        if verdict.act == "drop":
            self._drop(due, verdict.why)
        elif verdict.act == "play":
            self._begin(due, verdict.why)

    def _until_heard(self) -> timedelta:
        """How long something that was left is still heard, before what is decided now."""
        return timedelta(seconds=max(0, self._fades_until - self._timeline.position) / self._pcm.rate)

    def _begin(self, due: datetime, why: str) -> None:
        self._cut = self._in_track
        self._played_for = due
        self._due, self._part, self._filled, self._in_track, self._tracks = None, 0, 0, False, 0
        self._began_for = due
        self._why = f"due at {self._shown(due)}, {why}"
        self._say(due, "played", why)

    def _drop(self, due: datetime, why: str) -> None:
        self._due = None
        self._say(due, "left out", why)
        log.info('"%s" of %s is left out: %s', self._extras[0].id, self._shown(due), why,
                 extra={"origin": self.origin})  # fmt: skip

    def _say(self, due: datetime, what: str, why: str) -> None:
        details = {"due": self._shown(due), "of": self._extras[0].id, "what": what, "why": why}
        self._tell("interlude", self.id, details)

    def _shown(self, moment: datetime) -> str:
        return clock_time(moment.astimezone(self._wall().tzinfo))

    def _look_at_gap(self) -> None:
        """Whether others were heard since: then an interlude is over, and a track of the programme comes first."""
        if self._timeline.position - max(self._heard_until, self._fades_until) > self._pcm.samples(GAP):
            self._tracks, self._part = 0, None

    def _count(self, block: Block) -> None:
        """Count the tracks of the programme since a jingle."""
        if block.last:
            self._tracks = 0 if block.segment.kind == "jingle" else self._tracks + 1

    # ---- playing ----------------------------------------------------------------------------------------------------------

    def _pull_part(self, part: int, max_samples: int) -> Block | None:
        """More of a part of the interlude; None when it is over, and the next one begins."""
        extra = self._extras[part]
        block = extra.pull(max_samples) if self._in_track or self._has_room(part) else None
        if block is None or (block.last and self._plan.parts[part].most is None):
            self._next_part(part)
        self._in_track = block is not None and not block.last
        if block is None:
            return None
        self._filled += block.length
        self._spots.add(block.segment.path or block.segment.id)
        if self._cut:
            self._cut = False
            self._joiner.change(self._main, block, at_end=False)
        return self._as_jingle(block) if self._plan.jingle else block

    def _has_room(self, part: int) -> bool:
        """Whether the next track of a part fits into the time that is left."""
        most, segment = self._plan.parts[part].most, self._extras[part].now_playing
        if most is None:
            return True
        if segment is None or segment.path in self._spots:
            return segment is None
        length = self._pcm.samples(segment.duration or 0.0)
        return self._filled + max(length, 1) <= self._pcm.samples(most)

    def _next_part(self, part: int) -> None:
        self._part = part + 1 if part + 1 < len(self._extras) else None
        self._filled, self._spots = 0, set()

    def _as_jingle(self, block: Block) -> Block:
        """The block, its segment marked as a jingle."""
        if block.segment.kind != "track":
            return block
        if self._marked is None or self._marked[0] is not block.segment:
            self._marked = block.segment, replace(block.segment, kind="jingle")
        return Block(block.samples, self._marked[1], block.offset, block.last)

    def _given(self, block: Block) -> Block:
        self._heard_until = self._timeline.position + block.length
        return self._joiner.mixed(block)
