"""The audience: all streams of an edge, everybody who listens to them, and their numbers."""

from collections.abc import Iterator

from runtime.kernel import Clock
from runtime.protocols.http1 import ReceivedHead
from runtime.protocols.icecast import MountHealth, Serve, ServedMount, Table

from .delivery import Delivery, slots_of
from .front_door import Guest
from .listener import Listener
from .reports import Reports
from .rings import Rings
from .stream import Stream

__all__ = ["Audience"]

AGENT_CHARACTERS = 200
"""How much of a player's name is kept."""

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
    """

    def __init__(self, clock: Clock, rings: Rings, delivery: Delivery, reports: Reports) -> None:
        self._clock = clock
        self._rings = rings
        self._delivery = delivery
        self._reports = reports
        self._streams: dict[Key, Stream] = {}
        self._listeners: dict[int, tuple[Listener, Stream]] = {}
        self._agents: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._listeners)

    def __iter__(self) -> Iterator[Listener]:
        return (listener for listener, _ in self._listeners.values())

    def arrange(self, table: Table) -> None:
        """Make the streams what the table and the rings say now."""
        wanted = {(mount.path, icy): mount for mount in table.mounts.values() for icy in _kinds(mount)}
        for key in self._streams.keys() - wanted.keys():
            self._streams.pop(key).remove_all("the mount is gone")
        for key, mount in wanted.items():
            self._arrange_stream(key, mount)
        self._delivery.streams = list(self._streams.values())

    def _arrange_stream(self, key: Key, mount: ServedMount) -> None:
        ring = (mount.icy_ring if key[1] else mount.ring) or mount.ring
        reader, slots = self._rings.reader(ring), slots_of(mount)
        if key in self._streams:
            self._streams[key].rearrange(mount, reader, slots)
        else:
            self._streams[key] = Stream(mount, reader, slots, self._farewell)

    def admit(self, number: int, guest: Guest, serve: Serve, head: ReceivedHead) -> None:
        """Let somebody listen."""
        now = self._clock.now()
        listener = Listener(number, guest.sock, serve.mount.path, serve.head, now, icy=serve.icy)
        listener.ip, listener.port = guest.peer
        listener.agent = self._agent(head.request.headers.get("user-agent"))
        listener.protocol = head.request.version
        stream = self._streams[serve.mount.path, serve.icy]
        self._listeners[number] = (listener, stream)
        self._reports.came(listener)
        stream.admit(listener, now)
        self._delivery.newcomer()

    def _agent(self, agent: str) -> str:
        """The player's name, the same object for all who share it."""
        agent = agent[:AGENT_CHARACTERS]
        if len(self._agents) >= AGENTS_KEPT:
            self._agents.clear()
        return self._agents.setdefault(agent, agent)

    def kick(self, number: int) -> None:
        """Send a listener away, if it is here."""
        if number in self._listeners:
            listener, stream = self._listeners[number]
            stream.remove(listener, "kicked")

    def leave(self, reason: str) -> None:
        """Send everybody away."""
        for stream in self._streams.values():
            stream.remove_all(reason)

    def _farewell(self, listener: Listener, reason: str) -> None:
        self._listeners.pop(listener.id, None)
        self._reports.gone(listener, reason, self._clock.now())

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


def _kinds(mount: ServedMount) -> tuple[bool, ...]:
    """With titles or without."""
    return (False,) if mount.icy_ring is None else (False, True)
