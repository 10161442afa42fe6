"""An edge: it serves what the station puts on its table, to whoever the front door lets in."""

import asyncio
import contextlib
import functools
import gc
import logging
import socket
import sys
from collections import Counter, deque
from collections.abc import Mapping
from typing import Any

from runtime.errors import PeerFault
from runtime.kernel import Clock
from runtime.net import Channel, DoorMode, Message
from runtime.net.handover import hand_over
from runtime.protocols.access import Told
from runtime.protocols.http1 import ReceivedHead
from runtime.protocols.icecast import (
    AskHealth,
    AskOnAir,
    Refusal,
    Serve,
    Table,
    health_answer,
    on_air_answer,
)

from .audience import Audience
from .certificates import Certificates
from .delivery import Delivery
from .doorkeeper import Doorkeeper
from .front_door import FrontDoor
from .guest import Guest
from .reports import Reports
from .rings import Memory, Rings
from .station_link import StationLink

__all__ = ["Edge"]

log = logging.getLogger("legacystream.edge")

REPORT_SECONDS = 1.0
"""How often the station is told of listeners."""

TOLD_REFUSALS, LONGEST_WORDS = 50, 200
"""Connections that were sent away of which one report tells, the last ones; and letters of what it tells of each."""

ROUSE_SECONDS = 10.0
"""How long a listener waits for a mount that sleeps."""

FILES_KEPT = 200
"""Open files that are kept for other things than connections."""

CROWD, FEW_LISTENERS = 500, 2000
"""Connections at the door that are a crowd, and listeners among whom it is tidied up when they have gone."""

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
        certificates: what is served over TLS.
    """

    def __init__(self, clock: Clock, index: int, *, open_files: int | None = None) -> None:
        self.table = Table()
        self._index = index
        self._clock = clock
        self._room = sys.maxsize if open_files is None else max(1, open_files - FILES_KEPT)
        self.certificates = Certificates(lambda: self.table.limits.station_wait)
        self._table_here = asyncio.Event()
        self._next_table = asyncio.Event()
        self._rings = Rings()
        self._delivery = Delivery(clock)
        reports = Reports()
        self._audience = Audience(clock, self._rings, self._delivery, reports)
        self._station = StationLink(index, reports, self._do, self._station_left)
        self._doorkeeper = Doorkeeper(clock, self._audience, self._station)
        self._door = FrontDoor(self, clock)
        self._tasks: list[asyncio.Task[None]] = []
        self._handed_over: set[asyncio.Task[None]] = set()
        self._refused: Counter[str] = Counter()
        self._turned_away: deque[tuple[str, str, str]] = deque(maxlen=TOLD_REFUSALS)
        self._released: set[str] = set()
        self._last_id = self._crowd = 0

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
        tasks = [*self._tasks, *self._handed_over]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._audience.leave("the server stops")
        self._station.report(self.counts(), self._clock.now())
        self._station.close()
        self._rings.close()

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            self._rings.refresh()
            self._audience.end_overdue()
            self._let_go()
            self._tidy_up()
            self._station.report(self.counts(), self._clock.now())

    def _tidy_up(self) -> None:
        """Give back the memory of a crowd that was at the door: 15 MiB after 4,000 who said nothing.

        Not while many listen, whose music a full collection would hold up for longer than it is worth.
        """
        self._crowd = max(self._crowd, self._door.pending)
        if self._crowd >= CROWD and self._door.pending < CROWD // 10 and len(self._audience) <= FEW_LISTENERS:
            self._crowd = 0
            gc.collect()

    def counts(self) -> Mapping[str, Any]:
        """The numbers of this edge, as the message `counts` has them."""
        mounts = {path: self._audience.counts(path) for path in self.table.mounts}
        return {
            "mounts": mounts,
            "connections": self._connections(),
            "accepted": self._door.accepted,
            "refused": self._refused.total(),
            "refusals": dict(self._refused),
            "turned_away": [self._turned_away.popleft() for _ in range(len(self._turned_away))],
        }

    # What the supervisor says

    def give_memory(self, memory: Memory) -> None:
        """Take in a ring's memory, which belongs to the edge from now on."""
        self._audience.partings.end_on(memory.name)
        self._released.discard(memory.name)
        self._rings.give(memory)
        self._audience.arrange(self.table)

    def release_memory(self, name: str) -> None:
        """Let go of a ring, once the table names it no more and nobody hears the end of a mount in it.

        The table comes another way than this word, and may be later.
        """
        self._released.add(name)
        self._let_go()

    def _let_go(self) -> None:
        served = {ring for mount in self.table.mounts.values() for ring in mount.rings}
        for name in self._released - served:
            if not self._audience.partings.needs(name):
                self._released.discard(name)
                self._rings.release(name)
                self._audience.arrange(self.table)

    def listen(self, door: str, sock: socket.socket, mode: DoorMode = "plain") -> None:
        """Accept on a listen socket, and speak there what the mode says."""
        self._door.listen(door, sock, mode)

    def unlisten(self, door: str) -> None:
        """Accept there no more; who is inside stays."""
        self._door.unlisten(door)

    def take_connection(self, sock: socket.socket, peer: tuple[str, int], mode: DoorMode = "plain") -> None:
        """Meet somebody whom another process accepted."""
        self._door.take(sock, peer, mode)

    def attach_station(self, station: Channel) -> None:
        """Speak with this station from now on; the channel is started here."""
        self._station.attach(station, list(self._audience))

    # What the station says

    def _do(self, message: Message) -> None:
        match message.type:
            case "table":
                self.set_table(Table.from_fields(message.fields))
            case "certificates":
                self._serve_certificates(message)
            case "wake":
                self._delivery.arrived(str(message.fields["ring"]))
            case "kick":
                self._audience.kick(int(message.fields["id"]))
            case "told":
                self._doorkeeper.told(Told.from_fields(message.fields))
            case "elsewhere":
                self._doorkeeper.elsewhere = message.fields
            case "move":
                self._move(message.fields)
            case other:
                log.debug("the station says %r, which means nothing to an edge", other)
                message.discard()

    def _serve_certificates(self, message: Message) -> None:
        """Serve these in new handshakes from now on, and say so; what is open stays as it is."""
        self.certificates.show(message.blob)
        self._station.ask("certified", {"version": message.fields["version"]})

    def _move(self, fields: Mapping[str, Any]) -> None:
        """Some listeners, or all of a mount, are to hear another one."""
        numbers = fields["ids"] if "ids" in fields else self._audience.on(str(fields["mount"]))
        self._audience.move(map(int, numbers), str(fields["destination"]))

    def set_table(self, table: Table) -> None:
        """Serve this and nothing else from now on."""
        self.table = table
        self._table_here.set()
        self._next_table.set()
        self._next_table = asyncio.Event()
        self._audience.arrange(table)
        self._let_go()

    # What the front door asks

    def is_full(self) -> bool:
        """Whether no further connection may come in."""
        elsewhere = int(self._doorkeeper.elsewhere.get("connections", 0))
        return self._connections() >= min(self._room, self.table.limits.max_connections - elsewhere)

    def _connections(self) -> int:
        return len(self._audience) + self._door.pending + len(self._handed_over)

    def refuse(self, kind: str, ip: str, path: str, why: str) -> None:
        """Count a connection that was sent away, by the sort of reason, and tell the station of it."""
        self._refused[kind] += 1
        self._turned_away.append((ip, path[:LONGEST_WORDS], why[:LONGEST_WORDS]))

    def _station_left(self) -> None:
        self._doorkeeper.station_left()

    async def wait_for_table(self) -> None:
        """Wait for the station's first table: an edge may be there, and found by players, before it."""
        if not self._table_here.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.table.limits.station_wait):
                    await self._table_here.wait()
        if not self._table_here.is_set():
            raise PeerFault("the station is not on the air yet; please try again in a moment", 503)

    async def rouse(self, path: str) -> None:
        """Have the station wake a mount, and wait until the table says that it has. Raises PeerFault when it does not."""
        station = await self._station.wait(self.table.limits.station_wait)
        if station is None:
            raise PeerFault("the station is away; please try again in a moment", 503)
        station.send("rouse", {"mount": path})
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ROUSE_SECONDS):
                while self._sleeps(path):
                    await self._next_table.wait()
        if self._sleeps(path):
            raise PeerFault(
                "this stream comes from another server, which does not answer; please try again in a moment",
                503,
            )

    def _sleeps(self, path: str) -> bool:
        mount = self.table.mounts.get(path)
        return mount is not None and mount.asleep

    async def welcome(self, guest: Guest, serve: Serve, head: ReceivedHead) -> Refusal | None:
        """Let a listener in, or say why not."""
        number = self._next_id()
        admitted = await self._doorkeeper.admit(self.table, number, guest, serve, head.request)
        if isinstance(admitted, Refusal):
            return admitted
        found, user = admitted
        if not self._audience.admit(number, guest, found, head, user):
            return Refusal(404, "Mount unavailable", "mount gone")
        return None

    async def pass_on(self, guest: Guest, initial: bytes) -> None:
        """Hand a guest to the station. Raises PeerFault when it stays away."""
        station = await self._station.wait(self.table.limits.station_wait)
        if station is None:
            raise PeerFault("the station is away; please try again in a moment", 503)
        local = guest.sock.getsockname()[:2]
        fields = {
            "peer": list(guest.peer),
            "local": list(local),
            "id": self._next_id(),
            "scheme": guest.scheme,
            "tls": guest.connection.tls,
        }
        carrying = asyncio.create_task(hand_over(station, guest.connection, initial, fields))
        self._handed_over.add(carrying)
        carrying.add_done_callback(functools.partial(self._carried, guest))

    def _carried(self, guest: Guest, carrying: asyncio.Task[None]) -> None:
        """A connection has left for the station; where it was pumped there, it has ended."""
        self._handed_over.discard(carrying)
        if carrying.cancelled():
            guest.connection.close()
        elif wrong := carrying.exception():
            log.error("a connection could not be given to the station: %s", wrong)

    def _next_id(self) -> int:
        self._last_id += 1
        return self._index * ID_SPACE + self._last_id

    def health(self, question: AskHealth | AskOnAir) -> bytes:
        """Answer a question for health, from the rings."""
        mounts = {
            path: self._audience.health(mount)
            for path, mount in self.table.mounts.items()
            if not mount.asleep
        }
        match question:
            case AskHealth(head_only=head_only):
                here = self._station.channel is not None
                return health_answer(mounts, station_here=here, head_only=head_only)
            case AskOnAir(mount=mount, head_only=head_only):
                return on_air_answer(mounts, mount=mount, head_only=head_only)
