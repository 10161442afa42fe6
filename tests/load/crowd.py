"""Listeners of every kind in one process: each keeps everything it was sent, and when."""

import selectors
import socket
import ssl
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from instruments.icy import Parted, part

ADDRESSES = 32
"""Loopback addresses they come from."""
SMALL_BUFFER = 2048
"""Bytes a stalled listener's kernel is asked to keep at most."""
DRIP_SECONDS = 0.1
"""Between two bytes of a request that drips."""


@dataclass(eq=False)
class Listener:
    """One listener.

    Attributes:
        path: the mount.
        icy: whether it asks for titles.
        stalled: it asks, and never reads.
        drip: its request comes byte by byte.
        secure: inside TLS, by this context.
    """

    path: str
    icy: bool = False
    stalled: bool = False
    drip: bool = False
    secure: ssl.SSLContext | None = None
    client: socket.socket | None = None
    asked: float = 0.0
    raw: bytearray = field(default_factory=bytearray)
    arrivals: list[tuple[float, int]] = field(default_factory=list)
    closed: float | None = None
    _unsent: bytes = b""
    _due: float = 0.0

    @property
    def name(self) -> str:
        words = [self.path, *(word for word in ("icy", "stalled", "drip") if getattr(self, word))]
        return " ".join(words)

    @property
    def head(self) -> dict[str, str]:
        lines = self.raw.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        return {
            "": lines[0],
            **{k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])},
        }

    @property
    def body_at(self) -> int:
        return self.raw.find(b"\r\n\r\n") + 4

    @property
    def body(self) -> bytes:
        return bytes(self.raw[self.body_at :])

    @property
    def interval(self) -> int:
        return int(self.head.get("icy-metaint", "0"))

    @cached_property
    def parted(self) -> Parted:
        """The sound, titles taken out where there are some; ask when all has been received."""
        return part(self.body, self.interval) if self.interval else Parted(self.body)

    def when(self, place: int) -> float | None:
        """When byte `place` of the body had come."""
        wanted = place + self.body_at
        index = bisect_right(self.arrivals, wanted, key=lambda arrival: arrival[1])
        return self.arrivals[index][0] if index < len(self.arrivals) else None

    def least_buffer(self, rate: float) -> float:
        """Seconds of sound left in a player when it had least; it begins to play one second after the first bytes."""
        began, before, least = self.arrivals[0][0] + 1.0, 0, float("inf")
        for at, total in self.arrivals:
            if at > began:
                least = min(least, before / rate - (at - began))
            before = total
        return least

    def rate(self, began: float, ended: float) -> float:
        """Bytes a second between two moments, from arrival to arrival."""
        inside = [one for one in self.arrivals if began <= one[0] <= ended]
        if len(inside) < 2:
            return 0.0
        return (inside[-1][1] - inside[0][1]) / (inside[-1][0] - inside[0][0])

    def request(self, port: int) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", f"Host: localhost:{port}", "User-Agent: legacystream-test/1"]
        return "\r\n".join([*lines, *(["Icy-MetaData: 1"] if self.icy else []), "", ""]).encode()


class Crowd:
    """Brings listeners in and receives for them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.listeners: list[Listener] = []
        self._selector = selectors.DefaultSelector()
        self._dripping: list[Listener] = []

    def join(self, listeners: Iterable[Listener]) -> None:
        """Connect them and send their requests."""
        for listener in listeners:
            self._connect(listener, len(self.listeners))
            self.listeners.append(listener)

    def _connect(self, listener: Listener, number: int) -> None:
        client = socket.socket()
        if listener.stalled:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        client.bind((f"127.0.3.{1 + number % ADDRESSES}", 0))
        listener.asked = time.monotonic()
        client.connect(("127.0.0.1", self.port))
        if listener.secure is not None:
            client = listener.secure.wrap_socket(client, server_hostname="localhost")
        listener.client = client
        if listener.drip:
            listener._unsent = listener.request(self.port)
            self._dripping.append(listener)
        else:
            client.sendall(listener.request(self.port))
        client.setblocking(False)
        if not listener.stalled:
            self._selector.register(client, selectors.EVENT_READ, listener)

    def listen(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Receive for so long, or until something holds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not until():
            self._drip()
            for key, _ in self._selector.select(min(0.05, max(0.0, deadline - time.monotonic()))):
                self._receive(key.data)

    def _drip(self) -> None:
        now = time.monotonic()
        for listener in [one for one in self._dripping if one._due <= now]:
            assert listener.client is not None
            listener._due = now + DRIP_SECONDS
            try:
                listener.client.send(listener._unsent[:1])
            except OSError:
                listener._unsent = b""
            listener._unsent = listener._unsent[1:]
            if not listener._unsent:
                self._dripping.remove(listener)

    def _receive(self, listener: Listener) -> None:
        assert listener.client is not None
        try:
            data = receive(listener.client)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        except OSError:
            data = b""
        if data:
            listener.raw += data
            listener.arrivals.append((time.monotonic(), len(listener.raw)))
        else:
            self._selector.unregister(listener.client)
            listener.closed = time.monotonic()

    def leave(self) -> None:
        """Close everything."""
        for listener in self.listeners:
            if listener.client is not None:
                listener.client.close()
        self._selector.close()


def receive(client: socket.socket) -> bytes:
    """What has come; inside TLS all that OpenSSL holds already, which no selector would tell of."""
    data = client.recv(1 << 18)
    while isinstance(client, ssl.SSLSocket) and client.pending():
        data += client.recv(1 << 18)
    return data
