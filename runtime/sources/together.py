"""Several sources heard at once: `add`, and `duck` for a voice over music.

Rule: the first child that plays says what the segment is and how long the block; the others give just as much, or silence.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from runtime.audio.meter import factor, rms
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import ShapedTail, SumTail, Tail
from runtime.plan.sound import Duck, Mix
from runtime.plan.units import NodeId
from runtime.sources.children import Children
from runtime.sources.shared import Timeline
from runtime.sources.source import Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from runtime.audio.pcm import Samples

__all__ = ["STEP", "DuckSource", "MixSource"]

STEP = 0.010
"""Seconds between one look at how loud the voice is and the next."""


class MixSource(Children):
    """The children of an `add([…])`."""

    def __init__(
        self,
        plan: Mix | Duck,
        *,
        node: NodeId,
        children: Sequence[Source],
        pcm: PcmFormat,
        timeline: Timeline,
    ) -> None:
        """Make it from its plan; `timeline` tells shared children for which time they are pulled."""
        super().__init__(node, plan.origin, children)
        self._weights = plan.weights if isinstance(plan, Mix) else ()
        self._pcm = pcm
        self._timeline = timeline

    @property
    def now_playing(self) -> Segment | None:
        """The segment of the first child that plays."""
        return self._first.now_playing

    @property
    def remaining(self) -> int | None:
        """Samples of the running segment of the first child that plays."""
        return self._first.remaining

    @property
    def _first(self) -> Source:
        return next((child for child in self._children if child.ready), self._children[0])

    def pull(self, max_samples: int) -> Block | None:
        """What all have that have something."""
        for place, child in enumerate(self._children):
            block = child.pull(max_samples)
            if block is not None:
                parts = [self._weighted(place, block.samples)]
                parts += self._others(place, block.length)
                return block.sounding(self._mixed(parts))
        return None

    def skip(self) -> None:
        """Leave the running segment of the first child that plays."""
        self._first.skip()

    def leave(self, most: int) -> Tail:
        """Leave all."""
        tails = [child.leave(most) for child in self._children]
        return SumTail(
            [ShapedTail(tail, self._turner(place)) for place, tail in enumerate(tails) if tail.length]
        )

    def _others(self, first: int, length: int) -> "list[Samples]":
        """What the children behind the first one have for the same time."""
        found = []
        for place, child in enumerate(self._children[first + 1 :], first + 1):
            samples = pulled(child, length, self._timeline, self._pcm)
            if samples is not None:
                found.append(self._weighted(place, samples))
        return found

    def _mixed(self, parts: "list[Samples]") -> "Samples":
        mixed = parts[0]
        for each in parts[1:]:
            mixed = mixed + each
        return mixed

    def _turner(self, place: int) -> "Turner":
        return Turner(self._weights[place] if self._weights else 1.0)

    def _weighted(self, place: int, samples: "Samples") -> "Samples":
        return self._turner(place)(samples)


class Turner:
    """Multiplies samples by one number."""

    def __init__(self, by: float) -> None:
        self._by = by

    def __call__(self, samples: "Samples") -> "Samples":
        """The samples, multiplied."""
        import numpy as np

        return samples if self._by == 1.0 else samples * np.float32(self._by)


class DuckSource(MixSource):
    """The children of a `duck(…)`: a programme, and a voice that makes it softer while it is heard."""

    def __init__(
        self,
        plan: Duck,
        *,
        node: NodeId,
        children: Sequence[Source],
        pcm: PcmFormat,
        timeline: Timeline,
        by: Callable[[], float],
    ) -> None:
        """Make it from its plan; the programme is the first child, `by` reads how much softer it gets."""
        super().__init__(plan, node=node, children=children, pcm=pcm, timeline=timeline)
        self._plan = plan
        self._by = by
        self._step = pcm.samples(STEP)
        self._gain = 0.0
        """dB by which the programme is softer now."""
        self._held = 0.0
        """Seconds for which it stays so, though the voice is silent."""

    def pull(self, max_samples: int) -> Block | None:
        """The programme with the voice over it; the voice alone where the programme has nothing."""
        music, voice = self._children
        block = music.pull(max_samples)
        if block is None:
            return voice.pull(max_samples)
        spoken = pulled(voice, block.length, self._timeline, self._pcm)
        if spoken is None and not self._gain:
            return block
        softer = block.samples * self._gains(spoken, block.length)[:, None]
        mixed = softer if spoken is None else softer + spoken
        return block.sounding(mixed)

    def leave(self, most: int) -> Tail:
        """Leave the programme as soft as it is, and the voice."""
        music, voice = self._children
        return SumTail([ShapedTail(music.leave(most), Turner(factor(-self._gain))), voice.leave(most)])

    def _gains(self, spoken: "Samples | None", length: int) -> "NDArray[np.float32]":
        """What each sample of the programme is multiplied by."""
        import numpy as np

        ends = [*range(self._step, length, self._step), length]
        begins = [0, *ends[:-1]]
        levels = [self._gain]
        for began, end in zip(begins, ends, strict=True):
            voice = spoken is not None and rms(spoken[began:end]) >= self._plan.threshold
            self._follow(voice, (end - began) / self._pcm.rate)
            levels.append(self._gain)
        decibels = np.interp(np.arange(length), [0, *ends], levels)
        gains: NDArray[np.float32] = np.power(10.0, decibels / -20).astype(np.float32)
        return gains

    def _follow(self, voice: bool, seconds: float) -> None:
        """Go down while the voice is heard, stay for a while, come back."""
        self._held = self._plan.hold if voice else max(0.0, self._held - seconds)
        by = max(0.0, self._by())
        if self._held > 0:
            self._gain = min(by, self._gain + by * seconds / max(self._plan.attack, STEP))
        else:
            self._gain = max(0.0, self._gain - max(by, 1.0) * seconds / max(self._plan.release, STEP))


def pulled(source: Source, length: int, timeline: Timeline, pcm: PcmFormat) -> "Samples | None":
    """Just so many samples of a source, silence where it has no more; None when it has nothing at all."""
    import numpy as np

    began, wanted = timeline.position, length
    parts: list[Samples] = []
    while wanted and (block := source.pull(wanted)) is not None:
        parts.append(block.samples)
        timeline.position += block.length
        wanted -= block.length
    timeline.position = began
    if not parts:
        return None
    if wanted:
        parts.append(np.zeros((wanted, pcm.channels), np.float32))
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
