"""What the edges are told of certificates, and which of them have said that they serve it."""

import asyncio
import contextlib
import json
from collections.abc import Mapping

from runtime.net.channel import Channel
from runtime.protocols.tls import CertificateTable

__all__ = ["TOLD_SECONDS", "EdgeCertificates"]

TOLD_SECONDS = 5.0
"""How long edges may take to say that they serve what they were told."""


class EdgeCertificates:
    """Tells edges of certificates. Belongs to the event loop.

    Args:
        links: the edges that are here, by index.
    """

    def __init__(self, links: Mapping[int, Channel]) -> None:
        self._links = links
        self._version = 0
        self._blob = b""
        self._served: dict[int, int] = {}
        self._news = asyncio.Event()

    def publish(self, table: CertificateTable) -> None:
        """Tell every edge, now and whenever one joins: it serves this from then on, and touches no open connection.

        Raises:
            OurFault: there are more certificates than a message carries.
        """
        self._version += 1
        self._blob = json.dumps(table.to_fields()).encode()
        for channel in self._links.values():
            self._send(channel)

    async def told(self) -> bool:
        """Wait until every edge that is here serves what was published last; False when one takes too long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TOLD_SECONDS):
                while not self._all_serve():
                    self._news.clear()
                    await self._news.wait()
        return self._all_serve()

    def came(self, index: int, channel: Channel) -> None:
        """An edge is there: tell it what is known."""
        self._served.pop(index, None)
        if self._version:
            self._send(channel)

    def serves(self, index: int, version: int) -> None:
        """An edge says that it serves this version."""
        self._served[index] = version
        self._news.set()

    def left(self, index: int) -> None:
        """An edge is there no more, and nobody waits for it."""
        self._served.pop(index, None)
        self._news.set()

    def _send(self, channel: Channel) -> None:
        channel.send("certificates", {"version": self._version}, blob=self._blob)

    def _all_serve(self) -> bool:
        return all(self._served.get(index, 0) == self._version for index in self._links)
