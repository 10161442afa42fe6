"""The built-in floor below every mount's programme: silence instead of nothing."""

import logging
from collections.abc import Callable, Sequence
from itertools import count

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, Tail
from runtime.plan.units import MountPath
from runtime.sources.source import Source

__all__ = ["STEADY", "Floor"]

log = logging.getLogger("legacystream.sources")

STEADY = 10.0
"""Seconds a source must have played before its falling silent is told anew; before that it is counted."""


class Floor:
    """A source that always plays: what its child plays, or silence, and says so.

    Attributes:
        on_floor: whether listeners hear the floor's silence now.
    """

    def __init__(
        self, child: Source, pcm: PcmFormat, clock: Callable[[], float], heard_on: Sequence[MountPath] = ()
    ) -> None:
        """Put a floor below `child`; `heard_on` are the mounts whose listeners hear it, without whom nothing is told."""
        self.id = child.id
        self.origin = child.origin
        self.on_floor = False
        self._child = child
        self._pcm = pcm
        self._clock = clock
        self._mounts = ", ".join(f'"{path}"' for path in heard_on)
        self._numbers = count(1)
        self._segment = self._new_segment()
        self._offset = 0
        self._since = 0.0
        self._told_at: float | None = None
        self._times = 0

    @property
    def ready(self) -> bool:
        """Always."""
        return True

    @property
    def settling(self) -> bool:
        """Whether the child is about to have something."""
        return self._child.settling

    @property
    def now_playing(self) -> Segment | None:
        """The child's segment, or the floor's own."""
        return self._segment if self.on_floor else self._child.now_playing

    @property
    def remaining(self) -> int | None:
        """Up to the end of the child's segment; the floor itself has none."""
        return None if self.on_floor else self._child.remaining

    def start(self) -> None:
        """Nothing of its own."""

    def stop(self) -> None:
        """Nothing of its own."""

    def pull(self, max_samples: int) -> Block:
        """What the child has; otherwise silence of just that length."""
        block = self._child.pull(max_samples)
        if block is None:
            return self._silence(max_samples)
        if self.on_floor:
            self._leave()
        return block

    def skip(self) -> None:
        """Leave the child's running segment."""
        self._child.skip()

    def leave(self, most: int) -> Tail:
        """Leave what the child plays."""
        return NO_TAIL if self.on_floor else self._child.leave(most)

    def _silence(self, length: int) -> Block:
        import numpy as np

        if not self.on_floor:
            self._enter()
        block = Block(np.zeros((length, self._pcm.channels), np.float32), self._segment, self._offset)
        self._offset += length
        return block

    def _enter(self) -> None:
        self.on_floor = True
        self._segment, self._offset = self._new_segment(), 0
        before, self._since = self._since, self._clock()
        self._times += 1
        if self._told_at is None or self._since - before >= STEADY:
            self._told_at = self._since
            self._warn("nothing to play: listeners of %s hear silence until there is", self._mounts)

    def _leave(self) -> None:
        self.on_floor = False
        before, self._since = self._since, self._clock()
        if self._told_at == before:
            self._warn(
                "listeners of %s hear the programme again, after %.1f s of silence",
                self._mounts,
                self._since - before,
            )

    def _new_segment(self) -> Segment:
        return Segment(f"{self.id}/floor/{next(self._numbers)}", "floor", origin=self.origin)

    def _warn(self, text: str, *values: object) -> None:
        if self._mounts:
            log.warning(text, *values, extra={"origin": self.origin})
