"""A sine wave, for tests and line-up."""

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import BlockTail, Tail
from runtime.media.title import Title
from runtime.plan.source import Tone
from runtime.plan.units import NodeId

__all__ = ["ToneSource"]


class ToneSource:
    """A wave that goes on for ever without a seam."""

    def __init__(self, plan: Tone, *, node: NodeId, pcm: PcmFormat) -> None:
        """Make it from its plan."""
        self.id = node
        self.origin = plan.origin
        self.now_playing = Segment(
            f"{node}/1", "tone", Title(title=f"{plan.frequency:g} Hz"), "", plan.origin
        )
        self._pcm = pcm
        self._frequency = plan.frequency
        self._loudest = 10 ** (plan.level / 20)
        self._position = 0

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
        """It has no end."""
        return None

    def start(self) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Nothing to do."""

    def pull(self, max_samples: int) -> Block:
        """The next `max_samples` of the wave."""
        import numpy as np

        steps = np.arange(self._position, self._position + max_samples, dtype=np.float64)
        turns = steps * (self._frequency / self._pcm.rate) % 1.0
        wave = (np.sin(2 * np.pi * turns) * self._loudest).astype(np.float32)
        block = Block(np.repeat(wave[:, None], self._pcm.channels, axis=1), self.now_playing, self._position)
        self._position += max_samples
        return block

    def skip(self) -> None:
        """There is nothing behind it."""

    def leave(self, most: int) -> Tail:
        """A little more of the wave, which goes on."""
        return BlockTail([self.pull(most)])
