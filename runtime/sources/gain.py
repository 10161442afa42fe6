"""A source made louder or softer, or wider."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from runtime.audio.meter import factor
from runtime.audio.pcm import Block
from runtime.plan.sound import Amplify, Width
from runtime.plan.units import NodeId
from runtime.sources.effect import EffectSource
from runtime.sources.source import Source

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["MOST", "AmplifySource", "WidthSource", "turned"]

MOST = 60.0
"""dB, up or down, whatever a function of the script gives."""


def turned(samples: "Samples", before: float, now: float) -> "Samples":
    """Samples multiplied by a factor that moves, in a straight line, from one value to another, so that nothing clicks."""
    if before == now:
        return samples if now == 1.0 else _same_kind(samples, now)
    import numpy as np

    line = np.linspace(before, now, len(samples), dtype=np.float32)
    moved: Samples = samples * line[:, None]
    return moved


def _same_kind(samples: "Samples", by: float) -> "Samples":
    import numpy as np

    return samples * np.float32(by)


class AmplifySource(EffectSource):
    """The child of an `amplify(…)`."""

    def __init__(self, plan: Amplify, *, node: NodeId, child: Source, level: Callable[[], float]) -> None:
        """Make it from its plan; `level` reads how many dB it is at this moment."""
        super().__init__(node, plan.origin, child)
        self._level = level
        self._segment = ""
        self._hinted = 0.0
        self._factor: float | None = None

    def _work(self, samples: "Samples", block: Block) -> "Samples":
        new = block.segment.id != self._segment
        if new:
            self._segment, self._hinted = block.segment.id, block.segment.hints.gain_db or 0.0
        now = factor(max(-MOST, min(MOST, self._level() + self._hinted)))
        before, self._factor = self._factor, now
        return turned(samples, now if new or before is None else before, now)

    def _work_on_tail(self, samples: "Samples") -> "Samples":
        return turned(samples, self._factor or 1.0, self._factor or 1.0)


class WidthSource(EffectSource):
    """The child of a `mono(…)` or a `stereo(…)`: its sides, softer or louder against its middle."""

    def __init__(self, plan: Width, *, node: NodeId, child: Source) -> None:
        """Make it from its plan."""
        super().__init__(node, plan.origin, child)
        self._width = plan.width

    def _work(self, samples: "Samples", block: Block) -> "Samples":  # noqa: ARG002
        return self._work_on_tail(samples)

    def _work_on_tail(self, samples: "Samples") -> "Samples":
        import numpy as np

        if samples.shape[1] == 1 or self._width == 1.0:
            return samples
        middle = samples.mean(axis=1, keepdims=True)
        wide: Samples = middle + (samples - middle) * np.float32(self._width)
        return wide
