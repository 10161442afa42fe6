"""A station that is its own supervisor: one process, with one edge as a task inside it (`--edges 0`)."""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from runtime.kernel import SharedMemory
from runtime.net import Channel, DoorMode, Message, channel_pair
from runtime.net.channel import FLUSH_SECONDS

from .ground import MEMORY_LIMIT, Ground
from .host import EdgeHandler
from .options import GRACE
from .policy import EdgePolicy

__all__ = ["EdgeFactory", "LocalHost"]

log = logging.getLogger("legacystream.supervisor")

EdgeFactory: TypeAlias = Callable[[Channel, int], Coroutine[Any, Any, object]]
"""Runs the edge of an index on the channel to its supervisor until it is told to stop: `runtime.edge.run_edge`."""

EDGE_INDEX = 1


class LocalHost:
    """The ground under a station that runs alone. Attributes and methods are those of `Host`.

    Call `start` on the loop before anything else, and `close` in the end. The edge is sent the very same
    messages as an edge process is.

    Args:
        loop: where the station and the edge run.
        plan: what to play.
        edge_factory: runs the edge.
    """

    starts_again = False

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        plan: bytes,
        edge_factory: EdgeFactory,
        *,
        grace: float = GRACE,
        memory_limit: int = MEMORY_LIMIT,
    ) -> None:
        self.generation = 1
        self.plan = plan
        self.grace = grace
        self.stopping = asyncio.Event()
        self._loop = loop
        self._ground = Ground(memory_limit=memory_limit)
        self._factory = edge_factory
        self._closing = False
        self._handler: EdgeHandler | None = None
        self._reload: Callable[[], None] | None = None
        self._link: Channel | None = None
        self._to_edge: Channel | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the edge, link it with the station, and keep both so."""
        self._task = self._loop.create_task(self._keep_edge())

    def stop(self) -> None:
        """Tell the station to stop, which then calls `close`. From a signal handler:
        `loop.call_soon_threadsafe`.
        """
        self.stopping.set()

    async def listen(self, door: str, host: str, port: int, mode: DoorMode = "plain") -> tuple[str, int]:
        """Listen, or go on listening."""
        return self._ground.listen(door, host, port, mode)

    def unlisten(self, door: str) -> None:
        """Accept there no more."""
        self._ground.unlisten(door)

    async def memory(self, name: str, size: int) -> SharedMemory:
        """Get memory that the edge shares; it stays the host's."""
        return self._ground.memory(name, size)

    def release(self, name: str) -> None:
        """Let go of a memory, here and in the edge."""
        self._ground.release(name)

    def on_air(self) -> None:
        """Nobody is there to hear it."""

    def failed(self, words: str) -> None:
        """Nobody is there to hear it."""

    def set_edge_handler(self, handler: EdgeHandler) -> None:
        """Have `handler` called with the link to the edge."""
        self._handler = handler
        link, self._link = self._link, None
        if link is not None:
            handler(EDGE_INDEX, link)

    def reload(self) -> None:
        """Tell the station to read its script anew. From a signal handler: `loop.call_soon_threadsafe`."""
        if self._reload is not None:
            self._reload()

    def set_reload_handler(self, handler: Callable[[], None]) -> None:
        """Have `handler` called when `reload` is."""
        self._reload = handler

    def keep(self, plan: bytes) -> None:
        """Remember it for nobody: this station ends with its process."""
        self.plan = plan

    async def close(self) -> None:
        """Stop the edge within the grace, and let go of everything."""
        self._closing = True
        self._ground.close_doors()
        if self._to_edge is not None:
            self._to_edge.send("stop", {"grace": self.grace})
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=self.grace)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._link is not None:
            self._link.close()
        self._ground.close()

    async def _keep_edge(self) -> None:
        policy = EdgePolicy()
        while not self._closing:
            try:
                await self._run_edge()
            except Exception:
                wait = policy.ended(self._loop.time())
                log.exception("the edge failed, which is our mistake; it starts again in %.1f s", wait)
                await asyncio.sleep(wait)

    async def _run_edge(self) -> None:
        to_edge, from_edge = channel_pair("edge 1")
        to_edge.start(self._loop.call_soon_threadsafe, Message.discard, lambda _: None)
        self._to_edge = to_edge
        self._ground.add_edge(EDGE_INDEX, to_edge)
        self._meet(to_edge)
        try:
            await self._factory(from_edge, EDGE_INDEX)
        finally:
            self._ground.remove_edge(EDGE_INDEX)
            for channel in (from_edge, to_edge):
                channel.close()
            await asyncio.to_thread(to_edge.join, FLUSH_SECONDS)

    def _meet(self, to_edge: Channel) -> None:
        """Link the edge with the station: a channel for each, as the supervisor would give them."""
        ours, theirs = socket.socketpair()
        to_edge.send("station", {"generation": self.generation, "pid": os.getpid()}, handles=[theirs])
        link = Channel(ours, name="edge 1", peer_pid=os.getpid())
        if self._handler is not None:
            self._handler(EDGE_INDEX, link)
        else:
            self._link = link
