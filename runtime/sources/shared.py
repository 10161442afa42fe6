"""What a source's hearers hold of it: a place that several may share, and behind which another source may take over.

Strategy: what a shared source gives is filed under the programme's own time. Whoever asks for a time that was already
pulled gets the same samples; only a new time pulls the source. So two mounts that share a source hear the
same, whichever is served first, and nobody keeps a place in it. A reload puts another source behind the place: its
hearers, their buffers and their decisions stay as they are.

While several really hear it, nobody can have the end of a track for himself: `remaining` says nothing, and who leaves fades
out what the others go on hearing.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runtime.audio.meter import peak, rms
from runtime.audio.pcm import Block, Segment
from runtime.audio.tail import NO_TAIL, ShapedTail, Tail, gathered
from runtime.plan.origin import Origin
from runtime.plan.units import NodeId
from runtime.sources.by_hand import Hand
from runtime.sources.joiner import Joiner
from runtime.sources.source import Source
from runtime.sources.succession import Succession

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["HEARD_TOGETHER", "KEPT_BLOCKS", "Seen", "SharedSource", "Timeline"]

KEPT_BLOCKS = 16
"""Blocks that are kept for those who ask later; an engine's step makes one, or one more for each segment that
ends in it.
"""

HEARD_TOGETHER = 100_000
"""Samples after which a source that nobody else asked for is heard by one alone; two seconds."""


@dataclass(slots=True)
class Timeline:
    """Where in the programme the next samples belong, counted in samples. Whoever pulls moves it.

    `began` is when, by the clock, its first sample was due; None before anything is pulled.
    """

    position: int = 0
    began: float | None = None


class SharedSource:
    """Gives each time of the programme once, to all who ask for it.

    Attributes:
        several: whether more than one hears it; a single hearer may pull ahead of the programme's time.
        ear: hears every block that is pulled, and of every pull that gave nothing; None where nobody listens.
        watch: is told of every segment that begins, on the thread that plays; None where nobody cares.
        hand: what an operator has set for it; None where nobody has.
        joiner: makes what joins a source with one that takes over in the middle; None cuts from one to the other.
    """

    joiner: Callable[[], Joiner] | None
    hand: Hand | None
    ear: Callable[[Block | None, int], None] | None
    watch: Callable[[Segment], None] | None

    def __init__(self, source: Source, timeline: Timeline, *, several: bool = True) -> None:
        """Share `source` among those who pull by `timeline`."""
        self.several = several
        self.ear = None
        self.watch = None
        self.joiner = None
        self.hand = None
        self._watched: Segment | None = None
        self._source = source
        self._next: tuple[Source, Callable[[Source], None]] | None = None
        self._succession: Succession | None = None
        self._running: Segment | None = None
        self._until = 0
        self._last: Block | None = None
        self._timeline = timeline
        self._kept: deque[tuple[int, Block]] = deque(maxlen=KEPT_BLOCKS)
        self._end = 0
        self._together_at: int | None = None

    @property
    def id(self) -> NodeId:
        """The source's id."""
        return self._source.id

    @property
    def origin(self) -> Origin:
        """The source's script line."""
        return self._source.origin

    @property
    def ready(self) -> bool:
        """Whether `pull` would give something now."""
        return (self.several and self._find(self._timeline.position) is not None) or self._source.ready

    @property
    def settling(self) -> bool:
        """Whether the source is about to have something."""
        return self._source.settling

    @property
    def now_playing(self) -> Segment | None:
        """The segment of the source's next block."""
        segment = self._source.now_playing
        return segment if segment is None or self.hand is None else self.hand.shown(segment)

    @property
    def remaining(self) -> int | None:
        """Samples of the running segment, for one who hears it alone."""
        return None if self._heard_together() else self._source.remaining

    @property
    def left(self) -> int | None:
        """The same, for one who does not hear it and only wants to know."""
        return self._source.remaining

    @property
    def heard_last(self) -> Block | None:
        """What its hearers got last, as it was heard; None while nobody hears it, or it has nothing. From any thread."""
        return self._last if self._timeline.position - self._until <= HEARD_TOGETHER else None

    def start(self) -> None:
        """Nothing of its own: each source is started by whoever built it."""

    def stop(self) -> None:
        """Nothing of its own."""

    def pull(self, max_samples: int) -> Block | None:
        """The samples of this time: those already given to another, or new ones."""
        if not self.several:
            return self._pull(max_samples)
        now = self._timeline.position
        found = self._find(now)
        if found is None:
            return self._pull_new(now, max_samples)
        self._together_at = now
        began, block = found
        if now > began:
            block = block.split(now - began)[1]
        return block if block.length <= max_samples else block.split(max_samples)[0]

    def skip(self) -> None:
        """Leave the running segment, for all who hear it."""
        if self._next is not None:
            self._take_over()
        else:
            self._source.skip()

    def swap(self, source: Source, retire: Callable[[Source], None], *, at_end: bool = False) -> None:
        """Let another source take over, at once or, with `at_end`, when the running segment ends.

        `retire` is given the source that leaves; also one that was to take over and never came to it.
        """
        if self._next is not None:
            retire(self._next[0])
        self._next = (source, retire)
        if not at_end or self._source.now_playing is None or not self._source.ready:
            self._take_over(self._running if self._until >= self._timeline.position else None)

    def _take_over(self, heard: Segment | None = None) -> None:
        """The next source is the source; `heard` is the segment in whose middle that is."""
        assert self._next is not None
        leaving, (self._source, retire), self._next = self._source, self._next, None
        if self._succession is not None:
            self._succession.end()
        self._succession = None
        if heard is None or self.joiner is None:
            retire(leaving)
        else:
            self._succession = Succession(leaving, heard, retire, self.joiner())

    def leave(self, most: int) -> Tail:
        """Leave the running segment; where others hear it, what they go on hearing is given."""
        if self._heard_together():
            return Overheard(self, self._timeline, most)
        tail = self._source.leave(most)
        if self._next is not None:
            self._take_over()
        return tail if self.hand is None else ShapedTail(tail, self.hand.tail)

    def _heard_together(self) -> bool:
        now, last = self._timeline.position, self._together_at
        return self.several and last is not None and 0 <= now - last < HEARD_TOGETHER

    def _find(self, now: int) -> tuple[int, Block] | None:
        if now >= self._end:
            return None
        kept = (
            (began, block) for began, block in reversed(self._kept) if began <= now < began + block.length
        )
        return next(kept, None)

    def _pull_new(self, now: int, max_samples: int) -> Block | None:
        block = self._pull(max_samples)
        if block is not None:
            self._kept.append((now, block))
            self._end = max(self._end, now + block.length)
        return block

    def _pull(self, max_samples: int) -> Block | None:
        """A block of the source; whoever listens hears it, whoever watches is told of what begins."""
        block = self._pull_any(max_samples)
        if self._succession is not None:
            block = self._succession.join(block)
            self._succession = None if self._succession.over else self._succession
        self._running = None if block is None or block.last else block.segment
        self._until = self._timeline.position + (0 if block is None else block.length)
        if block is not None and self.hand is not None:
            block = self.hand.heard(block)
        self._last = block
        if self.ear is not None:
            self.ear(block, max_samples)
        if block is not None and block.segment is not self._watched:
            self._watched = block.segment
            if self.watch is not None:
                self.watch(block.segment)
        return block

    def _pull_any(self, max_samples: int) -> Block | None:
        """A block of the source; of the one that takes over, when nothing or an end came."""
        block = self._source.pull(max_samples)
        if self._next is None:
            return block
        if block is None or block.last or block.segment.endless:
            self._take_over()
        return block if block is not None else self._source.pull(max_samples)


@dataclass(frozen=True, slots=True)
class Seen:
    """A shared source for who only looks: what it plays as it is shown, and what is left of it, however many hear it."""

    place: SharedSource

    @property
    def id(self) -> NodeId:
        """The source's id."""
        return self.place.id

    @property
    def origin(self) -> Origin:
        """The source's script line."""
        return self.place.origin

    @property
    def ready(self) -> bool:
        """Whether it would give something now."""
        return self.place.ready

    @property
    def now_playing(self) -> Segment | None:
        """The segment of its next block, with the title that is shown."""
        return self.place.now_playing

    @property
    def remaining(self) -> int | None:
        """Samples of the running segment, once its end is known."""
        return self.place.left

    @property
    def level(self) -> float | None:
        """How loud it is (dB below full scale, RMS of some 40 ms); None while nobody hears it, or it has nothing."""
        heard = self.place.heard_last
        return None if heard is None else rms(heard.samples)

    @property
    def peak(self) -> float | None:
        """The highest sample of the same, in dB below full scale."""
        heard = self.place.heard_last
        return None if heard is None else peak(heard.samples)


class Overheard:
    """A shared source that is left, and that others go on hearing: pulled along while it fades out."""

    voices = 1

    def __init__(self, source: SharedSource, timeline: Timeline, length: int) -> None:
        self._source = source
        self._timeline = timeline
        self.length = length

    def take(self, samples: int) -> "Samples":
        """What the others hear at this time; where they hear nothing, that was all."""
        began = self._timeline.position
        try:
            return gathered(self._take_some, samples)
        finally:
            self._timeline.position = began

    def _take_some(self, samples: int) -> "Samples":
        block = self._source.pull(min(samples, self.length)) if self.length else None
        self.length = 0 if block is None else self.length - block.length
        self._timeline.position += 0 if block is None else block.length
        return NO_TAIL.take(1) if block is None else block.samples
