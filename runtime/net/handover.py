"""Handing a connection from one process to another, with the bytes that were already read of it.

Strategy: on Unix the socket itself travels. On Windows, where it is bound to this process's completion port
for good, and for TLS, which ends here, a fresh pair of sockets stands in for it and this side **pumps**
between the two.
"""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .channel import Channel
from .connection import Connection, PlainConnection

__all__ = ["LINGER_SECONDS", "PUMP_BYTES", "adopt", "hand_over", "pump"]

PUMP_BYTES = 64 * 1024
"""Bytes held in each direction while pumping."""

LINGER_SECONDS = 10.0
"""How long a peer may take to end after the station has said all."""

ProtocolType = TypeVar("ProtocolType", bound=asyncio.Protocol)


async def hand_over(
    channel: Channel,
    connection: Connection,
    initial: bytes,
    fields: Mapping[str, Any],
    *,
    pumped: bool = sys.platform == "win32",
) -> None:
    """Give a connection to the other end of `channel`, as a message `connection`.

    Returns at once where the socket itself travels; where it is pumped, when the connection has ended. Either
    way it is closed here afterwards.

    Args:
        channel: leads to the process that takes it.
        connection: waited for by nobody. One inside TLS is always pumped.
        initial: what was already read.
        fields: what the other side should know: `peer`, `local`, `id`.
        pumped: take the way that works everywhere.
    """
    if not (pumped or connection.tls):
        channel.send("connection", fields, blob=initial, handles=[connection.sock])
        return
    near, far = socket.socketpair()
    near.setblocking(False)
    channel.send("connection", fields, blob=initial, handles=[far])
    await pump(connection, PlainConnection(near))


async def pump(peer: Connection, station: Connection) -> None:
    """Carry bytes between two connections until both directions have ended, then close both.

    The end of one direction is passed on as such. Once the station has ended, the peer has `LINGER_SECONDS`
    to do so.
    """
    inbound = asyncio.create_task(_carry(peer, station))
    outbound = asyncio.create_task(_carry(station, peer))
    try:
        await outbound
        await asyncio.wait({inbound}, timeout=LINGER_SECONDS)
    finally:
        for task in (inbound, outbound):
            task.cancel()
        try:
            await asyncio.gather(inbound, outbound, return_exceptions=True)
        finally:  # also when the edge stops in this very moment
            peer.close()
            station.close()


async def _carry(source: Connection, target: Connection) -> None:
    try:
        while data := await source.recv(PUMP_BYTES):
            await target.sendall(data)
        await target.end()
    except OSError:  # one side is gone: let the other know
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.sock.shutdown(socket.SHUT_RDWR)


async def adopt(
    loop: asyncio.AbstractEventLoop,
    sock: socket.socket,
    protocol_factory: Callable[[], ProtocolType],
    initial: bytes,
) -> tuple[asyncio.Transport, ProtocolType]:
    """Let an asyncio protocol speak on a connection that was handed over.

    The protocol is given `initial` before anything else, as if it had just arrived.

    Raises:
        OSError: the connection is gone already; the socket is closed.
    """
    protocol = protocol_factory()
    sock.setblocking(False)
    try:
        transport, _ = await loop.connect_accepted_socket(lambda: _Opening(protocol, initial), sock)
    except BaseException:
        sock.close()
        raise
    return transport, protocol


class _Opening(asyncio.Protocol):
    """Stands in for the protocol while the connection is made, which is before anything can be read."""

    def __init__(self, protocol: asyncio.Protocol, initial: bytes) -> None:
        self._protocol = protocol
        self._initial = initial

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.set_protocol(self._protocol)
        self._protocol.connection_made(transport)
        if self._initial:
            self._protocol.data_received(self._initial)
