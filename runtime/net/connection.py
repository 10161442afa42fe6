"""A connection that bytes go over, whatever is spoken underneath."""

import asyncio
import socket
from typing import Protocol

__all__ = ["Connection", "PlainConnection"]


class Connection(Protocol):
    """Somebody at the other end.

    Attributes:
        sock: the non-blocking socket underneath.
        tls: the version of TLS that is spoken: "TLSv1.3"; "" for none.
    """

    @property
    def sock(self) -> socket.socket:
        """The non-blocking socket underneath."""
        ...

    @property
    def tls(self) -> str:
        """The version of TLS that is spoken; "" for none."""
        ...

    async def recv(self, limit: int) -> bytes:
        """Wait for bytes, about as many as the limit at most; nothing at the end. Raises OSError when it is gone."""
        ...

    async def sendall(self, data: bytes) -> None:
        """Send all of it. Raises OSError when the connection is gone."""
        ...

    async def end(self) -> None:
        """Say that nothing more comes; the other end may still speak. Raises OSError when it is gone."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class PlainConnection:
    """A socket as it is."""

    __slots__ = ("sock",)

    tls = ""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    async def recv(self, limit: int) -> bytes:
        """Wait for bytes; nothing at the end."""
        return await asyncio.get_running_loop().sock_recv(self.sock, limit)

    async def sendall(self, data: bytes) -> None:
        """Send all of it."""
        await asyncio.get_running_loop().sock_sendall(self.sock, data)

    async def end(self) -> None:
        """Say that nothing more comes."""
        self.sock.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Let go of it."""
        self.sock.close()
