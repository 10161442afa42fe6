"""What an operator has set by hand, on top of what the script says: the branch that plays, a gain, a title.

Rules. What is set by hand holds for a source's place, over reloads, gains and branches also over restarts, until it is taken
back or its time is over; the script stays as it is. A branch that was chosen and has nothing to play is passed over until it
has. A title holds until the next one begins.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runtime.audio.meter import factor
from runtime.audio.pcm import Block, Segment
from runtime.media.title import Title
from runtime.plan.units import NodeId
from runtime.sources.gain import turned
from runtime.sources.source import Source

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["LOUDEST", "SOFTEST", "Hand", "Pin", "Pinnable", "hand_over"]

LOUDEST, SOFTEST = 20.0, -60.0
"""dB that a source may be made louder or softer by hand."""


@dataclass(frozen=True, slots=True)
class Pin:
    """The branch that an operator has chosen.

    Attributes:
        child: which.
        by: who chose it, and for how long, in words.
        is_over: whether its time is over.
        until: when that will be, in seconds since 1970; None where it holds until it is taken back.
    """

    child: NodeId
    by: str
    is_over: Callable[[], bool] = lambda: False
    until: float | None = None

    @property
    def why(self) -> str:
        """Why the branch plays, in words."""
        return f"chosen by hand: {self.by}"


class Pinnable:
    """What sources have in common of whose branches an operator may choose one. Belongs to the thread that keeps the time.

    Attributes:
        pin: the choice; None where the script chooses.
    """

    pin: Pin | None = None
    _children: tuple[Source, ...]

    @property
    def branches(self) -> tuple[NodeId, ...]:
        """Those that can be chosen."""
        return tuple(child.id for child in self._children)

    @property
    def _by_hand(self) -> int | None:
        """The place of the branch that was chosen, while it can play."""
        if self.pin is not None and self.pin.is_over():
            self.pin = None
        if self.pin is None or self.pin.child not in self.branches:
            return None
        place = self.branches.index(self.pin.child)
        return place if self._children[place].ready else None

    def _is_by_hand(self, place: int) -> bool:
        """Whether a branch is the one that was chosen."""
        return self.pin is not None and self._children[place].id == self.pin.child


def hand_over(before: object, after: object) -> None:
    """What was chosen by hand is chosen also in the source that takes over, if it has that branch."""
    if isinstance(before, Pinnable) and isinstance(after, Pinnable):
        pin = before.pin
        after.pin = pin if pin is not None and pin.child in after.branches else None


class Hand:
    """The gain and the title that an operator has set for one source. Belongs to the thread that keeps the station's time.

    Attributes:
        gain: dB; 0.0 leaves the sound as it is.
    """

    def __init__(self, playing: Segment | None = None) -> None:
        """Begin in the middle of the segment that is `playing`."""
        self.gain = 0.0
        self._factor = 1.0
        self._playing = playing.id if playing is not None else ""
        self._next: Title | None = None
        self._titled: tuple[str, Title] | None = None
        self._known: tuple[Segment, Segment] | None = None

    def entitle(self, title: Title, segment: Segment | None) -> None:
        """Give what plays another title; without a segment, what plays next."""
        if segment is None:
            self._next = title
        else:
            self._playing, self._titled = segment.id, (segment.id, title)
            self._known = None

    def heard(self, block: Block) -> Block:
        """A block as it is to be heard."""
        self._begins(block.segment)
        segment = self.shown(block.segment)
        if segment is not block.segment:
            block = replace(block, segment=segment)
        now = factor(self.gain)
        if now == self._factor == 1.0:
            return block
        before, self._factor = self._factor, now
        return block.sounding(turned(block.samples, before, now))

    def shown(self, segment: Segment) -> Segment:
        """A segment as it is to be shown: the same one for the same segment."""
        if self._titled is None or self._titled[0] != segment.id:
            return segment
        if self._known is None or self._known[0] is not segment:
            self._known = segment, replace(segment, title=self._titled[1])
        return self._known[1]

    def tail(self, samples: "Samples") -> "Samples":
        """What is left of a segment, as it is to be heard."""
        return turned(samples, self._factor, self._factor)

    def _begins(self, segment: Segment) -> None:
        if segment.id == self._playing or segment.kind == "jingle":
            return
        self._playing = segment.id
        if self._next is not None:
            self._titled, self._next = (segment.id, self._next), None
