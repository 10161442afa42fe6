"""Tracks whose ends and beginnings are heard together.

Strategy: nothing is read ahead. When the running track has as much left as is to be heard together, it is left: its decoded
rest becomes a tail, and what the child plays from then on is the next track. So there are two running inputs, each taken
block by block, and the child is always in the present: what it decides (a show that begins, a jingle on the minute) is
heard at once.

The next track is met before it is needed: one block of it (by level: a second) is pulled and held, because what it is decides
how the two are joined (`crossing.py`). Its segment begins with its first sample that is heard: where the common time begins.
"""

from collections import deque
from itertools import takewhile

from runtime.audio.fading import Overlap, Shape, both
from runtime.audio.meter import rms
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, BlockTail, SerialTail, Tail, cut
from runtime.plan.joining import Crossfade
from runtime.plan.units import NodeId
from runtime.sources.crossing import Crossing, Levels, decide, most_of
from runtime.sources.joiner import SMOOTH
from runtime.sources.one_child import OneChild
from runtime.sources.shared import Timeline
from runtime.sources.source import Source

__all__ = ["LISTENING", "MEETING", "CrossfadeSource"]

MEETING = 0.040
"""Seconds of the next track that are pulled to see what it is."""

LISTENING = 1.0
"""Seconds of its beginning, and of the end before it, whose level is measured."""


class CrossfadeSource(OneChild):
    """The child of a `crossfade(…)`.

    While two tracks are joined, first `_rest` of the one that ends plays alone, if the next one is shorter, is a jingle or is
    not there yet; then `_overlap` mixes it with what comes. `_held` is what was pulled of the child and not heard yet;
    `_playing` the segment that is heard, `_position` how far, both as of the next sample.
    """

    def __init__(
        self, plan: Crossfade, *, node: NodeId, child: Source, pcm: PcmFormat, timeline: Timeline
    ) -> None:
        """Make it from its plan; `timeline` tells a shared child for which time it is pulled."""
        super().__init__(node, plan.origin, child)
        self._plan = plan
        self._pcm = pcm
        self._smooth = pcm.samples(SMOOTH)
        self._timeline = timeline
        self._shape: Shape = plan.shape
        self._held: deque[Block] = deque()
        self._playing: Segment | None = None
        self._position = 0
        self._heard: Block | None = None
        self._rest: Tail | None = None
        self._crossing: Crossing | None = None
        self._overlap: Overlap | None = None

    @property
    def ready(self) -> bool:
        """Whether something of either track can be heard."""
        return self._rest is not None or bool(self._held) or self._child.ready

    @property
    def now_playing(self) -> Segment | None:
        """The segment of the next block."""
        if self._rest is not None:
            return self._playing
        return self._held[0].segment if self._held else self._child.now_playing

    @property
    def remaining(self) -> int | None:
        """Samples until the next track begins to be heard, as far as that is known."""
        if self._rest is not None:
            return self._alone()
        left = self._left()
        return None if left is None else left - self._wanted(left)

    def pull(self, max_samples: int) -> Block | None:
        """At most `max_samples`, of one track or of two together."""
        if self._rest is None and self._overlap is None:
            self._look(0)
        if self._rest is not None and self._crossing is None:
            self._meet(0)
        if self._rest is not None and self._alone():
            return self._of_the_first(max_samples)
        if self._rest is not None:
            self._begin()
        return self._of_the_next(max_samples)

    def skip(self) -> None:
        """Leave what is heard: it goes beneath the next track, from where it is."""
        wanted = self._pcm.samples(self._plan.duration)
        if self._playing is None:
            self._held.clear()
            self._child.skip()
            return
        tail = self.leave(wanted)
        going = min(wanted, tail.length)
        if going:
            self._overlap = Overlap(tail, self._shape, going=going, coming=going)

    def leave(self, most: int) -> Tail:
        """Give away what is heard, of one track or of two. A next one that was not heard yet stays for later."""
        rest, overlap, heard = self._rest, self._overlap, self._playing is not None
        self._rest = self._crossing = self._overlap = None
        tail = rest if rest is not None else self._leave_next(most) if heard else NO_TAIL
        self._playing, self._position = None, 0
        if self._heard is None:
            return tail
        return both(overlap, tail, self._heard.samples[-1:], self._smooth)

    # ---- the track that ends ------------------------------------------------------------------------------------------

    def _look(self, after: int) -> bool:
        """Leave the running track if its time has come, `after` samples from now. Says whether the next one begins at once."""
        left = self._left()
        if self._playing is None or not left or left > self._wanted(left):
            return False
        rest = self._leave_next(left)
        if not rest.length:
            return False
        self._rest, self._crossing = rest, None
        self._meet(after)
        return not self._alone()

    def _left(self) -> int | None:
        """Samples of the running track that were not heard yet, as soon as its end is known."""
        held = sum(block.length for block in self._held)
        if self._held and self._held[-1].last:
            return held
        more = self._child.remaining
        return None if more is None else held + more

    def _wanted(self, left: int) -> int:
        """How much of the running track is for the crossfade."""
        segment = self._playing or self.now_playing
        return 0 if segment is None else most_of(self._plan, segment, self._position + left, self._pcm)

    def _leave_next(self, most: int) -> Tail:
        """Leave what the child plays, of which something may be held."""
        held = list(self._held)
        self._held.clear()
        if held and held[-1].last:
            return BlockTail(cut(held, most))
        more = self._child.leave(max(0, most - sum(block.length for block in held)))
        return SerialTail(BlockTail(cut(held, most)), more) if held else more

    def _alone(self) -> int:
        """Samples that the first of two tracks is still heard alone."""
        rest = self._rest.length if self._rest is not None else 0
        return rest - min(rest, self._crossing.together) if self._crossing is not None else rest

    def _of_the_first(self, most: int) -> Block:
        assert self._rest is not None
        assert self._playing is not None
        alone = self._alone()
        samples = self._rest.take(min(most, alone))
        block = Block(samples, self._playing, self._position, len(samples) == alone)
        self._position += len(samples)
        if block.last:
            self._begin()
        return block

    # ---- the track that comes -----------------------------------------------------------------------------------------

    def _meet(self, after: int) -> None:
        """Pull a little of the next track, to be heard in `after` samples, and decide how the two are joined."""
        by_level = self._plan.by == "level"
        wanted = self._pcm.samples(LISTENING if by_level else MEETING)
        while (have := sum(block.length for block in self._held)) < wanted and not self._met():
            block = self._pull_ahead(wanted - have, after + have)
            if block is None:
                break
            self._held.append(block)
        if self._held:
            self._decide(self._levels() if by_level else None)

    def _met(self) -> bool:
        """Whether all that can be held is: the track is over already, or another one is in its place."""
        return bool(self._held) and (
            self._held[-1].last or self._held[-1].segment.id != self._held[0].segment.id
        )

    def _pull_ahead(self, samples: int, after: int) -> Block | None:
        self._timeline.position += after
        block = self._child.pull(samples)
        self._timeline.position -= after
        return block

    def _decide(self, levels: Levels | None) -> None:
        assert self._rest is not None
        assert self._playing is not None
        self._crossing = decide(
            self._plan,
            self._pcm,
            self._playing.hints,
            self._held[0].segment,
            rest=self._rest.length,
            length=self._length_of_next(),
            levels=levels,
        )

    def _length_of_next(self) -> int | None:
        """Samples of the next track, where its end is known."""
        own = list(takewhile(lambda block: block.segment.id == self._held[0].segment.id, self._held))
        held = sum(block.length for block in own)
        if own[-1].last or len(own) < len(self._held):
            return held
        more = self._child.remaining
        return None if more is None else held + more

    def _levels(self) -> Levels:
        """Measure the end of the one and the beginning of the other."""
        assert self._rest is not None
        assert self._playing is not None
        samples = self._rest.take(self._rest.length)
        self._rest = BlockTail([Block(samples, self._playing)])
        listened = self._pcm.samples(LISTENING)
        beginning = BlockTail(list(self._held)).take(listened)
        return Levels(rms(samples[-listened:]), rms(beginning))

    def _begin(self) -> None:
        """From the next sample on, the second track is heard."""
        crossing, rest, playing = self._crossing, self._rest, self._playing
        self._rest = self._crossing = None
        self._playing, self._position = None, 0
        if crossing is None or rest is None or playing is None or not rest.length:
            return
        together = min(crossing.together, rest.length)
        going, coming = min(crossing.going, together), min(crossing.coming, together)
        self._overlap = Overlap(
            rest,
            playing.hints.fade_out_shape or self._shape,
            going=going or None,
            coming=coming or None,
            hold=together - going if going else 0,
            shape_in=self._shape_in(),
        )

    def _shape_in(self) -> Shape:
        """The curve by which the next track comes: its own, or that of the script."""
        own = self._held[0].segment.hints.fade_in_shape if self._held else None
        return own or self._shape

    def _of_the_next(self, most: int) -> Block | None:
        """A block of the running track, alone or over the rest of the one before."""
        left = self._left()
        until = 0 if left is None else left - self._wanted(left)
        most = min(most, until) if until > 0 else most
        block = self._held.popleft() if self._held else self._child.pull(most)
        if block is None:
            return self._of_the_overlap(most)
        if block.length > most:
            block, rest = block.split(most)
            self._held.appendleft(rest)
        self._playing = None if block.last else block.segment
        self._position = 0 if block.last else block.offset + block.length
        return self._finished(block)

    def _finished(self, block: Block) -> Block:
        """Mix what goes into what comes, and see whether what comes is about to go itself."""
        overlap = self._overlap
        over = max(block.over, 0 if overlap is None else overlap.length)
        samples = block.samples if overlap is None else overlap.mix(block.samples)
        if overlap is not None and overlap.over:
            self._overlap = None
        ends = block.last or (self._overlap is None and self._look(block.length))
        self._heard = Block(samples, block.segment, block.offset, ends, over)
        return self._heard

    def _of_the_overlap(self, most: int) -> Block | None:
        """What goes, while what was to come has nothing."""
        overlap, heard = self._overlap, self._heard
        if overlap is None or heard is None or not overlap.length:
            return None
        self._heard = Block(overlap.take(most), heard.segment, heard.offset + heard.length)
        return self._heard
