"""When a process that ended is started again: pure functions of what happened and when."""

from collections import deque

__all__ = ["EDGE_STARTS", "EDGE_WINDOW", "FIRST_WAIT", "LONGEST_WAIT", "EdgePolicy", "StationPolicy"]

FIRST_WAIT = 0.5
"""Seconds before the second start of a station that did not get on the air; doubled each time."""

LONGEST_WAIT = 10.0
"""Seconds between two starts of a station, at most."""

EDGE_STARTS = 10
"""Starts of an edge that need not wait, within `EDGE_WINDOW`."""

EDGE_WINDOW = 10.0
"""Seconds over which an edge's starts are counted."""


class StationPolicy:
    """Start the station again at once, then ever more slowly, until it has been on the air."""

    def __init__(self) -> None:
        self._failures = 0

    def ended(self) -> float:
        """Tell how many seconds to wait now that the station has ended."""
        wait = 0.0 if self._failures == 0 else min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (self._failures - 1))
        self._failures = min(self._failures + 1, 64)
        return wait

    def on_air(self) -> None:
        """Forget earlier failures: the station started well."""
        self._failures = 0


class EdgePolicy:
    """Start an edge again at once, but no more than `EDGE_STARTS` times within `EDGE_WINDOW` seconds."""

    def __init__(self) -> None:
        self._ends: deque[float] = deque(maxlen=EDGE_STARTS)

    def ended(self, now: float) -> float:
        """Tell how many seconds to wait now that the edge has ended."""
        wait = 0.0
        if len(self._ends) == EDGE_STARTS:
            wait = max(0.0, self._ends[0] + EDGE_WINDOW - now)
        self._ends.append(now + wait)
        return wait
