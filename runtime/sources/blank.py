"""Silence, for a while or for ever."""

from itertools import count

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, Tail
from runtime.plan.source import Blank
from runtime.plan.units import NodeId

__all__ = ["BlankSource"]


class BlankSource:
    """Silence. With a duration it comes in segments of that length, one after the other."""

    def __init__(self, plan: Blank, *, node: NodeId, pcm: PcmFormat) -> None:
        """Make it from its plan."""
        self.id = node
        self.origin = plan.origin
        self._pcm = pcm
        self._length = None if plan.duration is None else max(1, pcm.samples(plan.duration))
        self._numbers = count(1)
        self._position = 0
        self.now_playing = self._segment()

    @property
    def ready(self) -> bool:
        """Always."""
        return True

    @property
    def settling(self) -> bool:
        """Never."""
        return False

    @property
    def remaining(self) -> int | None:
        """Up to the end of its duration."""
        return None if self._length is None else self._length - self._position

    def start(self) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Nothing to do."""

    def pull(self, max_samples: int) -> Block:
        """Silence up to the end of its segment."""
        import numpy as np

        left = max_samples if self._length is None else self._length - self._position
        length = min(max_samples, left)
        last = length == left and self._length is not None
        silence = np.zeros((length, self._pcm.channels), np.float32)
        block = Block(silence, self.now_playing, self._position, last)
        self._position += length
        if last:
            self.skip()
        return block

    def skip(self) -> None:
        """Begin the next stretch of silence."""
        self._position = 0
        self.now_playing = self._segment()

    def leave(self, most: int) -> Tail:  # noqa: ARG002
        """Begin the next stretch; what is left of this one is not heard."""
        if self._position and self._length is not None:
            self.skip()
        return NO_TAIL

    def _segment(self) -> Segment:
        return Segment(f"{self.id}/{next(self._numbers)}", "silence", origin=self.origin)
