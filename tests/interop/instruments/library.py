"""A web server with music, some of which it gives in a bad way."""

import socket
from collections.abc import Mapping

from .threaded import ThreadedServer

__all__ = ["Library"]

DRIP = 100
DRIP_SECONDS = 0.1
_OK = 'HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nETag: "{tag}"\r\nConnection: close\r\n\r\n'
_KINDS = {"mp3": "audio/mpeg", "m3u": "audio/x-mpegurl", "xml": "application/rss+xml"}


class Library(ThreadedServer):
    """Serves files by name.

    One whose name begins with `drips` comes a thousand bytes a second, of one with `dies` half comes, and others are not there.

    Attributes:
        asked: every path, with the version that was known.
    """

    def __init__(self) -> None:
        super().__init__()
        self.files: Mapping[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def _answer(self, client: socket.socket, head: str) -> None:
        path = head.split(" ")[1]
        known = next(
            (line[15:] for line in head.split("\r\n") if line.lower().startswith("if-none-match: ")), ""
        )
        self.asked.append((path, known))
        name = path[1:].partition("?")[0]
        data = self.files.get(name)
        if data is None:
            client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        elif known == f'"{len(data)}"':
            client.sendall(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")
        else:
            self._send(client, name, data)

    def _send(self, client: socket.socket, name: str, data: bytes) -> None:
        kind = _KINDS[name.rpartition(".")[2]]
        client.sendall(_OK.format(kind=kind, length=len(data), tag=len(data)).encode())
        if name.startswith("dies"):
            client.sendall(data[: len(data) // 2])
        elif not name.startswith("drips"):
            client.sendall(data)
        else:
            for at in range(0, len(data), DRIP):
                if self._ended.wait(DRIP_SECONDS):
                    return
                client.sendall(data[at : at + DRIP])
