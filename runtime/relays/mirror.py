"""A mirror: relays for every mount of an Icecast server, as its list says, for as long as the list says so."""

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable
from dataclasses import replace

from runtime.errors import NetworkFault, PeerFault
from runtime.plan import Mirror as MirrorPlan
from runtime.plan import MountPath, Upstream
from runtime.protocols.icecast.relay_client import Address

from .pull import Dialer, fetch
from .relay import Relay

__all__ = ["LIST_PATH", "MOST_MIRRORED", "Mirror", "read_list"]

LIST_PATH = "/admin/streamlist.txt"

MOST_MIRRORED = 200
"""Mounts of one server."""

PATH = re.compile(r"/[A-Za-z0-9._~!$&'()+,;=:@%/-]{1,200}")

logger = logging.getLogger("legacystream.relays")

MakeRelay = Callable[[MountPath, Upstream], "Relay | None"]


class Mirror:
    """Belongs to the event loop. `start` it, then `stop`.

    Args:
        plan: the node.
        make: makes the relay of a path from an upstream; None where the path has a mount of its own.
        dialer: makes connections.
    """

    def __init__(self, plan: MirrorPlan, make: MakeRelay, dialer: Dialer) -> None:
        self._plan = plan
        self._make = make
        self._dialer = dialer
        self._relays: dict[MountPath, Relay] = {}
        self._task: asyncio.Task[None] | None = None
        self._told = ""

    def rouse(self, path: str) -> None:
        """Somebody wants to hear a mount that sleeps."""
        if MountPath(path) in self._relays:
            self._relays[MountPath(path)].rouse()

    def start(self) -> None:
        """Begin to ask for the list, unless it has begun."""
        self._task = self._task or asyncio.get_running_loop().create_task(self._run(), name="mirror")

    async def stop(self) -> None:
        """Leave all its streams."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        for relay in self._relays.values():
            await relay.stop()

    async def _run(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(self._plan.every)

    async def _look(self) -> None:
        """Ask for the list, and have a relay for each of its mounts. While it cannot be had, all stays as it is."""
        upstream = self._plan.upstream
        server = Address.parse(upstream.urls[0], upstream.user, upstream.password.text)
        try:
            text = await fetch(replace(server, target=LIST_PATH), self._dialer)
        except (NetworkFault, PeerFault) as fault:
            self._tell(f"the list of mounts of {server.url} cannot be had: {fault}")
            return
        self._tell("")
        await self._arrange(read_list(text.decode("utf-8", "replace"), server))

    async def _arrange(self, wanted: dict[MountPath, str]) -> None:
        for path in self._relays.keys() - wanted.keys():
            await self._relays.pop(path).stop()
        for path in wanted.keys() - self._relays.keys():
            relay = self._make(path, replace(self._plan.upstream, urls=(wanted[path],)))
            if relay is not None:
                self._relays[path] = relay
                relay.start()

    def _tell(self, trouble: str) -> None:
        """Say once what is wrong."""
        if trouble and trouble != self._told:
            logger.warning("relay.all: %s; what is there stays", trouble, extra={"origin": self._plan.origin})
        self._told = trouble


def read_list(text: str, server: Address) -> dict[MountPath, str]:
    """The mounts of a list, each with its address. A line is a path, or a whole address whose path is meant."""
    found: dict[MountPath, str] = {}
    for line in text.splitlines():
        with contextlib.suppress(PeerFault):
            address = server.moved(line.strip()) if line.strip() else server
            path = address.target.partition("?")[0]
            if line.strip() and PATH.fullmatch(path) and len(found) < MOST_MIRRORED:
                found[MountPath(path)] = address.url
    return found
