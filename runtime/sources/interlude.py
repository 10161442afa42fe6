"""A programme, and what is put into it at certain moments: jingles, news, breaks.

Rules. What is due waits for the end of the running track, or, when sharp, cuts it off to the sample; a new track follows it. Of
several moments that pass in one track, the last one counts. What waits for an end also waits for a track of the programme since
the last jingle, this one's or any other's, so that there are never two in a row. What cannot begin in time is left out, and
told. An interlude that has begun is played to its end, whole tracks only; it fills its time with the tracks that fit, none of
them twice. What fell due, or was broken off, while the station was away is judged when it is back, by how late that is.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from runtime.audio.pcm import Block, PcmFormat
from runtime.audio.tail import NO_TAIL, Tail
from runtime.plan.interlude import Interlude
from runtime.plan.units import NodeId
from runtime.sources.around import Around
from runtime.sources.diary import Diary, decide
from runtime.sources.joiner import Joiner
from runtime.sources.reasons import Choice, Coming, clock_time
from runtime.sources.shared import Timeline
from runtime.sources.source import Source
from runtime.sources.stopset import Stopset

__all__ = ["InterludeSource"]

log = logging.getLogger("legacystream.sources")

GAP = 0.25
"""Seconds of the programme that others filled: who is heard again after more was not heard in between. What is left of a track,
and fades out, is heard."""


class InterludeSource(Around):
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
        super().__init__(node, plan, children)
        self._plan, self._pcm, self._wall, self._timeline, self._tell = plan, pcm, wall, timeline, tell
        self._main, *extras = children
        self._diary = Diary(plan, self._left_out)
        self._stopset = Stopset(plan, extras, pcm)
        self._joiner = Joiner(pcm)
        self._playing_for: datetime | None = None
        self._why = ""
        self._choice: Choice | None = None
        self._cut = False
        self._tracks = 0
        self._heard_until = self._fades_until = 0

    # ---- what every source can do ---------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether the programme can play, or the interlude goes on."""
        return self._playing.ready or self._main.ready

    @property
    def choice(self) -> Choice | None:
        """What was heard last, and why."""
        return self._choice

    def coming(self) -> Sequence[Coming]:
        """The next interlude."""
        at, due = self._diary.coming, self._diary.due
        return [Coming(at, self._stopset.name, "due" if due else "planned")] if at is not None else []

    def pull(self, max_samples: int) -> Block | None:
        """More of the interlude that plays or is due, else of the programme."""
        self._look_at_gap()
        most = self._consider(self._wall(), max_samples)
        while (part := self._stopset.playing) is not None:
            self._choice = Choice(part.id, self._why, self._playing_for)
            block = self._pull_part(max_samples)
            if block is not None:
                return self._given(block)
        self._choice = Choice(self._main.id)
        block = self._main.pull(most)
        self._in_track = block is not None and not block.last
        if block is None:
            return None
        self._count(block)
        return self._given(block)

    def leave(self, most: int) -> Tail:
        """Leave the running track of what plays; a track of an interlude that is left is over."""
        if not self._in_track:
            return NO_TAIL
        tail = self._playing.leave(most)
        self._fades_until = max(self._heard_until, self._timeline.position) + tail.length
        self._in_track = False
        if self._stopset.playing is None:
            self._tracks += 1
        self._stopset.track_left()
        return self._joiner.leave(tail)

    def remembered(self) -> Mapping[str, object]:
        """What is due, one that plays included, what comes next, and how many tracks came since a jingle."""
        if self._stopset.playing is None:
            return {**self._diary.remembered(None), "tracks": self._tracks}
        return {**self._diary.remembered(self._playing_for), "tracks": 1}

    def recall(self, parts: Mapping[str, object]) -> None:
        """Wait for the same; where the moments are others now, for one of those, if it comes before."""
        self._tracks = max(0, int(str(parts["tracks"])))
        self._diary.recall(parts, self._wall())

    # ---- deciding ---------------------------------------------------------------------------------------------------------

    @property
    def _playing(self) -> Source:
        part = self._stopset.playing
        return self._main if part is None else part

    def _consider(self, now: datetime, max_samples: int) -> int:
        """Begin what is due; returns how much of the programme may be played before the next moment."""
        self._diary.look(now, busy=self._stopset.playing is not None)
        if self._diary.due is not None and self._stopset.playing is None:
            self._judge(self._diary.due, now)
        if not self._plan.sharp:
            return max_samples
        return max(1, min(max_samples, self._pcm.samples(self._diary.until_next(now))))

    def _judge(self, due: datetime, now: datetime) -> None:
        verdict = decide(
            now.astimezone(UTC) + self._until_heard() - due,
            timedelta(seconds=self._plan.late),
            sharp=self._plan.sharp,
            ready=self._stopset.ready,
            at_boundary=not self._in_track,
            tracks=self._tracks,
        )
        if verdict.act == "drop":
            self._diary.drop(due, verdict.why)
        elif verdict.act == "play":
            self._begin(due, verdict.why)

    def _until_heard(self) -> timedelta:
        """How long something that was left is still heard, before what is decided now."""
        return timedelta(seconds=max(0, self._fades_until - self._timeline.position) / self._pcm.rate)

    def _begin(self, due: datetime, why: str) -> None:
        self._cut, self._in_track, self._tracks = self._in_track, False, 0
        self._diary.due, self._playing_for = None, due
        self._stopset.begin()
        self._why = f"due at {self._shown(due)}, {why}"
        self._say(due, "played", why)

    def _left_out(self, due: datetime, why: str) -> None:
        self._say(due, "left out", why)
        log.info('"%s" of %s is left out: %s', self._stopset.name, self._shown(due), why,
                 extra={"origin": self.origin})  # fmt: skip

    def _say(self, due: datetime, what: str, why: str) -> None:
        details = {"due": self._shown(due), "of": self._stopset.name, "what": what, "why": why}
        self._tell("interlude", self.id, details)

    def _shown(self, moment: datetime) -> str:
        return clock_time(moment.astimezone(self._wall().tzinfo))

    def _look_at_gap(self) -> None:
        """Whether others were heard since: then an interlude is over, and a track of the programme comes first."""
        if self._timeline.position - max(self._heard_until, self._fades_until) > self._pcm.samples(GAP):
            self._tracks = 0
            self._stopset.end()

    def _count(self, block: Block) -> None:
        """Count the tracks of the programme since a jingle."""
        if block.last:
            self._tracks = 0 if block.segment.kind == "jingle" else self._tracks + 1

    # ---- playing ----------------------------------------------------------------------------------------------------------

    def _pull_part(self, max_samples: int) -> Block | None:
        """More of the interlude; None when a part of it is over."""
        block = self._stopset.pull(max_samples, in_track=self._in_track)
        self._in_track = block is not None and not block.last
        if block is None:
            return None
        if self._cut:
            self._cut = False
            self._joiner.change(self._main, block, at_end=False)
        return self._stopset.marked(block)

    def _given(self, block: Block) -> Block:
        self._heard_until = self._timeline.position + block.length
        return self._joiner.mixed(block)
