"""The links to the edges: what they may serve goes out, who listens and what is not a listener comes in."""

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from runtime.net.channel import Channel, Message
from runtime.protocols.access import Told
from runtime.protocols.http1 import with_arrival
from runtime.protocols.tls import CertificateTable

from .attendance import Attendance
from .edge_certificates import EdgeCertificates

__all__ = ["EdgeLinks"]

logger = logging.getLogger("legacystream.edges")

TakeConnection = Callable[[socket.socket, bytes, str], Coroutine[Any, Any, None]]


class EdgeLinks:
    """All edges of this station. Every method runs on the event loop, except `wake`, which any thread may call."""

    def __init__(self, attendance: Attendance, take: TakeConnection, rouse: Callable[[str], None]) -> None:
        """`attendance` hears of listeners; `take` is given all other connections, their first bytes and addresses; `rouse` the
        path of each mount that sleeps, and that somebody wants to hear.
        """
        self._attendance = attendance
        self._take = take
        self._rouse = rouse
        self._links: dict[int, Channel] = {}
        self._certificates = EdgeCertificates(self._links)
        self._processes: dict[int, int] = {}
        self._edges = 0
        self._told: dict[int, Mapping[str, Any]] = {}
        self._table: Mapping[str, Any] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, index: int, channel: Channel) -> None:
        """An edge is there, for the first time or again."""
        loop = asyncio.get_running_loop()
        previous = self._links.get(index)
        if previous is not None:
            previous.close()
        self._links[index] = channel
        channel.start(
            loop.call_soon_threadsafe,
            lambda message: self._on_message(index, message),
            lambda reason: self._on_close(index, channel, reason),
        )
        self._told.pop(index, None)
        self._certificates.came(index, channel)
        if self._table is None:
            return
        if len(self._links) > self._edges:
            self._send_table()
        else:
            channel.send("table", self._table)

    def publish(
        self,
        mounts: Sequence[Mapping[str, Any]],
        server: Mapping[str, Any],
        limits: Mapping[str, Any],
        proxies: Sequence[str] = (),
    ) -> None:
        """Tell every edge, now and whenever one joins, what may be served."""
        self._table = {
            "version": self._table["version"] if self._table else 0,
            "mounts": list(mounts),
            "server": dict(server),
            "limits": dict(limits),
            "proxies": list(proxies),
        }
        self._send_table()

    def publish_certificates(self, table: CertificateTable) -> None:
        """Tell every edge, now and whenever one joins, what is served over TLS. Raises OurFault when it is too much."""
        self._certificates.publish(table)

    async def certificates_told(self) -> bool:
        """Wait until every edge serves the certificates that were published last; False when one takes too long."""
        return await self._certificates.told()

    def _send_table(self) -> None:
        """To every edge, with how many they are: each keeps its share of the limits while the station is away."""
        assert self._table is not None
        self._edges = max(self._edges, len(self._links))
        limits = {**self._table["limits"], "edges": max(1, self._edges)}
        self._table = {**self._table, "version": self._table["version"] + 1, "limits": limits}
        for channel in self._links.values():
            channel.send("table", self._table)

    def wake(self, ring: str) -> None:
        """Tell every edge that a ring has new frames. Any thread may call this."""
        for channel in list(self._links.values()):
            channel.send("wake", {"ring": ring})

    def tell(self, edge: int, kind: str, fields: dict[str, object]) -> None:
        """Say something to one edge, if it is there."""
        if edge in self._links:
            self._links[edge].send(kind, fields)

    @property
    def processes(self) -> Mapping[int, int]:
        """The process of each edge, by its index."""
        return self._processes

    def __len__(self) -> int:
        return len(self._links)

    def close(self) -> None:
        """Let go of all edges."""
        for channel in self._links.values():
            channel.close()
        for task in self._tasks:
            task.cancel()

    def _on_message(self, index: int, message: Message) -> None:
        match message.type:
            case "counts":
                self._attendance.counts(index, message.fields)
                self._tell_elsewhere(index)
            case "came":
                self._attendance.came(index, message.fields["listeners"])
            case "gone":
                self._attendance.gone(index, message.fields["listeners"])
            case "ask":
                self._attendance.ask(message.fields, lambda told: self._answer(index, told))
            case "connection":
                self._hand_on(message)
            case "certified":
                self._certificates.serves(index, int(message.fields["version"]))
            case "rouse":
                self._rouse(str(message.fields["mount"]))
            case "hello":
                self._processes[index] = int(message.fields.get("pid", 0))
                logger.debug("edge %d is here", index)
            case unknown:
                logger.error(
                    "a mistake in LegacyStream: edge %d said %r, which the station does not know",
                    index,
                    unknown,
                )

    def _answer(self, index: int, told: Told) -> None:
        if index in self._links:
            self._links[index].send("told", told.to_fields())

    def _tell_elsewhere(self, index: int) -> None:
        """Tell an edge what the others count, where that is news."""
        elsewhere = self._attendance.elsewhere(index)
        if elsewhere != self._told.get(index) and index in self._links and len(self._links) > 1:
            self._told[index] = elsewhere
            self._links[index].send("elsewhere", elsewhere)

    def _hand_on(self, message: Message) -> None:
        ip = str(next(iter(message.fields.get("peer", ())), ""))
        scheme, tls = str(message.fields.get("scheme", "http")), str(message.fields.get("tls", ""))
        initial = with_arrival(message.blob, scheme, tls, ip)
        for handle in message.handles:
            if isinstance(handle, socket.socket):
                task = asyncio.get_running_loop().create_task(self._take(handle, initial, ip))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _on_close(self, index: int, channel: Channel, reason: str) -> None:
        if self._links.get(index) is channel:
            del self._links[index]
            self._processes.pop(index, None)
            self._attendance.edge_gone(index)
            self._certificates.left(index)
            logger.debug("%s", reason)  # whoever keeps the edges says what becomes of it
