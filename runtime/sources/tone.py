"""A sine wave, for tests and line-up."""

from collections.abc import Callable

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.media.title import Title
from runtime.plan.handler import at_first
from runtime.plan.source import Tone
from runtime.plan.units import NodeId
from runtime.sources.endless import Endless

__all__ = ["ToneSource"]


class ToneSource(Endless):
    """A wave that goes on for ever without a seam. A new level is reached over a block, without a click."""

    def __init__(
        self, plan: Tone, *, node: NodeId, pcm: PcmFormat, level: Callable[[], float] | None = None
    ) -> None:
        """Make it from its plan. `level` gives the level in dB, block by block, where it may change."""
        self.id = node
        self.origin = plan.origin
        self.now_playing = Segment(
            f"{node}/1", "tone", Title(title=f"{plan.frequency:g} Hz"), "", plan.origin
        )
        self._pcm = pcm
        self._frequency = plan.frequency
        self._level = level or (lambda: at_first(plan.level))
        self._loudest = _loudest(self._level())
        self._position = 0

    def pull(self, max_samples: int) -> Block:
        """The next `max_samples` of the wave."""
        import numpy as np

        steps = np.arange(self._position, self._position + max_samples, dtype=np.float64)
        turns = steps * (self._frequency / self._pcm.rate) % 1.0
        before, self._loudest = self._loudest, _loudest(self._level())
        loudest = np.linspace(before, self._loudest, max_samples) if before != self._loudest else before
        wave = (np.sin(2 * np.pi * turns) * loudest).astype(np.float32)
        block = Block(np.repeat(wave[:, None], self._pcm.channels, axis=1), self.now_playing, self._position)
        self._position += max_samples
        return block


def _loudest(level: float) -> float:
    """The highest sample of a level in dB; full scale is the loudest there is."""
    return float(10 ** (min(level, 0.0) / 20))
