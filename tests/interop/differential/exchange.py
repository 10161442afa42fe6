"""One request on a bare socket, and the reply as it came: no library stands between, to repair what is broken."""

import contextlib
import re
import socket
import time
from dataclasses import dataclass

__all__ = ["MOST_BYTES", "Reply", "connect", "exchange", "receive"]

MOST_BYTES = 1 << 20
"""Bytes of a body after which a stream has been heard enough."""

SECONDS = 6.0
"""How long a reply may take."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said.

    Attributes:
        line: the status line; "" where the server said nothing at all.
        fields: its header fields, in order, names as written.
        body: what followed.
        closed: whether the server ended the connection.
    """

    line: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    closed: bool = False

    @property
    def status(self) -> int:
        words = self.line.split(" ", 2)
        return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0

    def header(self, name: str) -> str:
        """The value of the first field of this name."""
        return next((value for given, value in self.fields if given.lower() == name.lower()), "")


def connect(port: int, seconds: float = SECONDS) -> socket.socket:
    """A connection to the server on this machine."""
    return socket.create_connection(("127.0.0.1", port), timeout=seconds)


def exchange(port: int, request: bytes, enough: int = MOST_BYTES, seconds: float = SECONDS) -> Reply:
    """Send a request as it is; read until the server closes, time is up, or `enough` bytes of body are there."""
    with connect(port, seconds) as client:
        with contextlib.suppress(OSError):  # a server may have closed before it read everything
            client.sendall(request)
        return receive(client, enough, seconds)


def receive(client: socket.socket, enough: int = MOST_BYTES, seconds: float = SECONDS) -> Reply:
    """Read a reply from a connection; a head without the blank line counts as none."""
    data, closed, deadline = b"", False, time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0 and not _is_enough(data, enough):
        client.settimeout(left)
        try:
            new = client.recv(1 << 16)
        except TimeoutError:
            break
        except ConnectionError:
            new = b""
        if not new:
            closed = True
            break
        data += new
    return _reply(data, closed=closed)


def _is_enough(data: bytes, enough: int) -> bool:
    head, blank, body = data.partition(b"\r\n\r\n")
    is_interim = re.match(rb"HTTP/1\.[01] 1\d\d ", head) is not None
    return bool(blank) and (_is_enough(body, enough) if is_interim else len(body) >= enough)


def _reply(data: bytes, *, closed: bool) -> Reply:
    head, blank, body = data.partition(b"\r\n\r\n")
    if not blank:
        return Reply(body=data, closed=closed)
    line, *lines = head.decode("latin-1").split("\r\n")
    parted = [each.partition(":") for each in lines]
    return Reply(line, tuple((name, value) for name, _, value in parted), body, closed)
