"""Several sources that take turns, track by track.

Rules. A track is played to its end; then "rotate" gives each source as many tracks as its weight, one source after the other,
"random" draws the source of the next track, a weight of two twice as often as one, and "sequence" takes one track of each and
stays with the last. A source that cannot play is passed over. A segment without an end of its own (a tone, silence) would keep
its turn for ever. After a restart the turns go on; a track that played begins anew, and is counted once.
"""

import random
from collections.abc import Mapping, Sequence

from runtime.audio.pcm import Block, Segment
from runtime.audio.tail import NO_TAIL, Tail
from runtime.plan.source import Turns
from runtime.plan.units import NodeId
from runtime.sources.by_hand import Pinnable
from runtime.sources.children import Children
from runtime.sources.reasons import Choice
from runtime.sources.source import Source

__all__ = ["TurnsSource", "draw", "in_rotation", "in_sequence"]


def in_rotation(
    ready: Sequence[bool], weights: Sequence[int], current: int | None, played: int
) -> int | None:
    """Whose turn it is, given who played last and how many tracks in a row; None when nobody can play."""
    if current is not None and ready[current] and played < weights[current]:
        return current
    begin = 0 if current is None else current + 1
    order = [(begin + step) % len(ready) for step in range(len(ready))]
    return next((place for place in order if ready[place]), None)


def in_sequence(ready: Sequence[bool], current: int | None) -> int | None:
    """The next that can play, else the last that can; None when nobody can."""
    begin = 0 if current is None else min(current + 1, len(ready) - 1)
    behind = (place for place in range(begin, len(ready)) if ready[place])
    before = (place for place in range(begin - 1, -1, -1) if ready[place])
    return next(behind, next(before, None))


def draw(ready: Sequence[bool], weights: Sequence[int], rng: random.Random) -> int | None:
    """One of those that can play; None when nobody can."""
    able = [place for place, can in enumerate(ready) if can]
    return rng.choices(able, [weights[place] for place in able])[0] if able else None


class TurnsSource(Children, Pinnable):
    """The children of a `rotate([…])`, a `random([…])` or a `sequence([…])`."""

    def __init__(self, plan: Turns, *, node: NodeId, children: Sequence[Source], rng: random.Random) -> None:
        """Make it from its plan and the sources of its children, in the plan's order."""
        super().__init__(node, plan.origin, children)
        self._plan = plan
        self._weights = plan.weights or (1,) * len(children)
        self._rng = rng
        self._current: int | None = None
        self._played = 0
        self._at_boundary = True
        self._drawn: int | None = None

    @property
    def now_playing(self) -> Segment | None:
        """The segment of the child that plays, or whose turn it is next."""
        between = self._at_boundary and self._current is not None and self.pin is None
        place = self._upcoming() if between else self._current
        return None if place is None else self._children[place].now_playing

    @property
    def remaining(self) -> int | None:
        """Samples of the running segment of the child that plays."""
        return None if self._current is None else self._children[self._current].remaining

    def pull(self, max_samples: int) -> Block | None:
        """A block of the child whose turn it is."""
        block = self._pull_current(max_samples)
        out_of_play: set[int] = set()
        while block is None and (chosen := self._choose(out_of_play)) is not None:
            block = self._children[chosen].pull(max_samples)
            if block is None:
                out_of_play.add(chosen)
            else:
                self._played = self._played + 1 if chosen == self._current else 1
                self._current = chosen
        if block is not None:
            self._at_boundary, self._drawn = block.last, None
        return block

    def skip(self) -> None:
        """Leave the running segment of the child that plays; the next has its turn."""
        if self._current is not None:
            self._children[self._current].skip()
            self._at_boundary = True

    def leave(self, most: int) -> Tail:
        """Leave the running segment of the child that plays, if it was begun; the next has its turn."""
        if self._current is None or self._at_boundary:
            return NO_TAIL
        self._at_boundary = True
        return self._children[self._current].leave(most)

    def remembered(self) -> Mapping[str, object]:
        """Whose turn it is, and how many tracks in a row that are over."""
        if self._current is None:
            return {}
        whole = self._played if self._at_boundary else self._played - 1
        return {"turn": [self._children[self._current].id, whole, self._at_boundary]}

    def recall(self, parts: Mapping[str, object]) -> None:
        """Go on there; a child that there is no more leaves the first turn to the first."""
        match parts.get("turn"):
            case [str(name), int(played), bool(over)]:
                found = [place for place, child in enumerate(self._children) if child.id == name]
            case _:
                raise ValueError("it is no turn")
        if found and (over or self._plan.order == "rotate"):
            self._current, self._played = found[0], played
        elif found and self._plan.order == "sequence" and found[0] > 0:
            self._current = found[0] - 1

    @property
    def choice(self) -> Choice | None:
        """What plays, and why it is its turn."""
        if self._current is None:
            return None
        if self.pin is not None and self._is_by_hand(self._current):
            return Choice(self._children[self._current].id, self.pin.why)
        weight, whole = self._weights[self._current], sum(self._weights)
        match self._plan.order:
            case "rotate":
                why = f"track {self._played} of {weight} in a row" if weight > 1 else "its turn"
            case "random":
                why = f"drawn, {weight} in {whole}"
            case "sequence":
                why = f"number {self._current + 1} of {len(self._children)}"
        return Choice(self._children[self._current].id, why)

    def _pull_current(self, max_samples: int) -> Block | None:
        """More of the running track; one that breaks off is over."""
        if self._current is None or self._at_boundary:
            return None
        return self._children[self._current].pull(max_samples)

    def _upcoming(self) -> int | None:
        """Whose turn it is next, between two tracks: who fills a time asks how long that track is."""
        self._drawn = self._choose(set())
        return self._drawn

    def _choose(self, out_of_play: set[int]) -> int | None:
        wanted, drawn = self._by_hand, self._drawn
        if wanted is not None and wanted not in out_of_play:
            return wanted
        ready = [place not in out_of_play and child.ready for place, child in enumerate(self._children)]
        match self._plan.order:
            case "rotate":
                return in_rotation(ready, self._weights, self._current, self._played)
            case "sequence":
                return in_sequence(ready, self._current)
            case "random" if drawn is not None and ready[drawn]:
                return drawn
            case "random":
                return draw(ready, self._weights, self._rng)
