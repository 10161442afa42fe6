"""What `fallback` and `switch` have in common: one child plays, and how it is chosen is the only difference."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeAlias

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, Tail
from runtime.plan.origin import Origin
from runtime.plan.units import NodeId
from runtime.sources import reasons
from runtime.sources.by_hand import Pinnable
from runtime.sources.children import Children
from runtime.sources.joiner import Joiner
from runtime.sources.source import Source

__all__ = ["Choice", "ChoosingSource"]

log = logging.getLogger("legacystream.sources")

Choice: TypeAlias = Callable[[set[int]], int | None]
"""Names the child that plays next, without those that turned out to have nothing; None when none can."""


class ChoosingSource(Children, Pinnable):
    """One of several children at a time. Children that are not chosen are not pulled.

    A child that has to go in the middle of a track fades out beneath the one that comes, and plays the next track when its
    turn comes again; one that had nothing to play goes on later where it was. What an operator has chosen comes before what
    the script says. A kind of its own says how a child is chosen (`_choices`), why (`_why`) and what the log says of a change
    (`_tell`), beside `settling`.
    """

    def __init__(
        self, node: NodeId, origin: Origin, children: Sequence[Source], joiner: Joiner | None = None
    ) -> None:
        """`joiner` says how the children are joined; without it, changes are made without a click."""
        super().__init__(node, origin, children)
        self._joiner = joiner or Joiner(PcmFormat())
        self._current: int | None = None
        self._at_boundary = True
        self._ended = False

    @property
    def now_playing(self) -> Segment | None:
        """The segment of the child that plays, or plays next."""
        between = self._ended and self.pin is None
        place = self._choices()(set()) if between else self._current
        return None if place is None else self._children[place].now_playing

    @property
    def remaining(self) -> int | None:
        """Samples of the running segment of the child that plays."""
        return None if self._current is None else self._children[self._current].remaining

    @property
    def choice(self) -> reasons.Choice | None:
        """What plays, and why."""
        if self._current is None:
            return None
        pin = self.pin if self._is_by_hand(self._current) else None
        return reasons.Choice(self._children[self._current].id, pin.why if pin is not None else self._why())

    def pull(self, max_samples: int) -> Block | None:
        """A block of the best choice that has one."""
        choose, out_of_play = self._hand_first(self._choices()), set[int]()
        most = self._make_room(max_samples, choose)
        while (chosen := choose(out_of_play)) is not None:
            block = self._children[chosen].pull(most)
            if block is not None:
                return self._taken(chosen, block)
            out_of_play.add(chosen)
        self._switched(None)
        return None

    def _make_room(self, most: int, choose: Choice) -> int:
        """Leave a show that is about to end, for the next source to come while it goes; at most so many samples before that."""
        if self._current is None:
            return most
        show = self._children[self._current]
        fade = self._joiner.ending(show.now_playing)
        left = show.remaining if fade else None
        if left is None or choose({self._current}) is None:
            return most
        if left > fade:
            return min(most, left - fade)
        self._joiner.keep(show.leave(left))
        return most

    def _taken(self, chosen: int, block: Block) -> Block:
        """A block of the chosen child, joined with what another has left."""
        if self._current is not None and self._current != chosen:
            self._joiner.change(self._children[self._current], block, at_end=self._at_boundary)
        self._switched(chosen)
        self._at_boundary = block.last or block.segment.endless
        self._ended = block.last
        return self._joiner.mixed(block)

    def skip(self) -> None:
        """Leave the running segment of the child that plays."""
        if self._current is not None:
            self._children[self._current].skip()
            self._at_boundary = True

    def leave(self, most: int) -> Tail:
        """Leave what the child plays that is heard."""
        if self._current is None:
            return NO_TAIL
        self._at_boundary = True
        return self._joiner.leave(self._children[self._current].leave(most))

    def _hand_first(self, choose: Choice) -> Choice:
        """What an operator has chosen, while it can play; else by the script."""
        wanted = self._by_hand
        if wanted is None:
            return choose
        return lambda out_of_play: wanted if wanted not in out_of_play else choose(out_of_play)

    def _choices(self) -> Choice:
        """How children are chosen at this moment."""
        raise NotImplementedError

    def _why(self) -> str:
        """Why the child plays that does, in words; "" where there was nothing to decide."""
        raise NotImplementedError

    def _tell(self, before: int, to: int) -> None:
        """Tell in the log that another child plays."""
        raise NotImplementedError

    def _ready(self, out_of_play: set[int]) -> list[bool]:
        return [place not in out_of_play and child.ready for place, child in enumerate(self._children)]

    def _switched(self, to: int | None) -> None:
        """Tell a change, once it is one."""
        before, self._current = self._current, to
        if to is None or before is None or before == to:
            return
        if self.pin is not None and self._is_by_hand(to):
            taken = self._children[to].id
            log.info('%s: listeners hear "%s"', self.pin.why, taken, extra={"origin": self.origin})
        else:
            self._tell(before, to)
