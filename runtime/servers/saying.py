"""Saying something on a connection that was handed over, and closing it."""

import asyncio
import contextlib
import socket

__all__ = ["ANSWER_SECONDS", "say"]

ANSWER_SECONDS = 5.0
"""How long a client may take to read an answer."""

LINGER_BYTES = 64 * 1024
"""Bytes of a client that are read and thrown away meanwhile."""


async def say(sock: socket.socket, data: bytes) -> None:
    """Send an answer and close, once the client has read it."""
    loop = asyncio.get_running_loop()
    sock.setblocking(False)
    with sock, contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(ANSWER_SECONDS):
            await loop.sock_sendall(sock, data)
            sock.shutdown(socket.SHUT_WR)
            read = 0
            while read < LINGER_BYTES and (rest := await loop.sock_recv(sock, 4096)):
                read += len(rest)
