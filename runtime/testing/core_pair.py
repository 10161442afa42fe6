"""Two protocol cores that talk to each other without a network."""

from collections.abc import Sequence
from typing import Any, Protocol

from .clock import ManualClock

__all__ = ["Core", "CorePair"]

MOST_ROUNDS = 1000
"""Exchanges after which two cores are taken to be talking for ever."""


class Core(Protocol):
    """What every sans-I/O core offers."""

    def receive_data(self, data: bytes, now: float) -> Sequence[Any]:
        """Take in bytes from the peer and tell what they mean."""

    def data_to_send(self) -> bytes:
        """Take what is to go out."""


class CorePair:
    """A wire between two cores. Events are gathered per side in `left_events` and `right_events`.

    Args:
        left: the core that speaks first.
        right: its peer.
        clock: the time both are told.
        chunk: bytes handed over at once; 1 shows whether a core copes with a dripping peer.
    """

    def __init__(self, left: Core, right: Core, clock: ManualClock, chunk: int = 65536) -> None:
        self.left = left
        self.right = right
        self.left_events: list[Any] = []
        self.right_events: list[Any] = []
        self._clock = clock
        self._chunk = chunk

    def exchange(self) -> None:
        """Carry bytes both ways until neither side has more to say."""
        for _ in range(MOST_ROUNDS):
            to_right, to_left = self.left.data_to_send(), self.right.data_to_send()
            if not to_right and not to_left:
                return
            self._hand_over(to_right, self.right, self.right_events)
            self._hand_over(to_left, self.left, self.left_events)
        raise AssertionError(f"the cores still talk after {MOST_ROUNDS} exchanges")

    def _hand_over(self, data: bytes, core: Core, events: list[Any]) -> None:
        for start in range(0, len(data), self._chunk):
            events.extend(core.receive_data(data[start : start + self._chunk], self._clock.now()))
