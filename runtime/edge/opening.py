"""The first bytes of a connection: what a trusted proxy says, then perhaps TLS, then a request head, or a source client that
speaks no HTTP.
"""

import asyncio

from runtime.kernel import Clock
from runtime.protocols.address import read_proxy_header
from runtime.protocols.http1 import HeadReader, ReceivedHead
from runtime.protocols.icecast import Table
from runtime.protocols.source import Dialect, opening_dialect

from .guest import Guest
from .vestibule import SilentFault, Vestibule, wants_tls

__all__ = ["RECEIVE_BYTES", "read_opening"]

RECEIVE_BYTES = 16 * 1024
"""Bytes read at once."""

NO_HTTP = (Dialect.SHOUTCAST, Dialect.ULTRAVOX, Dialect.XAUDIOCAST)


async def read_opening(
    guest: Guest, table: Table, clock: Clock, vestibule: Vestibule, begun: bytes = b""
) -> ReceivedHead | bytes | None:
    """Read until the head is whole, or the bytes are of a source client that speaks no HTTP; None when the peer went without a
    word, or has had all that he came for. `begun` is what was already read.

    Raises:
        PeerFault: it takes too long, is too large, or no request.
    """
    opening = _Opening(guest, table, clock)
    try:
        async with asyncio.timeout(opening.reader.next_deadline() - clock.now()):
            if begun and (found := opening.take(begun, clock.now())) is not None:
                return found
            return await _read(opening, guest, clock, vestibule)
    except TimeoutError:
        if opening.securing:
            raise SilentFault("the handshake took too long", "slow tls handshake") from None
        opening.reader.handle_timeout(opening.reader.next_deadline())
        return None


async def _read(
    opening: "_Opening", guest: Guest, clock: Clock, vestibule: Vestibule
) -> ReceivedHead | bytes | None:
    while data := await guest.connection.recv(RECEIVE_BYTES):
        data = opening.take_announcement(data)
        if opening.begins_tls(data):
            inside = await opening.secure(vestibule, data)
            if inside is None:
                return None
            data = inside
        found = opening.take(data, clock.now())
        if found is not None:
            return found
    return None


class _Opening:
    """What has come so far.

    Attributes:
        reader: reads the head, and knows how long it may take with all that goes before it.
        securing: whether TLS is being agreed on.
    """

    __slots__ = ("_announced", "_begun", "_guest", "_open", "_sources", "reader", "securing")

    def __init__(self, guest: Guest, table: Table, clock: Clock) -> None:
        self.reader = HeadReader(table.limits.for_heads(), clock.now())
        self.securing = False
        self._guest = guest
        self._sources = table.sources
        announces = guest.peer[0] in table.proxies and not guest.is_secure
        self._announced: bytes | None = b"" if announces else None
        self._begun: bytes | None = b""
        self._open = not guest.is_secure  # whether TLS may still begin

    def take_announcement(self, data: bytes) -> bytes:
        """What a proxy says of whom it speaks for; returns what comes behind."""
        if self._announced is None:
            return data
        data = self._announced + data
        header = read_proxy_header(data)
        if header is None:
            self._announced = data
            return b""
        self._announced = None
        self._guest.peer = header.address or self._guest.peer
        return data[header.size :]

    def begins_tls(self, data: bytes) -> bool:
        """Whether TLS begins here, as only the very first byte of the peer himself can tell."""
        if not data or not self._open:
            return False
        self._open = False
        return wants_tls(self._guest, data[0])

    async def secure(self, vestibule: Vestibule, data: bytes) -> bytes | None:
        """Agree on TLS; gives what comes inside it."""
        self.securing = True
        inside = await vestibule.secure(self._guest, data)
        self.securing = False
        return inside

    def take(self, data: bytes, now: float) -> ReceivedHead | bytes | None:
        """More bytes of the peer himself; what they make whole, if anything."""
        if data and self._begun is not None:
            self._begun += data
            dialect = opening_dialect(self._begun) if self._sources else Dialect.HTTP
            if dialect in NO_HTTP:
                return self._begun
            data, self._begun = (b"", self._begun) if dialect is None else (self._begun, None)
        heads = self.reader.receive_data(data, now) if data else ()
        return next(iter(heads), None)
