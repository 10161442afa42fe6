"""A clock that a test moves by hand."""

from datetime import UTC, datetime, timedelta

__all__ = ["ManualClock"]

SECOND = 1_000_000_000
"""Nanoseconds in a second."""


class ManualClock:
    """Time that stands still until it is advanced. Fits wherever a `kernel.Clock` is wanted.

    It starts at 1 000 s, not at 0, so that "a minute ago" is never before time began.
    """

    def __init__(self, start: float = 1000.0, wall: datetime | None = None) -> None:
        self._ns = round(start * SECOND)
        self._start_ns = self._ns
        self._wall = wall or datetime(2026, 1, 1, 12, 0, tzinfo=UTC)

    def now(self) -> float:
        """Seconds of monotonic time."""
        return self._ns / SECOND

    def now_ns(self) -> int:
        """Nanoseconds of monotonic time."""
        return self._ns

    def wall(self) -> datetime:
        """The time of day; it moves along with the monotonic time."""
        return self._wall + timedelta(microseconds=(self._ns - self._start_ns) // 1000)

    def advance(self, seconds: float = 0.0, *, ns: int = 0) -> None:
        """Let time pass. Raises ValueError when it would run backwards."""
        step = round(seconds * SECOND) + ns
        if step < 0:
            raise ValueError("time only runs forwards")
        self._ns += step

    def set_wall(self, wall: datetime) -> None:
        """Put the time of day elsewhere, as a time server or an operator would; monotonic time runs on."""
        self._wall = wall
        self._start_ns = self._ns
