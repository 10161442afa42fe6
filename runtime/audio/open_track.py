"""A track that is decoded ahead: its file, and what of it waits to be played."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from runtime.audio.pcm import Block, Segment, joined
from runtime.audio.slab import Slabs

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["Decoded", "OpenTrack"]


class Decoded(Protocol):
    """An open file: arrays, each with whether it is the last."""

    def __iter__(self) -> "Iterator[tuple[Samples, bool]]": ...

    def close(self) -> None:
        """Let go of the file."""


@dataclass(slots=True, eq=False)
class OpenTrack:
    """A track of which some is decoded. Whoever owns it has a lock for it.

    Attributes:
        segment: what it is.
        decoded: the file.
        arrays: what is still to come of it.
        blocks: what waits to be played.
        begun: whether some of it was played.
        offset: samples that were decoded so far.
        buffered: samples in `blocks`.
        done: whether no more will come.
        filling: whether `blocks` is to become longer.
        abandoned: whether its decoding does not come back, and was left behind.
    """

    segment: Segment
    decoded: Decoded
    arrays: "Iterator[tuple[Samples, bool]]"
    blocks: deque[Block] = field(default_factory=deque)
    begun: bool = False
    offset: int = 0
    buffered: int = 0
    done: bool = False
    filling: bool = True
    abandoned: bool = False
    _slabs: Slabs = field(default_factory=Slabs, init=False)

    @property
    def untouched(self) -> bool:
        """Whether nothing of it was played."""
        return self.offset == self.buffered

    def add(self, samples: "Samples", *, last: bool) -> None:
        """Take what was decoded."""
        self.blocks.append(Block(self._slabs.keep(samples), self.segment, self.offset, last))
        self.offset += len(samples)
        self.buffered += len(samples)
        self.done = last

    def take(self, most: int) -> Block:
        """At most so many samples in one block, whatever the sizes in which they were decoded."""
        self.begun = True
        taken = [self._take_some(most)]
        while self.blocks and (room := most - sum(block.length for block in taken)):
            taken.append(self._take_some(room))
        return joined(taken)

    def _take_some(self, most: int) -> Block:
        block = self.blocks.popleft()
        if block.length > most:
            block, rest = block.split(most)
            self.blocks.appendleft(rest)
        self.buffered -= block.length
        return block

    def cut(self) -> None:
        """No more will come: what is there last is the end."""
        self.done = True
        if self.blocks:
            end = self.blocks.pop()
            self.blocks.append(Block(end.samples, end.segment, end.offset, last=True))
