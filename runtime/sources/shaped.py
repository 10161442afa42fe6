"""Sources put around others: a jingle after each track, a rest after each track, one track only."""

from collections.abc import Callable, Mapping, Sequence

from runtime.audio.pcm import Block, Segment
from runtime.audio.tail import Tail
from runtime.plan.interlude import Attach, Delay, Once
from runtime.plan.units import NodeId
from runtime.sources.around import Around
from runtime.sources.source import Source

__all__ = ["AttachSource", "DelaySource", "OnceSource"]


class AttachSource(Around):
    """`append(…)` and `prepend(…)`: a track of the second child after, or before, each track of the first.

    Rules: where the second has nothing to play, the first goes on without it. Jingles of the first have nothing attached, and
    neither has a track whose tags want none (`liq_append`, `liq_prepend`).
    """

    def __init__(self, plan: Attach, *, node: NodeId, children: Sequence[Source]) -> None:
        """Make it from its plan; the programme is the first child."""
        super().__init__(node, plan, children)
        self._before = plan.place == "before"
        self._owed = self._before
        self._takes = True

    @property
    def ready(self) -> bool:
        """Whether the programme can play, or what is attached goes on."""
        return self._playing.ready or self._children[0].ready

    def pull(self, max_samples: int) -> Block | None:
        """A track of the one, and one of the other."""
        if not self._in_track:
            self._current, self._owed = int(self._owed and self._wanted()), False
        block = super().pull(max_samples)
        if block is None and self._current == 1:
            self._current = 0
            block = super().pull(max_samples)
        if block is not None:
            self._takes = block.segment.kind == "track" and not block.segment.hints.no_append
        if block is not None and block.last and self._current == 0:
            self._owed = self._before or self._takes
        return block

    def skip(self) -> None:
        """Leave what plays."""
        super().skip()
        self._owed = self._before

    def leave(self, most: int) -> Tail:
        """Leave the running track; the other one's turn has come."""
        if self._in_track and self._current == 0:
            self._owed = self._before or self._takes
        return super().leave(most)

    def remembered(self) -> Mapping[str, object]:
        """Whether something is to be attached; what is in the middle of it is."""
        return {"owed": self._owed or (self._in_track and self._current == 1)}

    def recall(self, parts: Mapping[str, object]) -> None:
        """Owe it still."""
        self._owed = bool(parts["owed"])

    def _wanted(self) -> bool:
        """Whether what is attached can play, and there is something to attach it to."""
        main, extra = self._children
        upcoming = main.now_playing
        return extra.ready and (not self._before or (main.ready and _takes_before(upcoming)))


def _takes_before(segment: Segment | None) -> bool:
    """Whether something may be played before a track."""
    return segment is None or (segment.kind == "track" and not segment.hints.no_prepend)


class DelaySource(Around):
    """`delay(…)`: its child, which rests after each of its tracks."""

    def __init__(
        self, plan: Delay, *, node: NodeId, children: Sequence[Source], now: Callable[[], float]
    ) -> None:
        """Make it from its plan; `now` tells the programme's time in seconds."""
        super().__init__(node, plan, children)
        self._rest = plan.rest
        self._now = now
        self._rested_at: float | None = None

    @property
    def ready(self) -> bool:
        """Whether it has rested, and can play."""
        return self._playing.ready and not self._rests()

    @property
    def settling(self) -> bool:
        """Whether it is about to have more."""
        return self._playing.settling and not self._rests()

    def pull(self, max_samples: int) -> Block | None:
        """More of the child, unless it rests."""
        block = None if self._rests() else super().pull(max_samples)
        if block is not None and block.last:
            self._rested_at = self._now() + self._rest
        return block

    def skip(self) -> None:
        """Leave what plays, and rest."""
        super().skip()
        self._rested_at = self._now() + self._rest

    def leave(self, most: int) -> Tail:
        """Leave the running track, and rest; what was broken off counts as played."""
        if self._in_track:
            self._rested_at = self._now() + self._rest
        return super().leave(most)

    def remembered(self) -> Mapping[str, object]:
        """Until when it rests, in seconds since 1970."""
        return {} if self._rested_at is None else {"until": self._rested_at}

    def recall(self, parts: Mapping[str, object]) -> None:
        """Rest until then, and not longer than it would rest now."""
        self._rested_at = min(float(str(parts["until"])), self._now() + self._rest)

    def _rests(self) -> bool:
        return not self._in_track and self._rested_at is not None and self._now() < self._rested_at


class OnceSource(Around):
    """`once(…)`: one track of its child, and no other."""

    def __init__(self, plan: Once, *, node: NodeId, children: Sequence[Source]) -> None:
        """Make it from its plan."""
        super().__init__(node, plan, children)
        self._over = False

    @property
    def ready(self) -> bool:
        """Whether its one track is still to be played, and can be."""
        return not self._over and self._playing.ready

    @property
    def settling(self) -> bool:
        """Whether it is about to have more."""
        return not self._over and self._playing.settling

    def pull(self, max_samples: int) -> Block | None:
        """More of the one track."""
        block = None if self._over else super().pull(max_samples)
        self._over = self._over or (block is not None and block.last)
        return block

    def remembered(self) -> Mapping[str, object]:
        """Whether its one track has been played."""
        return {"over": self._over}

    def recall(self, parts: Mapping[str, object]) -> None:
        """Play it no more, if it has been."""
        self._over = bool(parts["over"])

    def skip(self) -> None:
        """Leave it, for good."""
        super().skip()
        self._over = True

    def leave(self, most: int) -> Tail:
        """Leave it, for good; what was broken off does not come again."""
        self._over = self._over or self._in_track
        return super().leave(most)
