"""Samples, and the segments they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from runtime.audio.hints import Hints
from runtime.media.title import Title
from runtime.plan.origin import NOWHERE, Origin

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float32]

__all__ = ["Block", "Hints", "Kind", "PcmFormat", "Segment", "joined"]

Kind = Literal["track", "jingle", "live", "tone", "silence", "floor"]


@dataclass(frozen=True, slots=True)
class PcmFormat:
    """How the programme's samples run: float32, −1 to 1, one row a sample, one column a channel."""

    rate: int = 44_100
    channels: int = 2

    @property
    def layout(self) -> str:
        """The name FFmpeg has for so many channels."""
        return "mono" if self.channels == 1 else "stereo"

    def samples(self, seconds: float) -> int:
        """The length of `seconds` in samples."""
        return round(seconds * self.rate)


@dataclass(frozen=True, slots=True)
class Segment:
    """One thing that is played: a track, a jingle, a stretch of silence.

    Attributes:
        id: unlike that of any other segment of this station; a repeated track is a new segment.
        kind: what it is.
        title: its tags.
        path: the file, or "" where there is none.
        origin: the script line that brought it here.
        hints: how it wants to be played; its cue points are applied already.
        duration: seconds it lasts as far as is known beforehand; None when it is not.
    """

    id: str
    kind: Kind
    title: Title = field(default_factory=Title)
    path: str = ""
    origin: Origin = NOWHERE
    hints: Hints = field(default_factory=Hints)
    duration: float | None = None

    @property
    def endless(self) -> bool:
        """Whether it has no end of its own, so that nobody need wait for it."""
        return self.kind in ("tone", "silence", "floor")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Samples that belong together; never across two segments. Shared by all who hear it: not to be written
    to.

    Attributes:
        samples: float32, shape (length, channels).
        segment: what they are part of.
        offset: how far (samples) into the segment they begin.
        last: whether the segment ends with them.
        over: for how many samples, from the first of these, something that was left is still heard with it.
    """

    samples: "Samples"
    segment: Segment
    offset: int = 0
    last: bool = False
    over: int = 0

    @property
    def length(self) -> int:
        """The number of samples."""
        return int(self.samples.shape[0])

    def split(self, at: int) -> tuple["Block", "Block"]:
        """Cut it in two after `at` samples (0 < at < length)."""
        head = Block(self.samples[:at], self.segment, self.offset, over=self.over)
        over = max(0, self.over - at)
        return head, Block(self.samples[at:], self.segment, self.offset + at, self.last, over)

    def sounding(self, samples: "Samples") -> "Block":
        """The same block with other samples, as many as before."""
        return Block(samples, self.segment, self.offset, self.last, self.over)


def joined(blocks: Sequence[Block]) -> Block:
    """Blocks that follow each other in one segment, as one."""
    if len(blocks) == 1:
        return blocks[0]
    import numpy as np

    first, last = blocks[0], blocks[-1]
    return Block(
        np.concatenate([block.samples for block in blocks]),
        first.segment,
        first.offset,
        last.last,
        first.over,
    )
