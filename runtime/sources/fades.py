"""Tracks that come and go by themselves: fade.in and fade.out.

Each track's own `fade_in` and `fade_out` hints, and their curves, go before what the script says. Where the end of a track
becomes known late, its fade is as long as what is left.
"""

from typing import TYPE_CHECKING

from runtime.audio.fading import Shape, fade_in, fade_out
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, Tail
from runtime.plan.joining import Fades
from runtime.plan.units import NodeId
from runtime.sources.effect import EffectSource
from runtime.sources.source import Source

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["FadesSource"]


class FadesSource(EffectSource):
    """The child of a `fade.in(…)` or a `fade.out(…)`."""

    def __init__(self, plan: Fades, *, node: NodeId, child: Source, pcm: PcmFormat) -> None:
        """Make it from its plan."""
        super().__init__(node, plan.origin, child)
        self._plan = plan
        self._pcm = pcm
        self._shape: Shape = plan.shape
        self._going: tuple[str, int] = ("", 0)
        """The segment that goes, and how long its fade is."""

    def pull(self, max_samples: int) -> Block | None:
        """At most `max_samples`; a fade begins with a block."""
        left = self._child.remaining
        segment = self._child.now_playing
        until = 0 if left is None or segment is None else left - self._length_out(segment)
        return super().pull(min(max_samples, until) if until > 0 else max_samples)

    def _work(self, samples: "Samples", block: Block) -> "Samples":
        coming = self._length_in(block.segment)
        if block.offset < coming:
            shape = block.segment.hints.fade_in_shape or self._shape
            samples = fade_in(samples, shape, block.offset, coming)
        left = 0 if block.last else self._child.remaining
        if left is None or block.segment.endless:
            return samples
        return self._gone(samples, block.segment, left + block.length)

    def _gone(self, samples: "Samples", segment: Segment, left: int) -> "Samples":
        """Samples of which the first has `left` until the segment's end."""
        longest = self._length_out(segment)
        if left > longest or not longest:
            return samples
        if self._going[0] != segment.id:
            self._going = segment.id, left
        shape = segment.hints.fade_out_shape or self._shape
        return fade_out(samples, shape, self._going[1] - left, self._going[1])

    def _length_in(self, segment: Segment) -> int:
        hint = segment.hints.fade_in if self._plan.fade_in else None
        return self._pcm.samples(self._plan.fade_in if hint is None else hint)

    def _length_out(self, segment: Segment) -> int:
        hint = segment.hints.fade_out if self._plan.fade_out else None
        return self._pcm.samples(self._plan.fade_out if hint is None else hint)

    def leave(self, most: int) -> Tail:
        """What is left goes the way of whoever leaves; a track that goes already is over."""
        segment = self._child.now_playing
        tail = self._child.leave(most)
        return NO_TAIL if segment is not None and self._going[0] == segment.id else tail
