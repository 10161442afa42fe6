"""What sources have in common that change the sound of one other, sample for sample."""

from typing import TYPE_CHECKING

from runtime.audio.pcm import Block, Segment
from runtime.audio.tail import ShapedTail, Tail
from runtime.sources.one_child import OneChild

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["DrySource", "EffectSource"]


class EffectSource(OneChild):
    """One child, whose samples are worked on as they come. A kind of its own says how (`_work`)."""

    @property
    def ready(self) -> bool:
        """Whether the child is."""
        return self._child.ready

    @property
    def now_playing(self) -> Segment | None:
        """The child's segment."""
        return self._child.now_playing

    @property
    def remaining(self) -> int | None:
        """Samples of the child's running segment."""
        return self._child.remaining

    def pull(self, max_samples: int) -> Block | None:
        """The child's next block, worked on."""
        block = self._child.pull(max_samples)
        if block is None:
            return None
        return block.sounding(self._work(block.samples, block))

    def skip(self) -> None:
        """Leave the child's running segment."""
        self._child.skip()

    def leave(self, most: int) -> Tail:
        """Leave the child's running segment; what is left of it is worked on too."""
        return ShapedTail(self._child.leave(most), self._work_on_tail)

    def _work(self, samples: "Samples", block: Block) -> "Samples":
        """The samples as they are to be heard, as many as there are; those of `block` are shared, and not to be written to."""
        raise NotImplementedError

    def _work_on_tail(self, samples: "Samples") -> "Samples":
        """The same for what is left of a segment."""
        raise NotImplementedError


class DrySource(EffectSource):
    """One child, as it is."""

    def _work(self, samples: "Samples", block: Block) -> "Samples":  # noqa: ARG002
        return samples

    def _work_on_tail(self, samples: "Samples") -> "Samples":
        return samples
