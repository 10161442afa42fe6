"""The load generator of `load.c` in plain Python, for machines without a C compiler: same arguments, same
lines.

    python load.py LISTENERS JOIN_SECONDS WARMUP_SECONDS WINDOW_SECONDS JOINS_AT_ONCE ICY(0|1)
    [https://]HOST:PORT/PATH...

Inside TLS it shakes hands, reads the head, and from then on counts the bytes of the wire without decrypting them. Standard
library only; it costs about ten times the CPU of the C program, so keep it to some thousand listeners.
"""

import json
import resource
import selectors
import socket
import ssl
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

ADDRESSES = 64
"""Loopback addresses the listeners come from, so that neither ports nor a limit per address end the run."""
HEAD_BYTES = 8192
"""The longest head of an answer that is read."""
DISCARD = getattr(socket, "MSG_TRUNC", 0) if sys.platform == "linux" else 0
"""On Linux the kernel drops the sound without copying it."""


@dataclass(slots=True)
class Target:
    """A mount, and the request that asks for it."""

    host: str
    port: int
    request: bytes
    secure: bool = False

    @classmethod
    def read(cls, text: str, icy: bool) -> "Target":
        """Read "127.0.0.1:8000/radio.mp3", perhaps with "https://" before it."""
        secure = text.startswith("https://")
        place, _, path = text.removeprefix("https://").partition("/")
        host, _, port = place.partition(":")
        wanted = "Icy-MetaData: 1\r\n" if icy else ""
        request = f"GET /{path} HTTP/1.1\r\nHost: {place}\r\nUser-Agent: legacystream-load/1\r\n{wanted}"
        request += "Connection: close\r\n\r\n"
        return cls(host, int(port), request.encode(), secure)


@dataclass(slots=True, eq=False)
class Listener:
    """One connection, and what it had received at the edges of the window."""

    socket: socket.socket
    target: Target
    asked: float
    state: str = "connecting"
    head: bytes = b""
    heard: float = 0.0
    latest: float = 0.0
    total: int = 0
    marks: list[tuple[float, int]] = field(default_factory=list)

    def rate(self) -> float:
        """Bytes a second, from the last arrival before the window to the last one in it."""
        (began, before), (ended, after) = self.marks
        return (after - before) / (ended - began) if ended > began else 0.0


class Load:
    """All listeners on one selector."""

    def __init__(self, targets: Sequence[Target], asked: int) -> None:
        self.targets = targets
        self.asked = asked
        self.listeners: list[Listener] = []
        self.failed = 0
        self.disconnected = 0
        self.joining = 0
        self.joined = 0
        self._selector = selectors.DefaultSelector()
        self._sink = bytearray(1 << 20)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.check_hostname, self._context.verify_mode = False, ssl.CERT_NONE

    def join_all(self, at_once: int, seconds: float) -> float:
        """Bring all listeners in, `at_once` at a time, within `seconds`; returns when the first one asked."""
        began = time.monotonic()
        until = began + seconds
        while self.joined + self.failed < self.asked and time.monotonic() < until:
            while self.joining < at_once and len(self.listeners) < self.asked:
                self._be_born(len(self.listeners))
            self._turn(0.02)
        for late in [one for one in self.listeners if one.state in ("connecting", "shaking", "head")]:
            self._end(late, "failed")
        return began

    def listen(self, seconds: float) -> None:
        """Receive for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._turn(min(left, 0.05))

    def mark(self, event: str) -> None:
        """Note what everybody has, and say so."""
        for listener in self.listeners:
            listener.marks.append((listener.latest, listener.total))
        print(json.dumps({"event": event}), flush=True)

    def report(self, began: float, window: float) -> dict[str, object]:
        """The figures, under the names `load.c` gives them."""
        heard = [one for one in self.listeners if one.total]
        first = sorted((one.heard - one.asked) * 1000 for one in heard)
        rates = sorted(one.rate() for one in heard)
        took = max((one.heard for one in heard), default=began) - began
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "event": "report",
            "generator": "python",
            "asked": self.asked,
            "joined": self.joined,
            "failed": self.failed,
            "disconnected": self.disconnected,
            "join_seconds": round(took, 4),
            "joins_per_second": round(len(heard) / took, 1) if took else 0.0,
            "first_byte_ms": {name: round(at(first, share), 2) for name, share in PERCENTILES.items()},
            "window_seconds": window,
            "window_bytes": sum(one.marks[1][1] - one.marks[0][1] for one in heard),
            "rate": {name: round(at(rates, share), 1) for name, share in RATES.items()},
            "cpu_seconds": round(used.ru_utime + used.ru_stime, 3),
        }

    def _be_born(self, number: int) -> None:
        target = self.targets[number % len(self.targets)]
        listener = Listener(socket.socket(), target, time.monotonic())
        self.listeners.append(listener)
        self.joining += 1
        listener.socket.setblocking(False)
        if sys.platform == "linux":
            listener.socket.setsockopt(socket.IPPROTO_IP, getattr(socket, "IP_BIND_ADDRESS_NO_PORT", 24), 1)
            listener.socket.bind((f"127.0.2.{1 + number % ADDRESSES}", 0))
        listener.socket.connect_ex((target.host, target.port))
        self._selector.register(listener.socket, selectors.EVENT_WRITE, listener)

    def _turn(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            listener: Listener = key.data
            try:
                self._step(listener)
            except (BlockingIOError, ssl.SSLWantReadError):
                continue
            except OSError:
                self._end(listener, "gone" if listener.state == "stream" else "failed")

    def _step(self, listener: Listener) -> None:
        match listener.state:
            case "connecting" if listener.target.secure:
                self._wrap(listener)
                self._shake(listener)
            case "shaking":
                self._shake(listener)
            case "connecting":
                listener.socket.send(listener.target.request)
                listener.state = "head"
                self._selector.modify(listener.socket, selectors.EVENT_READ, listener)
            case "head":
                self._read_head(listener)
            case _:
                got = listener.socket.recv_into(self._sink, 0, DISCARD)
                self._hear(listener, got) if got else self._end(listener, "gone")

    def _wrap(self, listener: Listener) -> None:
        self._selector.unregister(listener.socket)
        listener.socket = self._context.wrap_socket(
            listener.socket, do_handshake_on_connect=False, suppress_ragged_eofs=False
        )
        listener.state = "shaking"
        self._selector.register(listener.socket, selectors.EVENT_READ, listener)

    def _shake(self, listener: Listener) -> None:
        assert isinstance(listener.socket, ssl.SSLSocket)
        listener.socket.do_handshake()
        listener.socket.send(listener.target.request)
        listener.state = "head"

    def _unwrap(self, listener: Listener) -> None:
        """From now on only the wire's own bytes are counted."""
        self._selector.unregister(listener.socket)
        listener.socket = socket.socket(fileno=listener.socket.detach())
        listener.socket.setblocking(False)
        self._selector.register(listener.socket, selectors.EVENT_READ, listener)

    def _read_head(self, listener: Listener) -> None:
        got = listener.socket.recv(HEAD_BYTES)
        listener.head += got
        head, blank, body = listener.head.partition(b"\r\n\r\n")
        refused = len(head) >= 12 and head[8:12] != b" 200"
        if not got or refused or len(head) > HEAD_BYTES:
            self._end(listener, "failed")
        elif blank and body:
            self._hear(listener, len(body))
            if listener.target.secure:
                self._unwrap(listener)

    def _hear(self, listener: Listener, count: int) -> None:
        listener.latest = time.monotonic()
        if not listener.total:
            listener.heard, listener.state, listener.head = listener.latest, "stream", b""
            self.joining -= 1
            self.joined += 1
        listener.total += count

    def _end(self, listener: Listener, how: str) -> None:
        self._selector.unregister(listener.socket)
        listener.socket.close()
        listener.state = how
        if how == "gone":
            self.disconnected += 1
        else:
            self.failed += 1
            self.joining -= 1


PERCENTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
RATES = {"min": 0.0, "p1": 0.01, "median": 0.5, "max": 1.0}


def at(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the sorted values lie; 0 where there are none."""
    return values[int(share * (len(values) - 1) + 0.5)] if values else 0.0


def lift_limit(files: int) -> None:
    """Allow this process so many open files, where the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, max(hard, files)))


def main(words: Sequence[str]) -> int:
    """Run as the page above says."""
    asked, at_once, icy = int(words[0]), int(words[4]), words[5] == "1"
    joins, warmup, window = (float(word) for word in words[1:4])
    lift_limit(asked + 64)
    load = Load([Target.read(word, icy) for word in words[6:]], asked)
    began = load.join_all(at_once, joins)
    load.listen(warmup)
    load.mark("window begins")
    load.listen(window)
    load.mark("window ends")
    print(json.dumps(load.report(began, window)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
