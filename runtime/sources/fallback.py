"""The first of several sources that can play.

Rules. A source that is lost is left at once, whatever was said about waiting. One further up that can play
takes over at once too, or, with `wait`, when the running segment ends; a segment without an end of its own (a
tone, silence) is never waited for. Sources that are not chosen are not pulled, and go on later where they
were.
"""

import logging
from collections.abc import Sequence

from runtime.audio.pcm import Block, Segment
from runtime.plan.source import Fallback
from runtime.plan.units import NodeId
from runtime.sources.source import Source

__all__ = ["FallbackSource", "decide"]

log = logging.getLogger("legacystream.sources")


def decide(ready: Sequence[bool], current: int | None, *, wait: bool, at_boundary: bool) -> int | None:
    """Which child plays next; None when none can.

    Args:
        ready: for each child, first choice first, whether it can play.
        current: the one that played last.
        wait: whether the running segment is played to its end.
        at_boundary: whether it has ended, or has no end.
    """
    first = next((place for place, can in enumerate(ready) if can), None)
    if current is not None and ready[current] and wait and not at_boundary:
        return current
    return first


class FallbackSource:
    """The children of a `fallback([…])`, best first."""

    def __init__(self, plan: Fallback, *, node: NodeId, children: Sequence[Source]) -> None:
        """Make it from its plan and the sources of its children, in the plan's order."""
        self.id = node
        self.origin = plan.origin
        self._plan = plan
        self._children = tuple(children)
        self._current: int | None = None
        self._at_boundary = True

    @property
    def ready(self) -> bool:
        """Whether any child can play."""
        return any(child.ready for child in self._children)

    @property
    def settling(self) -> bool:
        """Whether the child that would play is about to have more."""
        busy = (child.settling for child in self._children if child.settling or child.ready)
        return next(busy, False)

    @property
    def now_playing(self) -> Segment | None:
        """The segment of the child that plays."""
        return None if self._current is None else self._children[self._current].now_playing

    def start(self) -> None:
        """Nothing of its own: each source is started by whoever built it."""

    def stop(self) -> None:
        """Nothing of its own."""

    def pull(self, max_samples: int) -> Block | None:
        """A block of the best child that has one."""
        out_of_play: set[int] = set()
        while (chosen := self._choose(out_of_play)) is not None:
            block = self._children[chosen].pull(max_samples)
            if block is not None:
                self._switched(chosen)
                self._at_boundary = block.last or block.segment.endless
                return block
            out_of_play.add(chosen)
        self._switched(None)
        return None

    def skip(self) -> None:
        """Leave the running segment of the child that plays."""
        if self._current is not None:
            self._children[self._current].skip()
            self._at_boundary = True

    def _choose(self, out_of_play: set[int]) -> int | None:
        ready = [place not in out_of_play and child.ready for place, child in enumerate(self._children)]
        return decide(ready, self._current, wait=self._plan.wait, at_boundary=self._at_boundary)

    def _switched(self, to: int | None) -> None:
        """Tell a change, once it is one."""
        before, self._current = self._current, to
        if to is None or before is None or before == to:
            return
        left, taken = self._children[before].id, self._children[to].id
        why = f'"{left}" has nothing to play' if to > before else f'"{taken}" can play again'
        log.info('%s: listeners hear "%s"', why, taken, extra={"origin": self.origin})
