"""What sources have in common that are put around others: one child plays at a time, and is passed on as it is."""

from collections.abc import Sequence
from typing import Protocol

from runtime.audio.pcm import Block, Segment
from runtime.audio.tail import NO_TAIL, Tail
from runtime.plan.origin import Origin
from runtime.plan.units import NodeId
from runtime.sources.children import Children
from runtime.sources.reasons import Choice
from runtime.sources.source import Source

__all__ = ["Around"]


class Shaping(Protocol):
    """The plan of a source that is put around another."""

    @property
    def origin(self) -> Origin:
        """Its script line."""


class Around(Children):
    """A source that hears one child at a time, and passes on what it does not change."""

    def __init__(self, node: NodeId, plan: Shaping, children: Sequence[Source]) -> None:
        super().__init__(node, plan.origin, children)
        self._current = 0
        self._in_track = False

    @property
    def ready(self) -> bool:
        """Whether what comes next can play."""
        return self._playing.ready

    @property
    def settling(self) -> bool:
        """Whether it is about to have more."""
        return self._playing.settling

    @property
    def now_playing(self) -> Segment | None:
        """Its segment."""
        return self._playing.now_playing

    @property
    def choice(self) -> Choice | None:
        """What plays."""
        return Choice(self._playing.id)

    def skip(self) -> None:
        """Leave what plays."""
        self._playing.skip()
        self._in_track = False

    @property
    def remaining(self) -> int | None:
        """Samples of the running segment of what plays."""
        return self._playing.remaining

    def leave(self, most: int) -> Tail:
        """Leave the running track, if it was begun."""
        if not self._in_track:
            return NO_TAIL
        self._in_track = False
        return self._playing.leave(most)

    def pull(self, max_samples: int) -> Block | None:
        """More of what plays."""
        block = self._playing.pull(max_samples)
        self._in_track = block is not None and not block.last
        return block

    @property
    def _playing(self) -> Source:
        return self._children[self._current]
