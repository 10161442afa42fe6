"""A source through a graph of libavfilter.

Strategy: what goes in is remembered as marks (which segment, how many samples), and what comes out is cut by them, so that
titles stay with their sound however long a filter keeps it. What a filter keeps is pulled of the child ahead, once. A filter
that cannot be built, or fails, is told once with its line, and the sound goes by it.
"""

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from runtime.audio.pcm import Block, PcmFormat, Segment, joined
from runtime.audio.tail import NO_TAIL, Tail, gathered
from runtime.plan.sound import Filter
from runtime.plan.units import NodeId
from runtime.sources.one_child import OneChild
from runtime.sources.shared import Timeline
from runtime.sources.source import Source

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["LEAST", "MOST_KEPT", "FilteredSource", "Line"]

log = logging.getLogger("legacystream.sources")

MOST_KEPT = 5.0
"""Seconds that a filter may keep; of one that keeps more, nothing is heard."""


LEAST = 0.005
"""Seconds that are pulled at a time at least, so that a filter is not fed in crumbs."""


class Worker(Protocol):
    """What samples go through."""

    def push(self, samples: "Samples") -> "list[Samples]":
        """Take some, give what comes out."""

    def flush(self) -> "list[Samples]":
        """Give what is left."""


@dataclass(slots=True)
class Line:
    """A filter with what is in it: marks of what went in, and what came out and is not heard yet."""

    worker: Worker
    speed: float = 1.0
    marks: deque[Block] = field(default_factory=deque)
    out: "deque[Samples]" = field(default_factory=deque)
    waiting: int = 0
    """Samples in `out`."""
    kept: int = 0
    """Samples that went in and did not come out, as far as lengths are kept."""
    heard: int = 0
    """Samples of the first mark that were heard."""
    lasting: deque[int] = field(default_factory=deque)
    """How long each mark is when it comes out."""
    taken_in: int = 0
    """All samples that ever went in: lengths are counted from there, so that what rounding takes does not add up."""

    def push(self, block: Block) -> None:
        """Give it a block."""
        before, self.taken_in = self.taken_in, self.taken_in + block.length
        self.marks.append(block)
        self.lasting.append(round(self.taken_in / self.speed) - round(before / self.speed))
        self.kept += self.lasting[-1]
        self.add(self.worker.push(block.samples))

    def flush(self) -> None:
        """Have everything come out; it can be used no more."""
        self.add(self.worker.flush())
        self.kept = 0

    def add(self, arrays: "Sequence[Samples]") -> None:
        """What came out."""
        for each in arrays:
            self.out.append(each)
            self.waiting += len(each)
            self.kept = max(0, self.kept - len(each))

    def next(self, most: int) -> Block | None:
        """What is heard next, of one segment: as much as there is, in one block."""
        found: list[Block] = []
        while most > 0 and (block := self._some(most, found[-1] if found else None)) is not None:
            found.append(block)
            most -= block.length
        return joined(found) if found else None

    def _some(self, most: int, before: Block | None) -> Block | None:
        """A piece of what is next; none where it is not of the same segment as the one before it."""
        if not self.waiting or not self.marks:
            return None
        if before is not None and (before.last or before.segment is not self.marks[0].segment):
            return None
        mark = self.marks[0]
        left = self.lasting[0] - self.heard
        length = min(most, left, len(self.out[0]))
        samples = self.taken(length)
        over = max(0, mark.over - self.heard)
        block = Block(samples, mark.segment, mark.offset + self.heard, mark.last and length == left, over)
        self.heard += length
        if length == left:
            self.marks.popleft()
            self.lasting.popleft()
            self.heard = 0
        return block

    def taken(self, length: int) -> "Samples":
        """So much of what came out, no more than the first of it."""
        samples = self.out.popleft()
        if len(samples) > length:
            self.out.appendleft(samples[length:])
            samples = samples[:length]
        self.waiting -= length
        return samples

    def has(self, most: int) -> bool:
        """Whether so much can be heard, or all that is left of a segment."""
        inside, ends = self.left()
        return self.waiting >= (min(most, inside) if ends else most)

    def left(self) -> tuple[int, bool]:
        """Samples of the first segment in it, and whether its end is among them."""
        found = -self.heard
        for mark, length in zip(self.marks, self.lasting, strict=True):
            found += length
            if mark.last:
                return found, True
        return found, False


class FilteredSource(OneChild):
    """The child of a `filter(…)`, and of what is made of filters: `compress`, `limit`, `gate`, `eq`, `stretch`."""

    def __init__(
        self, plan: Filter, *, node: NodeId, child: Source, pcm: PcmFormat, timeline: Timeline
    ) -> None:
        """Make it from its plan; `timeline` tells a shared child for which time it is pulled."""
        super().__init__(node, plan.origin, child)
        self._plan = plan
        self._pcm = pcm
        self._timeline = timeline
        self._line: Line | None = None
        self._failed = False

    @property
    def ready(self) -> bool:
        """Whether the child is, or something is in the filter."""
        return self._child.ready or self._inside > 0

    @property
    def now_playing(self) -> Segment | None:
        """The segment of the next block."""
        line = self._line
        return line.marks[0].segment if line is not None and line.marks else self._child.now_playing

    @property
    def remaining(self) -> int | None:
        """Samples of the running segment: those in the filter, and those to come."""
        inside, ends = (0, False) if self._line is None else self._line.left()
        if ends:
            return inside
        more = self._child.remaining
        return None if more is None else inside + round(more / self._plan.speed)

    @property
    def _inside(self) -> int:
        return 0 if self._line is None else self._line.waiting + self._line.kept

    def pull(self, max_samples: int) -> Block | None:
        """What comes out of the filter."""
        if self._failed:
            return self._child.pull(max_samples)
        try:
            return self._pull(max_samples)
        except Exception as error:  # noqa: BLE001 - whatever a filter throws, the sound goes on
            self._give_up(error)
            return self._child.pull(max_samples)

    def skip(self) -> None:
        """Leave the child's running segment."""
        self._child.skip()

    def leave(self, most: int) -> Tail:
        """Leave the child's running segment; what is in the filter, and what is left, goes out through it."""
        line, self._line = self._line, None
        rest = self._child.leave(most)
        if line is None:
            return rest
        return FilteredTail(line, rest) if line.waiting + line.kept + rest.length else NO_TAIL

    def _pull(self, most: int) -> Block | None:
        line = self._line if self._line is not None else self._new_line()
        while not line.has(most) and line.kept <= self._pcm.samples(MOST_KEPT):
            wanted = max(self._pcm.samples(LEAST), round((most - line.waiting) * self._plan.speed))
            block = self._pull_child(min(most, wanted), line.waiting + line.kept)
            if block is None:
                break
            line.push(block)
        return line.next(most) or self._last_of(line, most)

    def _pull_child(self, most: int, ahead: int) -> Block | None:
        """A block of the child, for `ahead` samples from now."""
        self._timeline.position += ahead
        block = self._child.pull(most)
        self._timeline.position -= ahead
        return block

    def _last_of(self, line: Line, most: int) -> Block | None:
        """The child has nothing: have the rest come out, and begin anew when there is more."""
        if line.kept:
            line.flush()
        block = line.next(most)
        if block is None:
            self._line = None
        return block

    def _new_line(self) -> Line:
        from runtime.audio.filter_graph import FilterGraph

        self._line = Line(FilterGraph(self._plan.graph, self._pcm), self._plan.speed)
        return self._line

    def _give_up(self, error: Exception) -> None:
        self._failed, self._line = True, None
        log.error(
            "%s: %s; the sound goes by it", self._plan.name, str(error) or type(error).__name__,
            extra={"origin": self.origin},
        )  # fmt: skip


class FilteredTail:
    """What is left of a segment, through the filter that it was in."""

    def __init__(self, line: Line, rest: Tail) -> None:
        self._line = line
        self._rest = rest
        self._flushed = False

    @property
    def voices(self) -> int:
        """As many as the rest has; what the filter still holds is one."""
        return max(1, self._rest.voices)

    @property
    def length(self) -> int:
        """What is in the filter, and what is to go in."""
        return self._line.waiting + self._line.kept + round(self._rest.length / self._line.speed)

    def take(self, samples: int) -> "Samples":
        """The next samples."""
        return gathered(self._take_some, samples)

    def _take_some(self, samples: int) -> "Samples":
        line = self._line
        while not line.waiting and self._rest.length:
            going = self._rest.take(samples)
            line.kept += round(len(going) / line.speed)  # without a mark: nobody asks what it is
            line.add(line.worker.push(going))
        if not line.waiting and not self._flushed:
            self._flushed = True
            line.flush()
        return line.taken(min(samples, len(line.out[0]))) if line.waiting else NO_TAIL.take(1)
