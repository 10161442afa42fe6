"""An edge under its supervisor: what the supervisor says, done to an `Edge`."""

import asyncio
import logging

from runtime.errors import Fault
from runtime.kernel import SystemClock
from runtime.net import Channel, Message, door_mode, raise_open_files

from .edge import Edge

__all__ = ["run_edge"]

log = logging.getLogger("legacystream.edge")


async def run_edge(supervisor: Channel, index: int) -> None:
    """Be the edge of this index until the supervisor says stop, or is gone."""
    await _Supervised(supervisor, index).run()


class _Supervised:
    """An edge that does what the supervisor says, until that stops it or is gone."""

    def __init__(self, supervisor: Channel, index: int) -> None:
        self._supervisor = supervisor
        self._edge = Edge(SystemClock(), index, open_files=raise_open_files())
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Serve until told to stop."""
        await self._edge.start()
        loop = asyncio.get_running_loop()
        self._supervisor.start(loop.call_soon_threadsafe, self._said, lambda _reason: self._stop.set())
        try:
            await self._stop.wait()
        finally:
            await self._edge.stop()
            self._supervisor.close()

    def _said(self, message: Message) -> None:
        try:
            self._do(message)
        except (Fault, OSError, KeyError, TypeError, ValueError) as wrong:
            log.error("the supervisor's message %r cannot be followed: %s", message.type, wrong)
            message.discard()

    def _do(self, message: Message) -> None:
        fields = message.fields
        match message.type:
            case "memory":
                self._edge.give_memory(message.memory())
            case "release":
                self._edge.release_memory(str(fields["name"]))
            case "listen":
                mode = door_mode(str(fields.get("mode", "plain")))
                self._edge.listen(str(fields["id"]), message.socket(), mode)
            case "unlisten":
                self._edge.unlisten(str(fields["id"]))
            case "connection":
                (ip, port), mode = fields["peer"], door_mode(str(fields.get("mode", "plain")))
                self._edge.take_connection(message.socket(), (str(ip), int(port)), mode)
            case "station":
                self._edge.attach_station(
                    Channel(message.socket(), name="the station", peer_pid=int(fields["pid"]))
                )
            case "stop":
                self._stop.set()
            case other:
                log.debug("the supervisor says %r, which means nothing to an edge", other)
                message.discard()
