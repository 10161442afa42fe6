"""The time, as something that is handed in."""

import time
from datetime import datetime
from typing import Protocol

__all__ = ["Clock", "SystemClock"]


class Clock(Protocol):
    """Tells the time. A test brings one that it moves by hand."""

    def now(self) -> float:
        """Seconds on a clock that never goes back and is the same in every process of the machine."""
        ...

    def now_ns(self) -> int:
        """Tell `now` in nanoseconds."""
        ...

    def wall(self) -> datetime:
        """Tell the local time of day, with its zone."""
        ...


class SystemClock:
    """The machine's clock.

    Rule: processes compare readings with each other, so this is CLOCK_MONOTONIC on Linux and the performance
    counter on Windows. `time.perf_counter` is both; `time.monotonic` would tick in steps of 16 ms on Windows.
    """

    def now(self) -> float:
        """Seconds since some moment before the machine's programs began."""
        return time.perf_counter()

    def now_ns(self) -> int:
        """Tell `now` in nanoseconds."""
        return time.perf_counter_ns()

    def wall(self) -> datetime:
        """Tell the local time of day, with its zone."""
        return datetime.now().astimezone()
