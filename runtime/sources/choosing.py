"""What `fallback` and `switch` have in common: one child plays, and how it is chosen is the only difference."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from runtime.audio.pcm import Block, Segment
from runtime.plan.origin import Origin
from runtime.plan.units import NodeId
from runtime.sources.source import Source

__all__ = ["Choice", "ChoosingSource"]

Choice: TypeAlias = Callable[[set[int]], int | None]
"""Names the child that plays next, without those that turned out to have nothing; None when none can."""


class ChoosingSource:
    """One of several children at a time. Children that are not chosen are not pulled, and go on later where they were.

    A kind of its own says how a child is chosen (`_choices`) and what the log says of a change (`_tell`), beside `ready`
    and `settling`.
    """

    def __init__(self, node: NodeId, origin: Origin, children: Sequence[Source]) -> None:
        self.id = node
        self.origin = origin
        self._children = tuple(children)
        self._current: int | None = None
        self._at_boundary = True

    @property
    def now_playing(self) -> Segment | None:
        """The segment of the child that plays."""
        return None if self._current is None else self._children[self._current].now_playing

    def start(self) -> None:
        """Nothing of its own: each source is started by whoever built it."""

    def stop(self) -> None:
        """Nothing of its own."""

    def pull(self, max_samples: int) -> Block | None:
        """A block of the best choice that has one."""
        choose, out_of_play = self._choices(), set[int]()
        while (chosen := choose(out_of_play)) is not None:
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

    def _choices(self) -> Choice:
        """How children are chosen at this moment."""
        raise NotImplementedError

    def _tell(self, before: int, to: int) -> None:
        """Tell in the log that another child plays."""
        raise NotImplementedError

    def _ready(self, out_of_play: set[int]) -> list[bool]:
        return [place not in out_of_play and child.ready for place, child in enumerate(self._children)]

    def _switched(self, to: int | None) -> None:
        """Tell a change, once it is one."""
        before, self._current = self._current, to
        if to is not None and before is not None and before != to:
            self._tell(before, to)
