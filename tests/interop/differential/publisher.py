"""A source client that sends a numbered stream, some of it at once and the rest in its time."""

import contextlib
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from .exchange import connect, receive
from .servers import SOURCE, Server, authorization

__all__ = ["AHEAD", "Publisher", "put"]

AHEAD = 6.0
"""Seconds of sound that are sent at once, so that there is a burst for listeners."""

CHUNK_SECONDS = 0.2


def put(path: str, *lines: str, account: tuple[str, str] = SOURCE, method: str = "PUT") -> bytes:
    """The head of a source client."""
    head = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        "User-Agent: Differential/1.0",
        authorization(account),
    ]
    return "\r\n".join([*head, *lines, "", ""]).encode("latin-1")


class Publisher:
    """Publishes from its making until `stop`; use it with `with`.

    Args:
        server: where to.
        head: what it says first.
        pieces: frames or pages.
        seconds: how long each plays.
    """

    def __init__(self, server: Server, head: bytes, pieces: Iterator[bytes], seconds: float) -> None:
        self._socket = connect(server.port)
        self._pieces = pieces
        self._seconds = seconds
        self._stopped = threading.Event()
        self._socket.sendall(head)
        self.reply = receive(self._socket, 0)
        self._socket.settimeout(2.0)
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the stream."""
        self._stopped.set()
        self._thread.join(5.0)
        self._socket.close()

    def _send(self) -> None:
        sent, began = 0.0, time.monotonic()
        with contextlib.suppress(OSError):  # the server may send it away
            while not self._stopped.is_set():
                chunk = b""
                while sent < time.monotonic() - began + AHEAD:
                    chunk += next(self._pieces)
                    sent += self._seconds
                self._socket.sendall(chunk)
                self._stopped.wait(CHUNK_SECONDS)
