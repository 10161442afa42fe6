"""A proxy in front of an authority, which has its moods."""

import contextlib
import http.client
import json
import ssl
import threading
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Mood:
    """What happens to requests whose path has `path` in it, as often as `times` says.

    `late` seconds pass first; `cut` closes before the answer, `lost` after the authority has done what was asked;
    `answer` is given in place of the authority's; `change` alters its own.
    """

    path: str
    times: int = 1
    method: str = ""
    late: float = 0.0
    cut: bool = False
    lost: bool = False
    answer: Answer | None = None
    change: Callable[[bytes], bytes] | None = None
    met: int = field(default=0, init=False)

    def __str__(self) -> str:
        what = "lost" if self.lost else "cut" if self.cut else self.answer[0] if self.answer else "late"
        return f"{self.path[1:]} {what} {self.times}"


def problem(kind: str, detail: str, status: int = 400, **headers: str) -> Answer:
    """An answer that refuses, as RFC 7807 writes it."""
    body = json.dumps({"type": f"urn:ietf:params:acme:error:{kind}", "detail": detail}).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {"Content-Type": "application/problem+json"} | named, body


class Moody:
    """Passes everything on to an authority, except where its mood is otherwise."""

    def __init__(self, pebble) -> None:
        self._pebble = pebble
        self.begin()

    def begin(self) -> None:
        """Have no moods, and remember nothing."""
        self.moods: list[Mood] = []
        self.seen: list[tuple[str, str]] = []
        self.bodies: list[dict] = []
        self.hanging = threading.Event()
        self.met = threading.Event()

    @property
    def directory(self) -> str:
        """Where it begins."""
        return f"https://localhost:{self._server.server_port}/dir"

    @property
    def ca(self) -> str:
        """Its root is the authority's."""
        return self._pebble.ca

    def asked(self, path: str) -> int:
        """How many requests had that in their path."""
        return sum(path in each for _, each in self.seen)

    @contextlib.contextmanager
    def running(self):
        """Serve while the block lasts."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._server.handle_error = lambda *_: None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        own: trustme.LeafCert = self._pebble.authority.issue_cert("localhost")
        own.configure_cert(context)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield self
        finally:
            self.hanging.set()
            self._server.shutdown()
            self._server.server_close()

    def mood_for(self, method: str, path: str) -> Mood | None:
        """The mood that a request meets, counted."""
        for mood in self.moods:
            if mood.path in path and mood.method in ("", method) and mood.met < mood.times:
                mood.met += 1
                self.met.set()
                return mood
        return None

    def passed_on(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """What the authority itself says. The name that was asked for goes along, so its URLs lead back here."""
        line = http.client.HTTPSConnection(
            "localhost", self._pebble.port, timeout=10, context=self._pebble.context()
        )
        with contextlib.closing(line):
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()


def payload(body: bytes) -> dict:
    """What stands in a signed request."""
    try:
        text = json.loads(body)["payload"]
        return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)) or b"{}")
    except (ValueError, KeyError):
        return {}


def _handler(moody: Moody):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # head and body in one packet, or the peer waits before it acknowledges

        def _serve(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            moody.seen.append((self.command, self.path))
            moody.bodies.append(payload(body))
            mood = moody.mood_for(self.command, self.path)
            if mood and mood.late:
                moody.hanging.wait(mood.late)
            if mood and mood.cut:
                return self._cut()
            if mood and mood.answer:
                return self._send(*mood.answer)
            status, headers, data = moody.passed_on(self.command, self.path, dict(self.headers), body)
            if mood and mood.lost:
                return self._cut()
            if mood and mood.change:
                data = mood.change(data)
            return self._send(status, headers, data)

        do_GET = do_POST = do_HEAD = _serve  # noqa: N815 - the standard library's names

        def _send(self, status, headers, data):
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in (
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "date",
                    "server",
                ):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        def _cut(self):
            self.close_connection = True
            self.connection.close()

        def log_message(self, *_):
            pass

    return Handler
