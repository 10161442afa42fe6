"""One connection to a server whose stream is wanted, from its address to its end."""

import asyncio
import contextlib
import os
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field

from runtime.errors import NetworkFault, PeerFault
from runtime.protocols.icecast.relay_client import Address, Listed, Moved, RelayClient, RelayEvent, Sound

__all__ = ["CONNECT_SECONDS", "LARGEST_TEXT", "MOST_MOVES", "SILENT_SECONDS", "Dialer", "fetch", "pull"]

CONNECT_SECONDS = 10.0
"""From the address to the connection, the name looked up and the keys exchanged."""

SILENT_SECONDS = 10.0
"""Without a byte for so long, a stream is gone."""

MOST_MOVES = 5
"""Redirections and playlists on the way to a stream."""

LARGEST_TEXT = 256 * 1024
"""Bytes of a text that is fetched whole."""

READ_BYTES = 16 * 1024


@dataclass(slots=True)
class Dialer:
    """Makes connections to other servers.

    Attributes:
        agent: how we call ourselves.
        connect: seconds that a connection may take.
        silent: seconds that a stream may be silent.
    """

    agent: str
    connect: float = CONNECT_SECONDS
    silent: float = SILENT_SECONDS
    _context: ssl.SSLContext | None = field(default=None)

    async def dial(self, address: Address) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection, with TLS where the address says so; certificates must be such as the machine trusts.

        Raises:
            NetworkFault: it cannot be made.
        """
        if address.secure and self._context is None:
            self._context = ssl.create_default_context()
        context = self._context if address.secure else None
        try:
            async with asyncio.timeout(self.connect):
                return await asyncio.open_connection(address.host, address.port, ssl=context)
        except TimeoutError as wrong:
            raise NetworkFault(f"it does not answer within {self.connect:g} s") from wrong
        except ssl.SSLCertVerificationError as wrong:
            raise NetworkFault(f"its certificate is not trusted: {wrong.verify_message}") from wrong
        except (OSError, UnicodeError) as wrong:
            raise NetworkFault(f"it cannot be reached: {_reason(wrong)}") from wrong

    async def read(self, reader: asyncio.StreamReader) -> bytes:
        """What comes next; b"" at the end. Raises NetworkFault for silence, and for a connection that is lost."""
        try:
            async with asyncio.timeout(self.silent):
                return await reader.read(READ_BYTES)
        except TimeoutError as wrong:
            raise NetworkFault(f"no data for {self.silent:g} s") from wrong
        except OSError as wrong:
            raise NetworkFault(f"the connection was lost: {_reason(wrong)}") from wrong


async def pull(address: Address, dialer: Dialer) -> AsyncGenerator[RelayEvent]:
    """Everything a stream says, redirections and playlists followed. Close the generator to leave.

    Raises:
        NetworkFault: it cannot be reached, is lost, or has fallen silent.
        PeerFault: it refuses, or sends no stream.
    """
    for _ in range(MOST_MOVES + 1):
        moved: str | None = None
        async with contextlib.aclosing(_once(address, dialer)) as events:
            async for event in events:
                if isinstance(event, Moved | Listed):
                    moved = event.location
                    break
                yield event
        if moved is None:
            return
        address = address.moved(moved)
    raise PeerFault("it leads from one address to the next without an end")


async def _once(address: Address, dialer: Dialer) -> AsyncGenerator[RelayEvent]:
    client = RelayClient(address, dialer.agent)
    reader, writer = await dialer.dial(address)
    try:
        writer.write(client.request())
        while data := await dialer.read(reader):
            for event in client.receive_data(data):
                yield event
        for event in client.receive_eof():
            yield event
    finally:
        writer.transport.abort()


async def fetch(address: Address, dialer: Dialer) -> bytes:
    """A whole text. Raises as `pull` does, and PeerFault for one that is too large."""
    text = bytearray()
    async with contextlib.aclosing(pull(address, dialer)) as events:
        async for event in _sounds(events):
            text += event
            if len(text) > LARGEST_TEXT:
                raise PeerFault("what it answers is too large")
    return bytes(text)


async def _sounds(events: AsyncIterator[RelayEvent]) -> AsyncIterator[bytes]:
    async for event in events:
        if isinstance(event, Sound):
            yield event.data


def _reason(wrong: Exception) -> str:
    """The system's own words; asyncio puts others before them, with addresses that were told already."""
    if isinstance(wrong, OSError) and wrong.errno is not None and wrong.errno > 0:
        return os.strerror(wrong.errno).lower()
    return str(getattr(wrong, "strerror", None) or wrong)
