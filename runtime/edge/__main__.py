"""The edge as a process of its own: `python -m runtime.edge edge 1`, started by the supervisor."""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Sequence

from runtime.errors import Fault
from runtime.kernel import SystemClock
from runtime.kernel.log import LEVELS, set_up
from runtime.net import Channel, Message, open_parent_channel, raise_open_files

from .edge import Edge

__all__ = ["main"]

log = logging.getLogger(__name__)


class Process:
    """An edge that does what the supervisor says, until that stops it or is gone."""

    def __init__(self, supervisor: Channel, index: int) -> None:
        self._supervisor = supervisor
        self._edge = Edge(SystemClock(), index)
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Serve until told to stop."""
        await self._edge.start()
        loop = asyncio.get_running_loop()
        self._supervisor.start(loop.call_soon_threadsafe, self._said, lambda _reason: self._stop.set())
        await self._stop.wait()
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
                self._edge.listen(str(fields["id"]), message.socket())
            case "unlisten":
                self._edge.unlisten(str(fields["id"]))
            case "connection":
                ip, port = fields["peer"]
                self._edge.take_connection(message.socket(), (str(ip), int(port)))
            case "station":
                self._edge.attach_station(
                    Channel(message.socket(), name="the station", peer_pid=int(fields["pid"]))
                )
            case "stop":
                self._stop.set()
            case other:
                log.debug("the supervisor says %r, which means nothing to an edge", other)
                message.discard()


async def serve(index: int) -> None:
    """Be the edge of this index."""
    await Process(open_parent_channel(), index).run()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the edge that the arguments name: `edge 1`; returns its exit code."""
    parser = argparse.ArgumentParser(prog="runtime.edge", description="A part of lsrun; not to be started by hand.")
    parser.add_argument("--log-level", choices=LEVELS, default="info")
    parser.add_argument("role", choices=["edge"])
    parser.add_argument("index", type=int)
    options = parser.parse_args(arguments)
    set_up(options.log_level, who=f"edge {options.index}")
    # Ctrl-C reaches every process of the terminal; when to stop is the supervisor's word.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise_open_files()
    asyncio.run(serve(options.index))
    return 0


if __name__ == "__main__":
    sys.exit(main())
