"""The links to the edges: what they may serve goes out, who listens and what is not a listener comes in."""

import asyncio
import logging
import socket
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from runtime.net.channel import Channel, Message
from runtime.stats.census import Census

from .audience_log import AudienceLog

__all__ = ["EdgeLinks"]

logger = logging.getLogger("legacystream.edges")

TakeConnection = Callable[[socket.socket, bytes, str], Coroutine[Any, Any, None]]


class EdgeLinks:
    """All edges of this station. Every method runs on the event loop, except `wake`, which any thread may call."""

    def __init__(self, census: Census, take: TakeConnection) -> None:
        """`take` is given each connection that is no listener, with the bytes already read and the peer's address."""
        self._census = census
        self._take = take
        self._links: dict[int, Channel] = {}
        self._audience: defaultdict[int, AudienceLog] = defaultdict(AudienceLog)
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
        if self._table is not None:
            channel.send("table", self._table)

    def publish(
        self, mounts: Sequence[Mapping[str, Any]], server: Mapping[str, Any], limits: Mapping[str, Any]
    ) -> None:
        """Tell every edge, now and whenever one joins, what may be served."""
        version = (self._table["version"] if self._table else 0) + 1
        self._table = {
            "version": version,
            "mounts": list(mounts),
            "server": dict(server),
            "limits": dict(limits),
        }
        for channel in self._links.values():
            channel.send("table", self._table)

    def wake(self, ring: str) -> None:
        """Tell every edge that a ring has new frames. Any thread may call this."""
        for channel in list(self._links.values()):
            channel.send("wake", {"ring": ring})

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
                self._census.report(index, message.fields.get("mounts", {}))
                self._audience[index].tell()
            case "came":
                self._audience[index].came(message.fields["listeners"])
            case "gone":
                self._audience[index].gone(message.fields["listeners"])
            case "connection":
                self._hand_on(message)
            case "hello":
                logger.debug("edge %d is here", index)
            case unknown:
                logger.error(
                    "a mistake in LegacyStream: edge %d said %r, which the station does not know",
                    index,
                    unknown,
                )

    def _hand_on(self, message: Message) -> None:
        ip = str(next(iter(message.fields.get("peer", ())), ""))
        for handle in message.handles:
            if isinstance(handle, socket.socket):
                task = asyncio.get_running_loop().create_task(self._take(handle, message.blob, ip))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _on_close(self, index: int, channel: Channel, reason: str) -> None:
        if self._links.get(index) is channel:
            del self._links[index]
            self._census.edge_gone(index)
            logger.debug("%s", reason)  # whoever keeps the edges says what becomes of it
