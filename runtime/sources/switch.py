"""The source whose time it is.

Rules. The first child plays whose schedule is on and that can play; one that cannot is passed over. When the hour comes,
the change takes place at once, or, with `wait`, when the running segment ends; a segment without an end of its own is never
waited for. A child that is lost is left at once.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from runtime.plan.schedule import holds, is_on, next_change
from runtime.plan.source import Switch
from runtime.plan.spelling import spelled
from runtime.plan.units import NodeId
from runtime.plan.wall_clock import wall_time
from runtime.sources import reasons
from runtime.sources.choosing import Choice, ChoosingSource
from runtime.sources.joiner import Joiner
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


class SwitchSource(ChoosingSource):
    """The children of a `switch([…])`."""

    def __init__(
        self,
        plan: Switch,
        *,
        node: NodeId,
        children: Sequence[Source],
        wall: Callable[[], datetime],
        joiner: Joiner | None = None,
    ) -> None:
        """Make it from its plan and the sources of its children.

        `wall` tells the station's date and time, `joiner` joins what follows each other.
        """
        super().__init__(node, plan.origin, children, joiner)
        self._plan = plan
        self._wall = wall

    @property
    def ready(self) -> bool:
        """Whether a child may and can play."""
        return self._by_hand is not None or self._choose(self._on(), set()) is not None

    @property
    def settling(self) -> bool:
        """Whether the child that would play is about to have more."""
        pairs = zip(self._on(), self._children, strict=True)
        busy = (child.settling for on, child in pairs if on and (child.settling or child.ready))
        return next(busy, False)

    def coming(self) -> Sequence[reasons.Coming]:
        """When schedules begin or end."""
        now, pairs = self._wall(), zip(self._plan.schedules, self._children, strict=True)
        changes = ((next_change(schedule, now), schedule, child) for schedule, child in pairs)
        return [
            reasons.Coming(at, child.id, f"{spelled(schedule)} {'begins' if is_on(schedule, at) else 'ends'}")
            for at, schedule, child in changes
            if at is not None
        ]

    def _on(self) -> list[bool]:
        now = wall_time(self._wall())
        return [holds(schedule, now) for schedule in self._plan.schedules]

    def _choices(self) -> Choice:
        return partial(self._choose, self._on())

    def _choose(self, on: Sequence[bool], out_of_play: set[int]) -> int | None:
        ready = self._ready(out_of_play)
        return decide(on, ready, self._current, wait=self._plan.wait, at_boundary=self._at_boundary)

    def _why(self) -> str:
        return "" if self._current is None else spelled(self._plan.schedules[self._current])

    def _tell(self, before: int, to: int) -> None:
        left, taken = self._children[before].id, self._children[to].id
        log.info('"%s" ends: listeners hear "%s"', left, taken, extra={"origin": self.origin})
