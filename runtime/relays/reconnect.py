"""When to try again."""

import random

__all__ = ["FIRST_PAUSE", "LONGEST_PAUSE", "Backoff"]

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
"""Seconds. The first is short, since most servers that drop a relay have merely begun anew."""

GOOD_SECONDS = 20.0
"""A connection that lasted so long was a good one: the next pause is a first one."""


class Backoff:
    """Pauses that double, each shortened by chance up to a half, so that a hundred relays do not come back at one moment.

    Attributes:
        attempt: how many connections in a row were not good.
    """

    def __init__(self, rng: random.Random) -> None:
        self.attempt = 0
        self._rng = rng

    def pause(self, lasted: float) -> float:
        """Seconds to wait after a connection that lasted so long (0 for one that never came about)."""
        if lasted >= GOOD_SECONDS:
            self.attempt = 0
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(self.attempt, 10)))
        self.attempt += 1
        return longest * (0.5 + self._rng.random() / 2)
