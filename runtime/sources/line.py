"""The requests of one queue, in their order, with the numbers that they keep."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from runtime.sources.wanted import Wanted, wanted

__all__ = ["MOST_WAITING", "Line", "QueueFull", "Request"]

MOST_WAITING = 1000
"""Requests of one queue."""


class QueueFull(Exception):
    """There are `MOST_WAITING` requests already."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for: its number in this queue, what he wrote, and what that names."""

    id: int
    uri: str
    track: Wanted


class Line:
    """The requests that wait. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Request] = []
        self._taken: dict[int, Request] = {}
        self._next = 1

    def push(self, uri: str, place: int | None = None) -> Request:
        """Ask for a track: behind all others, or at a place (0 is the first).

        Raises:
            MediaUnreadable: it names no track, in words.
            QueueFull: there are too many.
        """
        track = wanted(uri)
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                raise QueueFull(f"{MOST_WAITING} requests wait already")
            request = Request(self._next, uri.strip(), track)
            self._next += 1
            self._waiting.insert(len(self._waiting) if place is None else max(0, place), request)
        return request

    def waiting(self) -> Sequence[Request]:
        """The line as it is."""
        with self._lock:
            return tuple(self._waiting)

    def move(self, number: int, place: int) -> bool:
        """Put a request elsewhere; says whether it was in the line."""
        with self._lock:
            request = self._find(number)
            if request is None:
                return False
            self._waiting.remove(request)
            self._waiting.insert(max(0, place), request)
            return True

    def remove(self, number: int) -> Request | None:
        """Take a request out, also one that is taken and not over; None when there is none."""
        with self._lock:
            request = self._find(number)
            if request is not None:
                self._waiting.remove(request)
                return request
            return self._taken.pop(number, None)

    def over(self, number: int) -> None:
        """A request that was taken has been played, or will not be."""
        with self._lock:
            self._taken.pop(number, None)

    def taken(self) -> Sequence[Request]:
        """The requests that were taken and are not over: what plays, and what is opened ahead."""
        with self._lock:
            return tuple(self._taken.values())

    def give_back(self, number: int) -> None:
        """A request that was taken waits again, before all others."""
        with self._lock:
            request = self._taken.pop(number, None)
            if request is not None:
                self._waiting.insert(0, request)

    def claim(self, number: int) -> bool:
        """Take a certain request; says whether it waited."""
        with self._lock:
            request = self._find(number)
            if request is not None:
                self._waiting.remove(request)
                self._taken[number] = request
            return request is not None

    def whole(self) -> tuple[Sequence[Request], int]:
        """The requests that are not over, and the number of the next one; both of one moment."""
        with self._lock:
            return (*self._taken.values(), *self._waiting), self._next

    def recall(self, requests: Sequence[Request], next_: int) -> None:
        """Be this line from now on; what was taken and is not among these is not wanted any more."""
        with self._lock:
            wanted = {each.id: each for each in requests[:MOST_WAITING]}
            self._taken = {number: each for number, each in self._taken.items() if number in wanted}
            self._waiting = [each for number, each in wanted.items() if number not in self._taken]
            self._next = max(next_, self._next, *(number + 1 for number in wanted))

    def _find(self, number: int) -> Request | None:
        return next((each for each in self._waiting if each.id == number), None)
