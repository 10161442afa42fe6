"""The first bytes of a connection: what a trusted proxy says, then a request head, or a source client that speaks no HTTP."""

import asyncio

from runtime.kernel import Clock
from runtime.protocols.address import read_proxy_header
from runtime.protocols.http1 import HeadReader, ReceivedHead
from runtime.protocols.icecast import Table
from runtime.protocols.source import Dialect, opening_dialect

from .guest import Guest

__all__ = ["RECEIVE_BYTES", "read_opening"]

RECEIVE_BYTES = 16 * 1024
"""Bytes read at once."""

NO_HTTP = (Dialect.SHOUTCAST, Dialect.ULTRAVOX, Dialect.XAUDIOCAST)


async def read_opening(guest: Guest, table: Table, clock: Clock) -> ReceivedHead | bytes | None:
    """Read until the head is whole, or the bytes are of a source client that speaks no HTTP; None when the peer went without a
    word.

    Raises:
        PeerFault: it takes too long, is too large, or no request.
    """
    loop = asyncio.get_running_loop()
    opening = _Opening(guest, table, clock)
    while True:
        try:
            async with asyncio.timeout(opening.reader.next_deadline() - clock.now()):
                data = await loop.sock_recv(guest.sock, RECEIVE_BYTES)
        except TimeoutError:
            opening.reader.handle_timeout(opening.reader.next_deadline())
            return None
        if not data:
            return None
        found = opening.take(data, clock.now())
        if found is not None:
            return found


class _Opening:
    """What has come so far."""

    __slots__ = ("_announced", "_begun", "_guest", "_sources", "reader")

    def __init__(self, guest: Guest, table: Table, clock: Clock) -> None:
        self.reader = HeadReader(table.limits.for_heads(), clock.now())
        self._guest = guest
        self._sources = table.sources
        self._announced: bytes | None = b"" if guest.peer[0] in table.proxies else None
        self._begun: bytes | None = b""

    def take(self, data: bytes, now: float) -> ReceivedHead | bytes | None:
        """More bytes; what they make whole, if anything."""
        if self._announced is not None:
            data = self._take_announcement(self._announced + data)
        if data and self._begun is not None:
            self._begun += data
            dialect = opening_dialect(self._begun) if self._sources else Dialect.HTTP
            if dialect in NO_HTTP:
                return self._begun
            data, self._begun = (b"", self._begun) if dialect is None else (self._begun, None)
        heads = self.reader.receive_data(data, now) if data else ()
        return next(iter(heads), None)

    def _take_announcement(self, data: bytes) -> bytes:
        """What a proxy says of whom it speaks for; returns what comes behind."""
        header = read_proxy_header(data)
        if header is None:
            self._announced = data
            return b""
        self._announced = None
        self._guest.peer = header.address or self._guest.peer
        return data[header.size :]
