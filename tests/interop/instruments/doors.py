"""The two ports that an authority asks, in place of a station's."""

import contextlib
import ssl
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PREFIX = "/.well-known/acme-challenge/"


class Doors:
    """Shows proofs at a plain and at a TLS port, and remembers what was asked. Fits `runtime.tls.acme.Proofs`."""

    def __init__(self, http_port: int, tls_port: int) -> None:
        self.http: dict[str, str] = {}
        self.alpn: dict[str, tuple[str, str]] = {}
        self.asked: list[str] = []
        self.told_times = 0
        self._ports = (http_port, tls_port)

    def show_http(self, token, text):
        self.http[token] = text

    def hide_http(self, token):
        del self.http[token]

    def show_alpn(self, name, cert, key):
        self.alpn[name] = (cert, key)

    def hide_alpn(self, name):
        del self.alpn[name]

    async def told(self):
        self.told_times += 1

    @contextlib.contextmanager
    def open(self):
        """Answer while the block lasts."""
        plain = ThreadingHTTPServer(("127.0.0.1", self._ports[0]), self._handler())
        secret = ThreadingHTTPServer(("127.0.0.1", self._ports[1]), self._handler(), bind_and_activate=True)
        secret.socket = self._context().wrap_socket(
            secret.socket, server_side=True, do_handshake_on_connect=False
        )
        for server in (plain, secret):
            server.handle_error = lambda *_: None
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield self
        finally:
            for server in (plain, secret):
                server.shutdown()
                server.server_close()

    def _context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["acme-tls/1"])
        context.sni_callback = self._present
        return context

    def _present(self, connection, name, _):
        if name not in self.alpn:
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        self.asked.append(name)
        connection.context = _context_of(*self.alpn[name])
        return None

    def _handler(doors):  # noqa: N805 - the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                token = self.path.removeprefix(PREFIX)
                doors.asked.append(token)
                text = doors.http.get(token)
                self.send_response(200 if text else 404)
                self.end_headers()
                self.wfile.write((text or "nothing is here").encode())

            def log_message(self, *_):
                pass

        return Handler


def _context_of(cert: str, key: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["acme-tls/1"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "both.pem"
        path.write_text(key + cert)
        context.load_cert_chain(path)
    return context
