"""How a source that changes between others joins what it leaves with what it takes.

Rules:
- What is left in the middle goes while the other comes, over the fade that was asked for, else over `SMOOTH` seconds, so
  that no change clicks. What breaks off goes from its last sample. What ends by itself, or begins at its beginning, is not
  touched.
- A live show has fades of its own: it comes and goes over them, and what it takes the place of goes and comes beneath it.
"""

from runtime.audio.fading import Overlap, Shape, both
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, HeldTail, Tail
from runtime.sources.source import Source

__all__ = ["LONGEST_TAIL", "SMOOTH", "Joiner"]

SMOOTH = 0.010
"""Seconds over which a change is made that was asked to be no longer."""

LONGEST_TAIL = 20.0
"""Seconds that something which is over by its own account may still be heard (a crossfade that has just begun)."""

SHAPE: Shape = "sin"


class Joiner:
    """Keeps what was left until it has gone."""

    def __init__(self, pcm: PcmFormat, fade: float = 0.0) -> None:
        """`fade` (seconds) is how long changes take."""
        self._pcm = pcm
        self._fade = pcm.samples(fade)
        self._smooth = pcm.samples(SMOOTH)
        self._overlap: Overlap | None = None
        self._left: Tail = NO_TAIL
        self._last: Block | None = None

    @property
    def joins(self) -> bool:
        """Whether something that was left is still to be heard."""
        return self._overlap is not None

    def ending(self, segment: Segment | None) -> int:
        """Over how many samples, before its end, a show makes room for what comes behind it; 0 for what is no show."""
        if segment is None or segment.kind != "live":
            return 0
        return max(self._fade, self._pcm.samples(segment.hints.fade_out or 0.0))

    def keep(self, tail: Tail) -> None:
        """Something was left already; `change` follows."""
        self._left = tail

    def change(self, before: Source, block: Block, *, at_end: bool) -> None:
        """`block` begins, in the place of a source that was heard; `at_end` tells that it came to an end by itself."""
        own = self._pcm.samples(block.segment.hints.fade_in or 0.0) if block.segment.kind == "live" else 0
        fade = max(self._fade, own, self.ending(self._last.segment if self._last is not None else None))
        tail = self._tail_of(before, fade, at_end=at_end)
        if not tail.length:
            return
        # what comes is not turned up where it does so itself, or begins at its beginning
        going = min(fade or (tail.length if at_end else self._smooth), tail.length)
        self._overlap = Overlap(
            tail, SHAPE, going=going, coming=None if own or not (fade or block.offset) else going
        )

    def _tail_of(self, before: Source, fade: int, *, at_end: bool) -> Tail:
        """What is still to be heard of a source that is left."""
        tail, self._left = self._left, NO_TAIL
        if not tail.length and before.ready:
            longest = self._pcm.samples(LONGEST_TAIL)
            tail = before.leave(fade or (longest if at_end else self._smooth))
        if self._last is not None:
            tail = both(self._overlap, tail, self._last.samples[-1:], self._smooth)
        if not tail.length and not at_end and self._last is not None:
            tail = HeldTail(self._last.samples[-1:], self._smooth)
        return tail

    def mixed(self, block: Block) -> Block:
        """A block, with what is still to be heard of something else in it."""
        overlap = self._overlap
        if overlap is not None:
            over = max(block.over, overlap.length)
            block = Block(overlap.mix(block.samples), block.segment, block.offset, block.last, over)
            self._overlap = None if overlap.over else overlap
        self._last = block
        return block

    def leave(self, tail: Tail) -> Tail:
        """All is left, in the middle of a change too; `tail` is what the playing source leaves."""
        overlap, last, self._overlap, self._last = self._overlap, self._last, None, None
        return tail if last is None else both(overlap, tail, last.samples[-1:], self._smooth)
