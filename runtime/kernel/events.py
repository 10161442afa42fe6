"""What happens at the station, as a stream of events: whoever sees something tells the bus, whoever cares subscribes.

    bus.emit("track", "music", {"title": "…"})                 # from any thread, even the one that plays; never waits
    forget = bus.subscribe(write_history, "track", "metadata")  # called on the event loop, one event after the other

The names and details of all events: docs/reference/events.md.

Strategy: a bounded queue between those who tell and the loop. What finds no room is counted and told once; an event is news,
and news that nobody had time for is not kept back.
"""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

__all__ = ["MOST_WAITING", "Event", "EventBus"]

MOST_WAITING = 1024
"""Events that wait for the loop; more are counted and dropped."""

BATCH = 64
"""Events that are handed out in one go before others have a turn on the loop."""

Subscriber = Callable[["Event"], None]
Wake = Callable[[Callable[[], None]], object]

logger = logging.getLogger("legacystream.events")


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened.

    Attributes:
        name: what: "track", "connect", "silence" …
        source: to whom: the id of a node of the plan, the path of a mount, or "" for the station itself.
        details: plain values (strings, numbers, truths, None) by name.
        at: when, in the station's time zone.
    """

    name: str
    source: str
    details: Mapping[str, object]
    at: datetime


@dataclass(slots=True)
class EventBus:
    """Takes events from every thread and hands them to subscribers on the event loop.

    What is emitted before `start` waits for it; what is emitted after `stop` is dropped. A subscriber must return at once; one
    that raises is told and does not keep the event from the others.

    Args:
        wall: the station's date and time.

    Attributes:
        lost: how many events found no room.
    """

    wall: Callable[[], datetime]
    lost: int = field(default=0, init=False)
    _waiting: deque[Event] = field(default_factory=deque, init=False)
    _subscribers: list[tuple[frozenset[str], Subscriber]] = field(default_factory=list, init=False)
    _wake: Wake | None = field(default=None, init=False)
    _called: bool = field(default=False, init=False)
    _stopped: bool = field(default=False, init=False)
    _told: int = field(default=0, init=False)

    def emit(self, name: str, source: str, details: Mapping[str, object] | None = None) -> None:
        """Tell that something happened. From any thread; never waits and never raises."""
        if self._stopped:
            return
        if len(self._waiting) >= MOST_WAITING:
            self.lost += 1
            return
        self._waiting.append(Event(name, source, dict(details or {}), self.wall()))
        self._call()

    def subscribe(self, subscriber: Subscriber, *names: str) -> Callable[[], None]:
        """Have a function called for every event of these names, or of any name. Returns what ends it. On the loop."""
        entry = (frozenset(names), subscriber)
        self._subscribers.append(entry)
        return lambda: self._subscribers.remove(entry) if entry in self._subscribers else None

    def start(self, wake: Wake) -> None:
        """Begin to hand out. `wake` is the loop's `call_soon_threadsafe`."""
        self._wake = wake
        if self._waiting:
            self._call()

    def stop(self) -> None:
        """Hand out what waits, and nothing more. On the loop."""
        self._stopped = True
        while self._waiting:
            self._hand_out(self._waiting.popleft())

    def _call(self) -> None:
        """Have the loop come by, unless it is on its way."""
        if self._wake is None or self._called:
            return
        self._called = True
        try:
            self._wake(self._drain)
        except RuntimeError:  # the loop is closed: the station ends, and nobody is left to be told
            self._stopped = True

    def _drain(self) -> None:
        """A part of what waits; the rest in the loop's next round."""
        self._called = False  # first: whoever emits from now on calls again
        for _ in range(min(BATCH, len(self._waiting))):
            self._hand_out(self._waiting.popleft())
        self._tell_of_losses()
        if self._waiting:
            self._call()

    def _hand_out(self, event: Event) -> None:
        for names, subscriber in tuple(self._subscribers):
            if names and event.name not in names:
                continue
            try:
                subscriber(event)
            except Exception:  # one who stumbles must not keep the news from the others
                logger.exception("a mistake in LegacyStream: the event %r of %r could not be handed out",
                                 event.name, event.source)  # fmt: skip

    def _tell_of_losses(self) -> None:
        if self.lost and not self._told:
            logger.warning(
                "more happens than can be told: %d events were dropped; more are counted", self.lost
            )
        self._told = self.lost
