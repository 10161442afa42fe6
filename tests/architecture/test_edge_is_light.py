"""A live edge process: what it has imported and how much memory is its own, looked at while it serves."""

import json
import os
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import trustme

from runtime.kernel import SharedMemory, SystemClock
from runtime.media.ring import RingShape, RingWriter
from runtime.net import Channel
from runtime.net.parent import VARIABLE, invite
from runtime.protocols.icecast import ServedMount, Table
from runtime.protocols.tls import CertificateTable, ServedCertificate
from runtime.testing import mp3_frames

ROOT = Path(__file__).parents[2]

HEAVY = {
    "acme",
    "aiohttp",
    "av",
    "cloudflare",
    "cryptography",
    "josepy",
    "lameenc",
    "lark",
    "lsscript",
    "multidict",
    "numpy",
    "psutil",
    "runtime.station",
    "runtime.tls",
    "stdlib",
    "yarl",
}
"""What an edge must never load: it would cost memory, and bring code that a bad script or media file could reach."""

MOST_PRIVATE_KIB = 30 * 1024
"""Private memory of an edge without listeners."""

MOST_PRIVATE_KIB_A_LISTENER = 2.0
MOST_PRIVATE_KIB_INSIDE_TLS = 24.0

TELLING = (
    "import json, sys; from runtime.edge.__main__ import main; main(['edge', '1']);"
    "print(json.dumps(sorted(sys.modules)))"
)


class LiveEdge:
    """An edge in a process of its own, with one mount on its table."""

    def __init__(self):
        invitation = invite()
        environment = {**os.environ, VARIABLE: invitation.environment, "PYTHONPATH": str(ROOT)}
        inherit = {} if sys.platform == "win32" else {"pass_fds": invitation.descriptors}
        self.process = subprocess.Popen(
            [sys.executable, "-c", TELLING], env=environment, stdout=subprocess.PIPE, text=True, **inherit
        )
        self.supervisor = invitation.accept("edge", self.process.pid)
        self.station, theirs = self.link()
        for channel in (self.supervisor, self.station):
            channel.start(lambda act: act(), lambda message: message.discard(), lambda reason: None)
        self.ring = self.fill_ring()
        door = socket.create_server(("127.0.0.1", 0))
        self.address = door.getsockname()
        size = {"name": self.ring.name, "size": self.ring.size}
        self.supervisor.send("memory", size, handles=[self.ring])
        self.supervisor.send("station", {"generation": 1, "pid": os.getpid()}, handles=[theirs])
        mount = ServedMount("/r.mp3", "audio/mpeg", self.ring.name, tick=0.1)
        self.station.send("table", Table(mounts={mount.path: mount}).to_fields())
        self.supervisor.send("listen", {"id": "main", "host": "", "port": self.address[1]}, handles=[door])

    def link(self):
        ours, theirs = socket.socketpair()
        return Channel(ours, name="edge", peer_pid=self.process.pid), theirs

    def fill_ring(self):
        shape = RingShape.for_stream(16000, 39, 20)
        memory = SharedMemory.create("r.mp3/plain", shape.total_bytes)
        writer = RingWriter(memory.buf, shape, epoch=1, now_ns=SystemClock().now_ns())
        for frame in mp3_frames(400):
            writer.append(frame.data, duration_us=26_122)
            writer.commit(SystemClock().now_ns())
        return memory

    def listen(self):
        """A listener who has heard something."""
        player = socket.create_connection(self.address, timeout=20)
        player.sendall(b"GET /r.mp3 HTTP/1.0\r\n\r\n")
        assert player.recv(100).startswith(b"HTTP/1.0 200 OK")
        return player

    def serve_tls(self):
        """Give it a certificate, and a door that speaks TLS; players trust it by the context that is returned."""
        authority = trustme.CA()
        made = authority.issue_cert("localhost", key_type=trustme.KeyType.ECDSA)
        chain, key = made.cert_chain_pems[0].bytes().decode(), made.private_key_pem.bytes().decode()
        table = CertificateTable((ServedCertificate(("localhost",), chain, key),))
        self.station.send("certificates", {"version": 1}, blob=json.dumps(table.to_fields()).encode())
        door = socket.create_server(("127.0.0.1", 0))
        self.secure = door.getsockname()
        self.supervisor.send("listen", {"id": "https", "host": "", "port": 0, "mode": "tls"}, handles=[door])
        self.context = ssl.create_default_context()
        authority.configure_trust(self.context)

    def listen_inside_tls(self):
        """A listener inside TLS who has heard something."""
        sock = socket.create_connection(self.secure, timeout=20)
        player = self.context.wrap_socket(sock, server_hostname="localhost")
        player.sendall(b"GET /r.mp3 HTTP/1.0\r\n\r\n")
        assert player.recv(100).startswith(b"HTTP/1.0 200 OK")
        return player

    def private_kib(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("RssAnon:")[2].split()[0])

    def stop(self):
        """Stop it; tell which modules it had."""
        self.supervisor.send("stop", {"grace": 1})
        told, _ = self.process.communicate(timeout=20)
        for channel in (self.supervisor, self.station):
            channel.close()
            channel.join(5)
        self.ring.close()
        assert self.process.returncode == 0
        return set(json.loads(told))


@pytest.fixture
def live_edge():
    edge = LiveEdge()
    yield edge
    if edge.process.poll() is None:
        edge.process.kill()
        edge.process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="there an edge is given connections by the supervisor")
class TestALiveEdge:
    def test_has_loaded_nothing_heavy(self, live_edge):
        live_edge.serve_tls()
        live_edge.listen().close()
        live_edge.listen_inside_tls().close()
        loaded = live_edge.stop()

        assert "runtime.edge.delivery" in loaded
        assert loaded & HEAVY == set()

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory is private")
    def test_is_small_and_so_is_a_listener(self, live_edge):
        live_edge.listen().close()
        empty = live_edge.private_kib()
        players = [live_edge.listen() for _ in range(200)]
        full = live_edge.private_kib()
        for player in players:
            player.close()
        live_edge.stop()

        assert empty <= MOST_PRIVATE_KIB
        assert full - empty <= MOST_PRIVATE_KIB_A_LISTENER * len(players) + 256

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory is private")
    def test_is_small_inside_tls_too(self, live_edge):
        live_edge.serve_tls()
        live_edge.listen_inside_tls().close()
        empty = live_edge.private_kib()
        players = [live_edge.listen_inside_tls() for _ in range(200)]
        full = live_edge.private_kib()
        for player in players:
            player.close()
        live_edge.stop()

        assert empty <= MOST_PRIVATE_KIB
        assert full - empty <= MOST_PRIVATE_KIB_INSIDE_TLS * len(players)
