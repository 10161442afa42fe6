"""The first of several sources that can play.

Rules. A source that is lost is left at once, whatever was said about waiting. One further up that can play
takes over at once too, or, with `wait`, when the running segment ends; a segment without an end of its own (a
tone, silence) is never waited for. Sources that are not chosen are not pulled.
"""

import logging
from collections.abc import Sequence

from runtime.plan.source import Fallback
from runtime.plan.units import NodeId
from runtime.sources.choosing import Choice, ChoosingSource
from runtime.sources.joiner import Joiner
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


class FallbackSource(ChoosingSource):
    """The children of a `fallback([…])`, best first."""

    def __init__(
        self, plan: Fallback, *, node: NodeId, children: Sequence[Source], joiner: Joiner | None = None
    ) -> None:
        """Make it from its plan and the sources of its children, in the plan's order; `joiner` joins them."""
        super().__init__(node, plan.origin, children, joiner)
        self._plan = plan

    @property
    def settling(self) -> bool:
        """Whether the child that would play is about to have more."""
        busy = (child.settling for child in self._children if child.settling or child.ready)
        return next(busy, False)

    def _choices(self) -> Choice:
        return self._choose

    def _choose(self, out_of_play: set[int]) -> int | None:
        ready = self._ready(out_of_play)
        return decide(ready, self._current, wait=self._plan.wait, at_boundary=self._at_boundary)

    def _why(self) -> str:
        better = [f'"{each.id}"' for each in self._children[: self._current] if not each.ready]
        return f"nothing on {', '.join(better)}" if better else ""

    def _tell(self, before: int, to: int) -> None:
        left, taken = self._children[before].id, self._children[to].id
        why = f'"{left}" has nothing to play' if to > before else f'"{taken}" can play again'
        log.info('%s: listeners hear "%s"', why, taken, extra={"origin": self.origin})
