"""The audience: all streams of an edge, everybody who listens to them, and their numbers."""

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator

from runtime.kernel import Clock
from runtime.protocols.address import limit_key
from runtime.protocols.http1 import ReceivedHead
from runtime.protocols.icecast import MountHealth, Serve, ServedMount, Table

from .delivery import Delivery, slots_of
from .guest import Guest
from .intro import Intro
from .listener import Listener
from .partings import Partings
from .reports import Reports
from .rings import Rings
from .stream import Stream

__all__ = ["Audience"]

AGENT_CHARACTERS = 200
"""How much of a player's name is kept."""

ENDS_SPARE = 100
"""Ends that are remembered of listeners who went before theirs, beside one for each who is here."""

AGENTS_KEPT = 1000
"""Different player names that are kept once for all who share them."""

Key = tuple[str, bool]
"""A mount's path, and whether titles come with it."""


class Audience:
    """Everybody who listens.

    Args:
        clock: the time.
        rings: where the audio is.
        delivery: serves the streams.
        reports: is told who comes and goes.

    Attributes:
        partings: streams of mounts that are gone, which come to their end.
    """

    def __init__(self, clock: Clock, rings: Rings, delivery: Delivery, reports: Reports) -> None:
        self._clock = clock
        self._rings = rings
        self._delivery = delivery
        self._reports = reports
        self._streams: dict[Key, Stream] = {}
        self.partings = Partings(clock)
        self._listeners: dict[int, tuple[Listener, Stream]] = {}
        self._agents: dict[str, str] = {}
        self._addresses: Counter[str] | None = None
        self._ends: list[tuple[float, int]] = []

    def __len__(self) -> int:
        return len(self._listeners)

    def __iter__(self) -> Iterator[Listener]:
        return (listener for listener, _ in self._listeners.values())

    def arrange(self, table: Table) -> None:
        """Make the streams what the table and the rings say now."""
        wanted = {
            (mount.path, icy): mount
            for mount in table.mounts.values()
            for icy in _kinds(mount)
            if not mount.asleep
        }
        for key, mount in wanted.items():
            self.partings.end(key)
            self._arrange_stream(key, mount)
        for key in self._streams.keys() - wanted.keys():
            self._dissolve(key, table)
        self._delivery.streams = [*self._streams.values(), *self.partings.streams]
        if not table.limits.max_per_address:
            self._addresses = None
        elif self._addresses is None:
            self._addresses = Counter(limit_key(listener.ip) for listener in self)

    def _arrange_stream(self, key: Key, mount: ServedMount) -> None:
        ring = (mount.icy_ring if key[1] else mount.ring) or mount.ring
        reader, slots = self._rings.reader(ring), slots_of(mount)
        if key in self._streams:
            self._streams[key].rearrange(mount, reader, slots)
        else:
            self._streams[key] = Stream(mount, reader, slots, self._farewell)

    def _dissolve(self, key: Key, table: Table) -> None:
        """End a stream: who can go on at the mount that the table names does, everybody else hears the rest."""
        stream, path = self._streams.pop(key), key[0]
        destination = table.instead.get(path) or table.aliases.get(path)
        if destination is not None:
            for listener in list(stream):
                self._move(listener, stream, destination)
        self.partings.begin(key, stream)

    def count(self, path: str) -> int:
        """How many hear a mount."""
        return sum(
            self._streams[key].listeners for key in ((path, False), (path, True)) if key in self._streams
        )

    def count_address(self, key: str) -> int:
        """How many of an address, or of an IPv6 network, are here; only counted where the table has a limit for them."""
        return self._addresses[key] if self._addresses is not None else 0

    def admit(self, number: int, guest: Guest, serve: Serve, head: ReceivedHead, user: str = "") -> bool:
        """Let somebody listen; False when there is no such mount any more."""
        stream = self._streams.get((serve.mount.path, serve.icy))
        if stream is None:
            return False
        now = self._clock.now()
        listener = Listener(number, guest.wire, serve.mount.path, serve.head, now, icy=serve.icy)
        listener.ip, listener.port = guest.peer
        listener.agent = self._agent(head.request.headers.get("user-agent"))
        listener.referer = self._agent(head.request.headers.get("referer"))
        listener.protocol, listener.user = head.request.version, user
        if serve.seconds != math.inf:
            self._end_at(now + serve.seconds, number)
        tape = self._rings.tape(serve.mount.icy_intro if serve.icy else serve.mount.intro)
        if tape is not None:
            listener.intro = Intro(tape, serve.mount.burst, now)
        self._listeners[number] = (listener, stream)
        if self._addresses is not None:
            self._addresses[limit_key(listener.ip)] += 1
        self._reports.came(listener)
        stream.admit(listener, now)
        self._delivery.newcomer()
        return True

    def _end_at(self, when: float, number: int) -> None:
        """Remember when somebody is to go. Those who went before are forgotten once they are the most."""
        heapq.heappush(self._ends, (when, number))
        if len(self._ends) > 2 * len(self._listeners) + ENDS_SPARE:
            self._ends = [each for each in self._ends if each[1] in self._listeners]
            heapq.heapify(self._ends)

    def end_overdue(self) -> None:
        """Send those away whose time is over, and those who have heard the end of a mount; call it once a second."""
        self.partings.look()
        now = self._clock.now()
        while self._ends and self._ends[0][0] <= now:
            number = heapq.heappop(self._ends)[1]
            if number in self._listeners:
                listener, stream = self._listeners[number]
                stream.remove(listener, "the time is over")

    def _agent(self, agent: str) -> str:
        """The player's name, or the page he comes from: the same object for all who share it."""
        agent = agent[:AGENT_CHARACTERS]
        if len(self._agents) >= AGENTS_KEPT:
            self._agents.clear()
        return self._agents.setdefault(agent, agent)

    def kick(self, number: int) -> None:
        """Send a listener away, if it is here."""
        if number in self._listeners:
            listener, stream = self._listeners[number]
            stream.remove(listener, "kicked")

    def move(self, numbers: Iterable[int], destination: str) -> None:
        """Let listeners hear another mount on the same connection, those whose format and titles go on there."""
        for number in numbers:
            if number in self._listeners:
                self._move(*self._listeners[number], destination)

    def on(self, path: str) -> list[int]:
        """Everybody who listens to a mount."""
        return [number for number, (listener, _) in self._listeners.items() if listener.mount == path]

    def _move(self, listener: Listener, stream: Stream, destination: str) -> None:
        to = self._streams.get((destination, listener.icy))
        if to is None or to is stream or not _goes_on(stream.mount, to.mount, icy=listener.icy):
            return
        if stream.let_go(listener):
            listener.mount = destination
            self._listeners[listener.id] = (listener, to)
            to.adopt(listener)
            self._reports.came(listener)
            self._delivery.newcomer()

    def leave(self, reason: str) -> None:
        """Send everybody away."""
        for stream in (*self._streams.values(), *self.partings.streams):
            stream.remove_all(reason)

    def _farewell(self, listener: Listener, reason: str) -> None:
        self._listeners.pop(listener.id, None)
        if self._addresses is not None:
            self._leave_address(limit_key(listener.ip))
        self._reports.gone(listener, reason, self._clock.now())

    def _leave_address(self, key: str) -> None:
        assert self._addresses is not None
        self._addresses[key] -= 1
        if not self._addresses[key]:
            del self._addresses[key]

    def counts(self, path: str) -> dict[str, int]:
        """The numbers of a mount, with and without titles together."""
        streams = [self._streams[path, icy] for icy in (False, True) if (path, icy) in self._streams]
        return {
            "listeners": sum(stream.listeners for stream in streams),
            "bytes": sum(stream.bytes for stream in streams),
            "slow": sum(stream.slow for stream in streams),
        }

    def health(self, mount: ServedMount) -> MountHealth:
        """What the ring of a mount shows."""
        reader = self._rings.reader(mount.ring)
        reader.refresh()
        age = reader.age_ns(self._clock.now_ns()) / 1e9 if reader.head else None
        return MountHealth(age, mount.tick, reader.floor, reader.ended)


def _goes_on(one: ServedMount, other: ServedMount, *, icy: bool) -> bool:
    """Whether who hears the one can hear the other without asking anew."""
    return one.content_type == other.content_type and (not icy or one.metaint == other.metaint)


def _kinds(mount: ServedMount) -> tuple[bool, ...]:
    """With titles or without."""
    return (False,) if mount.icy_ring is None else (False, True)
