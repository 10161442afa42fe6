"""What a plain blocking program does next: what others ask for, and what is due."""

import heapq
import itertools
import queue
from collections.abc import Callable
from typing import TypeAlias

from runtime.kernel import Clock

__all__ = ["LOOK_UP", "Agenda", "Task"]

LOOK_UP = 0.5
"""Longest wait in seconds. Windows tells a waiting main thread of a Ctrl-C only when it looks up."""

Task: TypeAlias = Callable[[], None]


class Agenda:
    """Runs tasks one after the other in the thread that calls `step`. Other threads and signals add some by
    `post`.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # Of Python's queues only this one may be used in a signal handler.
        self._posted: queue.SimpleQueue[Task] = queue.SimpleQueue()
        self._due: list[tuple[float, int, Task]] = []
        self._order = itertools.count()

    def post(self, task: Task) -> None:
        """Have `task` run soon. May be called from anywhere."""
        self._posted.put(task)

    def after(self, seconds: float, task: Task) -> None:
        """Have `task` run in `seconds`. Only for the agenda's own thread."""
        heapq.heappush(self._due, (self._clock.now() + seconds, next(self._order), task))

    def step(self) -> None:
        """Wait for something to do and do it."""
        if (task := self._next()) is not None:
            task()
        while self._due and self._due[0][0] <= self._clock.now():
            heapq.heappop(self._due)[2]()

    def _next(self) -> Task | None:
        try:
            return self._posted.get(timeout=self._patience())
        except queue.Empty:
            return None

    def _patience(self) -> float:
        if not self._due:
            return LOOK_UP
        return min(LOOK_UP, max(0.0, self._due[0][0] - self._clock.now()))
