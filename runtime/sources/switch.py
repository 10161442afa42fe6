"""The source whose time it is.

Rules. The first child plays whose schedule is on and that can play; one that cannot is passed over. When the hour comes,
the change takes place at once, or, with `wait`, when the running segment ends; a segment without an end of its own is never
waited for. A child that is lost is left at once.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from runtime.audio.pcm import Block, Segment
from runtime.plan.schedule import holds
from runtime.plan.source import Switch
from runtime.plan.units import NodeId
from runtime.plan.wall_clock import wall_time
from runtime.sources.source import Source

__all__ = ["SwitchSource", "decide"]

log = logging.getLogger("legacystream.sources")


def decide(
    on: Sequence[bool], ready: Sequence[bool], current: int | None, *, wait: bool, at_boundary: bool
) -> int | None:
    """Which child plays next; None when none may or can.

    Args:
        on: for each child, in the script's order, whether its hour has come.
        ready: for each child, whether it can play.
        current: the one that played last.
        wait: whether the running segment is played to its end.
        at_boundary: whether it has ended, or has no end.
    """
    if current is not None and ready[current] and wait and not at_boundary:
        return current
    possible = (place for place, both in enumerate(zip(on, ready, strict=True)) if all(both))
    return next(possible, None)


class SwitchSource:
    """The children of a `switch([…])`."""

    def __init__(
        self, plan: Switch, *, node: NodeId, children: Sequence[Source], wall: Callable[[], datetime]
    ) -> None:
        """Make it from its plan and the sources of its children; `wall` tells the station's date and time."""
        self.id = node
        self.origin = plan.origin
        self._plan = plan
        self._children = tuple(children)
        self._wall = wall
        self._current: int | None = None
        self._at_boundary = True

    @property
    def ready(self) -> bool:
        """Whether a child may and can play."""
        return self._choose(self._on(), set()) is not None

    @property
    def settling(self) -> bool:
        """Whether the child that would play is about to have more."""
        pairs = zip(self._on(), self._children, strict=True)
        busy = (child.settling for on, child in pairs if on and (child.settling or child.ready))
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
        """A block of the child whose time it is."""
        on, out_of_play = self._on(), set[int]()
        while (chosen := self._choose(on, out_of_play)) is not None:
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

    def _on(self) -> list[bool]:
        now = wall_time(self._wall())
        return [holds(schedule, now) for schedule in self._plan.schedules]

    def _choose(self, on: Sequence[bool], out_of_play: set[int]) -> int | None:
        ready = [place not in out_of_play and child.ready for place, child in enumerate(self._children)]
        return decide(on, ready, self._current, wait=self._plan.wait, at_boundary=self._at_boundary)

    def _switched(self, to: int | None) -> None:
        """Tell a change, once it is one."""
        before, self._current = self._current, to
        if to is None or before is None or before == to:
            return
        left, taken = self._children[before].id, self._children[to].id
        log.info('"%s" ends: listeners hear "%s"', left, taken, extra={"origin": self.origin})
