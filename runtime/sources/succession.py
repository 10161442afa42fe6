"""A source that takes the place of another in the middle of a segment: joined like every change, where it is one to be heard.

Rule: who goes on with the very segment that was heard goes on in it, and nothing is left. Else what was heard is left, as by a
fallback that changes: its end goes beneath the beginning of what is new, and it does not go on later.
"""

from collections.abc import Callable
from dataclasses import dataclass

from runtime.audio.pcm import Block, Segment
from runtime.sources.joiner import Joiner
from runtime.sources.source import Source

__all__ = ["Succession"]


@dataclass(slots=True)
class Succession:
    """Between the swap and the last sample of what was left.

    Args:
        leaving: who was heard.
        heard: its segment.
        retire: ends it, once nothing of it is needed.
        joiner: joins the two.
    """

    leaving: Source | None
    heard: Segment
    retire: Callable[[Source], None]
    joiner: Joiner

    @property
    def over(self) -> bool:
        """Whether nothing of it is heard any more."""
        return self.leaving is None and not self.joiner.joins

    def join(self, block: Block | None) -> Block | None:
        """What the new one gives, with what is still heard of the other."""
        leaving, self.leaving = self.leaving, None
        if leaving is not None and block is not None and block.segment.id != self.heard.id:
            self.joiner.change(leaving, block, at_end=False)
        if leaving is not None:
            self.retire(leaving)
        return block if block is None else self.joiner.mixed(block)

    def end(self) -> None:
        """Another change comes before this one was heard."""
        leaving, self.leaving = self.leaving, None
        if leaving is not None:
            self.retire(leaving)
