"""A connection inside TLS, over a non-blocking socket: to speak with in turns, or to be swept over as a listener's."""

import asyncio
import contextlib
import socket
import ssl

from .tls_session import RECORD_BYTES, Bench, TlsSession

__all__ = ["TlsConnection"]

HANDSHAKE_BYTES = 16 * 1024
"""Bytes of a handshake that are read at once."""

SEND_BYTES = 4 * RECORD_BYTES
"""Plain bytes that are encrypted at once for somebody who is waited for."""

MOST_OWN_BYTES = 64 * 1024
"""What TLS itself may have to say to a peer that is only listened to; one that provokes more is sent away."""


class TlsConnection:
    """The server's end. Make it, `handshake`, then speak; or call `send` as often as there is something for a listener.

    Args:
        sock: a connected non-blocking socket, which belongs to the connection from now on.
        context: the certificates and all rules.
        bench: shared with all others of this thread.
    """

    __slots__ = ("_busy", "_session", "_unsent", "sock")

    def __init__(self, sock: socket.socket, context: ssl.SSLContext, bench: Bench) -> None:
        self.sock = sock
        self._session = TlsSession(context, bench)
        self._unsent = b""  # already encrypted, goes before anything else
        self._busy = False  # somebody waits while his bytes are sent

    @property
    def tls(self) -> str:
        """The version of TLS that is spoken."""
        return self._session.version

    # In turns

    async def handshake(self, data: bytes) -> bytes:
        """Agree on how to speak, `data` being what was already read; gives the first plain bytes, if any came along.

        Raises:
            ssl.SSLError: the peer speaks no TLS, or none that we do; it was told so.
            OSError: it has gone.
        """
        loop = asyncio.get_running_loop()
        while True:
            plain = self._take(data)
            await self._send_on(self._session.data_to_send())
            if self._session.established:
                return plain
            data = await loop.sock_recv(self.sock, HANDSHAKE_BYTES)
            if not data:
                raise ConnectionResetError("the peer left during the handshake")

    async def recv(self, limit: int) -> bytes:
        """Wait for plain bytes, about as many as the limit at most; nothing at the end."""
        loop = asyncio.get_running_loop()
        while not self._session.ended:
            data = await loop.sock_recv(self.sock, limit)
            if not data:
                break
            plain = self._take(data)
            self._answer()
            if plain:
                return plain
        return b""

    async def sendall(self, data: bytes) -> None:
        """Encrypt and send all of it."""
        for at in range(0, len(data), SEND_BYTES):
            await self._send_on(self._session.encrypt(data[at : at + SEND_BYTES]))

    async def end(self) -> None:
        """Say that nothing more comes, inside TLS and below it."""
        await self._send_on(self._session.finish())
        self.sock.shutdown(socket.SHUT_WR)

    async def _send_on(self, data: bytes) -> None:
        data, self._unsent = self._unsent + data, b""
        self._busy = True
        try:
            await asyncio.get_running_loop().sock_sendall(self.sock, data)
        finally:
            self._busy = False

    def _take(self, data: bytes) -> bytes:
        try:
            return self._session.receive_data(data)
        except ssl.SSLError:
            with contextlib.suppress(OSError):
                self.sock.send(self._session.data_to_send())  # the alert that says what is wrong
            raise

    def _answer(self) -> None:
        """Send what TLS itself answers, as far as that goes now; never in the midst of what another task sends."""
        self._unsent += self._session.data_to_send()
        if self._unsent and not self._busy:
            self._send_kept()
        if len(self._unsent) > MOST_OWN_BYTES:
            raise ConnectionAbortedError("the peer does not read what it asks for")

    # As a listener's

    def send(self, data: bytes | memoryview) -> int:
        """Take as many plain bytes as can be sent now, and tell how many.

        Of the last record the system may not take all; the rest of it is kept, and goes before anything else the next time.

        Raises:
            BlockingIOError: the system takes nothing now.
            OSError: the connection is gone.
        """
        if self._unsent and not self._send_kept():
            raise BlockingIOError
        taken, size = 0, len(data)
        while taken < size and not self._unsent:
            piece = data[taken : taken + RECORD_BYTES]
            self._unsent = self._session.encrypt(piece)
            taken += len(piece)
            self._send_kept()
        return taken

    def _send_kept(self) -> bool:
        """Send what is kept; False while some of it remains."""
        try:
            sent = self.sock.send(self._unsent)
        except BlockingIOError:
            return False
        self._unsent = self._unsent[sent:]
        return not self._unsent

    def close(self) -> None:
        """Let go of it; who is still there and has had everything is told that this was the end."""
        with contextlib.suppress(OSError):
            if not self._unsent:
                self.sock.send(self._session.finish())
        self.sock.close()
