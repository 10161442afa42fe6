"""Decoded sound on its way from a source client's decoder to the programme.

One thread puts blocks in and waits while enough is there; the path that plays takes them out and never waits. What is
kept in hand evens out a line that stutters. While something else plays, the oldest is dropped, and again when a client's
turn comes that has waited for it: then it is live, but for the second in hand.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from runtime.audio.pcm import Block, PcmFormat, Segment

__all__ = ["IN_HAND", "MOST_IN_HAND", "LiveLine"]

IN_HAND = 1.0
"""Seconds that must be there before a client is heard, and again after the line ran dry."""

MOST_IN_HAND = 4.0
"""Seconds that are decoded ahead; a client that sends faster waits."""

UNHEARD = 1.0
"""Seconds after which a line from which nothing is taken is one that nobody hears."""

LOOK_AGAIN = 0.5
"""Seconds after which a decoder that waits for room looks whether it is still wanted."""


class LiveLine:
    """Blocks in their order, between two threads.

    Attributes:
        ended: whether nothing more will be put in.
    """

    def __init__(self, pcm: PcmFormat, clock: Callable[[], float]) -> None:
        self.ended = False
        self._clock = clock
        self._taken_at = self._flows_since = clock()
        self._wanted = pcm.samples(IN_HAND)
        self._most = pcm.samples(MOST_IN_HAND)
        self._blocks: deque[Block] = deque()
        self._held = 0
        self._limit: int | None = None
        self._flowing = self._taken = False
        self._room = threading.Condition()

    @property
    def held(self) -> int:
        """Samples that are there."""
        return self._held

    @property
    def ready(self) -> bool:
        """Whether `take` would give something. What an ended client left is for those who heard it; nobody wants it later."""
        if self.ended and self._blocks and self._unheard():
            self.clear()
        return self._flowing and self._held > 0

    @property
    def left(self) -> int | None:
        """Samples that will still be taken; None while that is not known."""
        if self._limit is not None:
            return min(self._limit, self._held) if self.ended else self._limit
        return self._held if self.ended else None

    def limit(self, samples: int) -> None:
        """Give only so many more samples: the client is leaving."""
        with self._room:
            self._limit = samples if self._limit is None else self._limit

    @property
    def next(self) -> Block | None:
        """The block that comes next."""
        with self._room:
            return self._blocks[0] if self._blocks else None

    def put(self, block: Block) -> bool:
        """Put a block in, as soon as there is room; False when nobody wants it any more."""
        with self._room:
            while self._held >= self._most and not self.ended:
                if self._unheard():
                    self._drop_oldest()
                else:
                    self._room.wait(LOOK_AGAIN)
            if self.ended:
                return False
            self._blocks.append(block)
            self._held += block.length
            self._flow()
        return True

    def _flow(self) -> None:
        if not self._flowing and self._held >= self._wanted:
            self._flowing, self._flows_since = True, self._clock()

    def rename(self, segment: Segment) -> bool:
        """Make what is there part of another segment, unless something of it was taken; says whether that was done."""
        with self._room:
            if self._taken:
                return False
            self._blocks = deque(replace(block, segment=segment) for block in self._blocks)
            return True

    def take(self, most: int) -> Block | None:
        """At most so many samples; None when there is nothing to take now."""
        with self._room:
            if not self.ready:
                return None
            if self._has_waited():
                self._drop_oldest()
            most = most if self._limit is None else min(most, self._limit)
            block = self._blocks.popleft()
            if block.length > most:
                block, rest = block.split(most)
                self._blocks.appendleft(rest)
            self._held -= block.length
            self._taken_at, self._taken = self._clock(), True
            if self._limit is not None:
                self._limit -= block.length
            if self._limit == 0:
                self._close()
            if not self._held:
                self._flowing = False
            self._room.notify()
            return block

    def _unheard(self) -> bool:
        """Whether nobody takes anything, because something else plays."""
        return self._clock() - self._taken_at > UNHEARD

    def _has_waited(self) -> bool:
        """Whether it could have been heard for some time, and something else was: who comes on is live then."""
        since = max(self._taken_at, self._flows_since)
        return not self.ended and self._limit is None and self._clock() - since > UNHEARD

    def _drop_oldest(self) -> None:
        """Stay at what is live while nobody listens; the client is not to be held back for that."""
        while (more := self._held - self._wanted) > 0:
            block = self._blocks.popleft()
            if block.length > more:
                block, rest = block.split(more)
                self._blocks.appendleft(rest)
            self._held -= block.length

    def end(self) -> None:
        """Nothing more will be put in; what is there is played to its end."""
        with self._room:
            self.ended = True
            self._flowing = self._held > 0
            self._room.notify()

    def clear(self) -> None:
        """Nothing more will be put in, and what is there is not wanted."""
        with self._room:
            self._close()
            self._room.notify()

    def _close(self) -> None:
        self.ended, self._flowing, self._held = True, False, 0
        self._blocks.clear()
