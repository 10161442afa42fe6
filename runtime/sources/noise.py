"""White noise, for tests."""

import random

from runtime.audio.meter import factor
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.media.title import Title
from runtime.plan.sound import Noise
from runtime.plan.units import NodeId
from runtime.sources.endless import Endless

__all__ = ["NoiseSource"]


class NoiseSource(Endless):
    """Noise without an end, each channel its own."""

    def __init__(self, plan: Noise, *, node: NodeId, pcm: PcmFormat, rng: random.Random) -> None:
        """Make it from its plan."""
        self.id = node
        self.origin = plan.origin
        self.now_playing = Segment(f"{node}/1", "tone", Title(title="Noise"), "", plan.origin)
        self._pcm = pcm
        self._level = factor(plan.level)
        self._seed = rng.getrandbits(32)
        self._position = 0

    def pull(self, max_samples: int) -> Block:
        """The next samples."""
        import numpy as np

        chance = np.random.default_rng((self._seed, self._position))
        samples = chance.standard_normal((max_samples, self._pcm.channels), np.float32) * np.float32(
            self._level
        )
        block = Block(samples, self.now_playing, self._position)
        self._position += max_samples
        return block
