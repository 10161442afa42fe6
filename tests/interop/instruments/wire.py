"""Requests on a bare socket, byte by byte, and what came back with its times."""

import json
import socket
import time
from dataclasses import dataclass, field
from typing import Any

MOST = 1 << 26
"""Bytes after which a capture ends by itself."""


@dataclass(slots=True)
class Answer:
    """What a server said: head, body, and when how much of the body was there."""

    status: int = 0
    reason: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    closed: bool = False
    """Whether the server closed the connection."""
    arrivals: list[tuple[float, int]] = field(default_factory=list)

    @property
    def interval(self) -> int:
        return int(self.headers.get("icy-metaint", "0"))


def ask(port: int, request: str, seconds: float = 5.0, enough: int = MOST, host: str = "127.0.0.1") -> Answer:
    """Send a request as it is; read until the server closes, time is up, or `enough` bytes of body are there."""
    deadline = time.monotonic() + seconds
    with socket.create_connection((host, port), timeout=seconds) as client:
        client.sendall(request.encode("latin-1"))
        return receive(client, deadline, enough)


def receive(client: socket.socket, deadline: float, enough: int = MOST) -> Answer:
    """Read an answer from a socket."""
    raw, answer, body = b"", Answer(), bytearray()
    while (left := deadline - time.monotonic()) > 0 and len(body) < enough:
        client.settimeout(left)
        try:
            data = client.recv(1 << 16)
        except TimeoutError:
            break
        except ConnectionError:
            data = b""
        if not data:
            answer.closed = True
            break
        if not answer.status:
            raw += data
            head, blank, data = raw.partition(b"\r\n\r\n")
            if not blank:
                continue
            read_head(answer, head)
        body += data
        answer.arrivals.append((time.monotonic(), len(body)))
    answer.body = bytes(body)
    return answer


def read_head(answer: Answer, head: bytes) -> None:
    """Fill in status and headers; names in lower case."""
    first, *lines = head.decode("latin-1").split("\r\n")
    _, status, answer.reason = ([*first.split(" ", 2), "", ""])[:3]
    answer.status = int(status)
    for line in lines:
        name, _, value = line.partition(":")
        answer.headers[name.strip().lower()] = value.strip()


def get(path: str, *headers: str, method: str = "GET", version: str = "HTTP/1.1") -> str:
    """A request with these header lines."""
    return "\r\n".join([f"{method} {path} {version}", "Host: localhost", *headers, "", ""])


def status(port: int) -> dict[str, Any]:
    """The station's /status-json.xsl."""
    answer = ask(port, get("/status-json.xsl"))
    assert answer.status == 200, answer
    page: dict[str, Any] = json.loads(answer.body)
    return page
