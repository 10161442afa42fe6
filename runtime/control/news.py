"""What happens at the station, for programs that listen: a bounded line for each of them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from runtime.kernel.events import Event, EventBus

from .fault import CommandFault

__all__ = ["MOST_HEARERS", "MOST_WAITING", "Line", "News", "as_data"]

MOST_HEARERS = 64
"""Programs that listen at one time."""

MOST_WAITING = 256
"""Events that wait for one of them; who falls behind loses the oldest."""


class Line:
    """The events that wait for one of those who listen.

    Attributes:
        lost: how many found no room.
    """

    def __init__(self) -> None:
        self.lost = 0
        self._waiting: asyncio.Queue[Event] = asyncio.Queue(MOST_WAITING)

    async def get(self) -> Event:
        """The next one, when there is one."""
        return await self._waiting.get()

    def put(self, event: Event) -> None:
        """One more; the oldest gives way where there is no room."""
        if self._waiting.full():
            self._waiting.get_nowait()
            self.lost += 1
        self._waiting.put_nowait(event)


class News:
    """Hands every event to everybody who listens. On the event loop."""

    def __init__(self, events: EventBus) -> None:
        """Listen to the station."""
        self._hearers: set[Line] = set()
        events.subscribe(self._tell)

    @contextmanager
    def heard(self) -> Iterator[Line]:
        """A line of events from now on.

        Raises:
            CommandFault: too many listen already.
        """
        if len(self._hearers) >= MOST_HEARERS:
            raise CommandFault(f"{MOST_HEARERS} programs listen to events already", 503)
        line = Line()
        self._hearers.add(line)
        try:
            yield line
        finally:
            self._hearers.discard(line)

    def _tell(self, event: Event) -> None:
        for line in self._hearers:
            line.put(event)


def as_data(event: Event) -> dict[str, object]:
    """An event as JSON can say it."""
    return {
        "event": event.name,
        "source": event.source,
        "details": dict(event.details),
        "at": event.at.isoformat(timespec="milliseconds"),
    }
