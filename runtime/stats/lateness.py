"""How late the programme was: a histogram over its blocks, as Prometheus counts them."""

from bisect import bisect_left
from dataclasses import dataclass

__all__ = ["BOUNDS", "Lateness", "Punctuality"]

BOUNDS = (0.001, 0.005, 0.010, 0.020, 0.040, 0.080, 0.160, 0.500, 2.0)
"""Seconds up to which a block counts in each place of the histogram; one more place is for what is later."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late blocks were, up to this moment.

    Attributes:
        counts: blocks in each place of `BOUNDS`, and one place for what is later.
        total: all their lateness together, in seconds.
        worst: the latest one, in seconds.
        late: blocks that were late by more than their own length.
    """

    counts: tuple[int, ...] = (0,) * (len(BOUNDS) + 1)
    total: float = 0.0
    worst: float = 0.0
    late: int = 0

    @property
    def blocks(self) -> int:
        """How many blocks were looked at."""
        return sum(self.counts)


class Punctuality:
    """Notes how late each block was. `note` belongs to the thread that keeps the time; `read` is for all."""

    def __init__(self, block: float) -> None:
        """`block` is how long (seconds) a block is."""
        self._block = block
        self._counts = [0] * (len(BOUNDS) + 1)
        self._total = self._worst = 0.0
        self._late = 0

    def note(self, seconds: float) -> None:
        """A block was handed over so long after it was due; what comes before its time is not late."""
        late = max(0.0, seconds)
        self._counts[bisect_left(BOUNDS, late)] += 1
        self._total += late
        self._worst = max(self._worst, late)
        self._late += late > self._block

    def read(self) -> Lateness:
        """Tell how it was so far; may be a block short of what is being noted."""
        return Lateness(tuple(self._counts), self._total, self._worst, self._late)
