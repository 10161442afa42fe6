"""An edge: it serves what the station puts on its table, to whoever the front door lets in."""

import asyncio
import contextlib
import logging
import socket
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from runtime.errors import Fault, PeerFault
from runtime.kernel import Clock
from runtime.net import Channel, Message
from runtime.net.handover import hand_over
from runtime.protocols.http1 import ReceivedHead
from runtime.protocols.icecast import (
    AskHealth,
    AskOnAir,
    MountHealth,
    Serve,
    ServedMount,
    Table,
    health_answer,
    on_air_answer,
)

from .delivery import Delivery, slots_of
from .front_door import FrontDoor, Guest
from .listener import Listener
from .reports import Reports
from .rings import Memory, Rings
from .stream import Stream

__all__ = ["Edge"]

log = logging.getLogger("legacystream.edge")

REPORT_SECONDS = 1.0
"""How often the station is told of listeners."""

AGENT_CHARACTERS = 200
"""How much of a player's name is kept."""

AGENTS_KEPT = 1000
"""Different player names that are kept once for all who share them."""

BACKLOG = 512
"""Messages on their way to the station beyond which reports wait."""

FILES_KEPT = 200
"""Open files that are kept for other things than connections."""

ID_SPACE = 1_000_000_000_000
"""Listener numbers of one edge; the next edge's begin behind."""


class Edge:
    """Serves listeners. `start`, then tell it of memories, listen sockets, and the station; `stop` ends it.

    Args:
        clock: the time.
        index: which edge of the station this is, counted from 1.
        open_files: how many files the process may have open; None where there is no limit.

    Attributes:
        table: what may be served.
    """

    def __init__(self, clock: Clock, index: int, *, open_files: int | None = None) -> None:
        self.table = Table()
        self.index = index
        self._room = sys.maxsize if open_files is None else max(1, open_files - FILES_KEPT)
        self._clock = clock
        self._rings = Rings()
        self._streams: dict[tuple[str, bool], Stream] = {}
        self._delivery = Delivery(clock)
        self._door = FrontDoor(self, clock)
        self._reports = Reports()
        self._listeners: dict[int, tuple[Listener, Stream]] = {}
        self._agents: dict[str, str] = {}
        self._station: Channel | None = None
        self._station_here = asyncio.Event()
        self._table_here = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._handed_over = self._refused = self._last_id = 0

    # Its life

    async def start(self) -> None:
        """Begin to serve."""
        self._tasks = [
            asyncio.create_task(self._delivery.run(), name="delivery"),
            asyncio.create_task(self._report(), name="reports"),
        ]

    async def stop(self) -> None:
        """Close every connection, and end."""
        await self._door.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for stream in self._streams.values():
            stream.remove_all("the server stops")
        self._tell_station()
        if self._station is not None:
            self._station.close()
        self._rings.close()

    # What the supervisor says

    def give_memory(self, memory: Memory) -> None:
        """Take in a ring's memory, which belongs to the edge from now on."""
        self._rings.give(memory)
        self._arrange()

    def release_memory(self, name: str) -> None:
        """Let go of a ring."""
        self._rings.release(name)
        self._arrange()

    def listen(self, door: str, sock: socket.socket) -> None:
        """Accept on a listen socket."""
        self._door.listen(door, sock)

    def unlisten(self, door: str) -> None:
        """Accept there no more; who is inside stays."""
        self._door.unlisten(door)

    def take_connection(self, sock: socket.socket, peer: tuple[str, int]) -> None:
        """Meet somebody whom another process accepted."""
        self._door.take(sock, peer)

    # What the station says

    def attach_station(self, station: Channel) -> None:
        """Speak with a station from now on; the channel is started here."""
        if self._station is not None:
            self._station.close()
        self._station = station
        self._station_here.set()
        self._reports.station_came(listener for listener, _ in self._listeners.values())
        loop = asyncio.get_running_loop()
        station.start(
            loop.call_soon_threadsafe,
            lambda message: self._station_said(station, message),
            lambda reason: self._station_lost(station, reason),
        )
        station.send("hello", {"index": self.index})

    def _station_said(self, station: Channel, message: Message) -> None:
        if station is not self._station:
            message.discard()
            return
        try:
            self._do(message)
        except (PeerFault, KeyError, TypeError, ValueError) as wrong:
            log.error("the station's message %r cannot be used: %s", message.type, wrong)

    def _do(self, message: Message) -> None:
        match message.type:
            case "table":
                self.set_table(Table.from_fields(message.fields))
            case "wake":
                self._delivery.arrived(str(message.fields["ring"]))
            case "kick":
                self._kick(int(message.fields["id"]))
            case other:
                log.debug("the station says %r, which means nothing to an edge", other)
                message.discard()

    def _station_lost(self, station: Channel, reason: str) -> None:
        if station is self._station:
            log.warning("%s; listeners are served with what is there", reason)
            self._station = None
            self._station_here.clear()
            self._reports.station_left()
            station.close()

    def set_table(self, table: Table) -> None:
        """Serve this and nothing else from now on."""
        self.table = table
        self._table_here.set()
        self._arrange()

    def _arrange(self) -> None:
        """Make the streams what the table and the rings say."""
        wanted = {(mount.path, icy): mount for mount in self.table.mounts.values() for icy in _kinds(mount)}
        for key in self._streams.keys() - wanted.keys():
            self._streams.pop(key).remove_all("the mount is gone")
        for key, mount in wanted.items():
            self._arrange_stream(key, mount)
        self._delivery.streams = list(self._streams.values())

    def _arrange_stream(self, key: tuple[str, bool], mount: ServedMount) -> None:
        ring = (mount.icy_ring if key[1] else mount.ring) or mount.ring
        reader, slots = self._rings.reader(ring), slots_of(mount)
        if key in self._streams:
            self._streams[key].rearrange(mount, reader, slots)
        else:
            self._streams[key] = Stream(mount, reader, slots, self._farewell)

    def _kick(self, number: int) -> None:
        if number in self._listeners:
            listener, stream = self._listeners[number]
            stream.remove(listener, "kicked")

    # What the front door asks

    def is_full(self) -> bool:
        """Whether no further connection may come in."""
        return self._connections() >= min(self._room, self.table.limits.max_connections)

    async def wait_for_table(self) -> None:
        """Wait for the station's first table: an edge may be there, and found by players, before it."""
        if not await self._happens(self._table_here):
            raise PeerFault("the station is not on the air yet; please try again in a moment", 503)

    def refuse(self) -> None:
        """Count a connection that was sent away."""
        self._refused += 1

    def welcome(self, guest: Guest, serve: Serve, head: ReceivedHead) -> None:
        """Let a listener in. Raises PeerFault when there are as many as there may be."""
        if len(self._listeners) >= self.table.limits.max_listeners:
            raise PeerFault("the server has as many listeners as it may have", 503)
        self._last_id += 1
        number, now = self.index * ID_SPACE + self._last_id, self._clock.now()
        listener = Listener(number, guest.sock, serve.mount.path, serve.head, now, icy=serve.icy)
        listener.ip, listener.port = guest.peer
        listener.agent = self._agent(head.request.headers.get("user-agent"))
        listener.protocol = head.request.version
        stream = self._streams[serve.mount.path, serve.icy]
        self._listeners[number] = (listener, stream)
        self._reports.came(listener)
        stream.admit(listener, now)
        self._delivery.newcomer()

    async def pass_on(self, guest: Guest, head: ReceivedHead) -> None:
        """Hand a guest to the station. Raises PeerFault when it stays away."""
        await self._happens(self._station_here)
        station = self._station
        if station is None:
            raise PeerFault("the station is away; please try again in a moment", 503)
        self._last_id += 1
        fields = {
            "peer": list(guest.peer),
            "local": list(guest.sock.getsockname()[:2]),
            "id": self.index * ID_SPACE + self._last_id,
        }
        self._handed_over += 1
        try:
            await hand_over(station, guest.sock, head.data, fields)
        finally:
            self._handed_over -= 1

    async def _happens(self, event: asyncio.Event) -> bool:
        """Wait a while for something the station does."""
        if not event.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.table.limits.station_wait):
                    await event.wait()
        return event.is_set()

    def health(self, outcome: AskHealth | AskOnAir) -> bytes:
        """Answer a question for health, from the rings."""
        self._rings.refresh()
        mounts = {path: self._health_of(mount) for path, mount in self.table.mounts.items()}
        match outcome:
            case AskHealth(head_only=head_only):
                return health_answer(mounts, station_here=self._station is not None, head_only=head_only)
            case AskOnAir(mount=mount, head_only=head_only):
                return on_air_answer(mounts, mount=mount, head_only=head_only)

    def _health_of(self, mount: ServedMount) -> MountHealth:
        reader = self._rings.reader(mount.ring)
        age = reader.age_ns(self._clock.now_ns()) / 1e9 if reader.head else None
        return MountHealth(age, mount.tick, reader.floor, reader.ended)

    # Listeners

    def _farewell(self, listener: Listener, reason: str) -> None:
        self._listeners.pop(listener.id, None)
        self._reports.gone(listener, reason, self._clock.now())

    def _agent(self, agent: str) -> str:
        """The player's name, the same object for all who share it."""
        agent = agent[:AGENT_CHARACTERS]
        if len(self._agents) >= AGENTS_KEPT:
            self._agents.clear()
        return self._agents.setdefault(agent, agent)

    def _connections(self) -> int:
        return len(self._listeners) + self._door.pending + self._handed_over

    # Reports

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            self._rings.refresh()
            self._tell_station()

    def _tell_station(self) -> None:
        station = self._station
        if station is None or station.backlog > BACKLOG:
            return
        try:
            for kind, fields in self._reports.take(self.counts(), self._clock.now()):
                station.send(kind, fields)
        except Fault as wrong:
            log.error("the station cannot be told of listeners: %s", wrong)

    def counts(self) -> Mapping[str, Any]:
        """The numbers of this edge, as the message `counts` has them."""
        mounts = {path: self._mount_counts(path) for path in self.table.mounts}
        return {"mounts": mounts, "connections": self._connections(), "refused": self._refused}

    def _mount_counts(self, path: str) -> dict[str, int]:
        streams = list(self._streams_of(path))
        return {
            "listeners": sum(stream.listeners for stream in streams),
            "bytes": sum(stream.bytes for stream in streams),
            "slow": sum(stream.slow for stream in streams),
        }

    def _streams_of(self, path: str) -> Iterator[Stream]:
        return (self._streams[path, icy] for icy in (False, True) if (path, icy) in self._streams)


def _kinds(mount: ServedMount) -> tuple[bool, ...]:
    """With titles or without."""
    return (False,) if mount.icy_ring is None else (False, True)
