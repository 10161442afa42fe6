"""Who harms by TLS harms nobody else: stalls, half handshakes, garbage, and what testssl.sh tries, at a real station."""

import contextlib
import json
import socket
import ssl
import statistics
import subprocess
import time

import pytest
import trustme

from benchmarks.processes import free_port
from benchmarks.station import RunningStation

STALLED = 400
"""Connections that begin a handshake and say nothing more: less than one address may have at the door."""
GARBAGE = 200
LISTENERS = 20
MOST_WAIT = 1.0
"""Seconds to the first byte of music that a player may wait meanwhile, at the median, on two slow cores."""

CHECKS = ("--protocols", "--fs", "--heartbleed", "--ccs", "--ticketbleed", "--renegotiation", "--crime")
"""What testssl.sh looks at here, about half a minute of it; docs/design/0011-tls.md tells of a whole run."""

OF_ITS_OWN = "engine_problem"
"""A finding about the OpenSSL that testssl.sh itself runs on."""

BAD = ("WARN", "LOW", "MEDIUM", "HIGH", "CRITICAL", "FATAL")

pytestmark = pytest.mark.timeout(180)


class Station:
    """A station with an HTTPS port and a context that trusts it."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        authority = trustme.CA()
        authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(folder / "pair.pem")
        self.ca = folder / "ca.pem"
        authority.cert_pem.write_to_path(self.ca)
        self.context = ssl.create_default_context()
        authority.configure_trust(self.context)
        self.script = folder / "station.lss"
        self.script.write_text(
            f'lss 1\nstation(name="Attacked")\nserver(https={self.port})\ntls.files("pair.pem")\n'
            'radio = tone(300Hz)\nmount("/radio.mp3", radio, mp3(128kbps))\n'
        )

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def hello(self):
        """What OpenSSL says first."""
        out = ssl.MemoryBIO()
        client = self.context.wrap_bio(ssl.MemoryBIO(), out, server_hostname="localhost")
        with contextlib.suppress(ssl.SSLWantReadError):
            client.do_handshake()
        return out.read()

    def listen(self):
        """A listener, and the seconds until he heard something."""
        began = time.monotonic()
        player = self.context.wrap_socket(self.connect(), server_hostname="localhost")
        player.sendall(b"GET /radio.mp3 HTTP/1.0\r\n\r\n")
        heard = b""
        while b"\r\n\r\n" not in heard or heard.endswith(b"\r\n\r\n"):
            piece = player.recv(65536)
            assert piece, heard
            heard += piece
        assert heard.startswith(b"HTTP/1.0 200"), heard[:100]
        return player, time.monotonic() - began

    def median_wait(self):
        """How long a listener waits now, of twenty."""
        players, waits = zip(*(self.listen() for _ in range(LISTENERS)), strict=True)
        for player in players:
            player.close()
        return statistics.median(waits)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    station = Station(tmp_path_factory.mktemp("attacked"))
    with RunningStation(
        station.script, ["--port", str(free_port()), "--edges", "1"], air=["/radio.mp3"]
    ) as running:
        station.running = running
        station.wait = station.median_wait()
        yield station


def begin(station, openings):
    """Connections that say this much."""
    connections = []
    for opening in openings:
        sock = station.connect()
        with contextlib.suppress(OSError):
            sock.sendall(opening)
        connections.append(sock)
    return connections


def close(connections):
    for sock in connections:
        sock.close()


@pytest.fixture
def tell(capsys):
    """Print a figure where whoever runs the test sees it."""

    def say(text):
        with capsys.disabled():
            print(f"\n    {text}", end="", flush=True)

    return say


class TestOthersDoNotWait:
    def check(self, station, connections, tell):
        wait = station.median_wait()
        close(connections)
        tell(f"first music after {wait * 1000:.0f} ms, without them {station.wait * 1000:.0f} ms")

        assert wait < MOST_WAIT

    def test_for_handshakes_that_stall(self, attacked, tell):
        hello = attacked.hello()
        cuts = (0, 1, 5, 50, len(hello) - 1, len(hello))
        stalled = begin(attacked, (hello[: cuts[number % len(cuts)]] for number in range(STALLED)))

        self.check(attacked, stalled, tell)

    def test_for_garbage(self, attacked, tell):
        hello = attacked.hello()
        kinds = (
            b"\x16\x03\x01\x40\x00" + b"\xff" * 70_000,
            b"\x16\x03\x01\x00\x01\x01" * 3000,
            hello[:100] + bytes(70_000),
            hello + b"\x17\x03\x03\x40\x00" + b"x" * 50_000,
            bytes(range(256)) * 100,
            b"\x80\x2e\x01\x00\x02" + bytes(200),
        )
        rubbish = begin(attacked, (kinds[number % len(kinds)] for number in range(GARBAGE)))

        self.check(attacked, rubbish, tell)

    def test_for_one_who_asks_for_new_keys_again_and_again(self, attacked, tell):
        """Renegotiation in TLS 1.2: refused, whoever asks."""
        asked = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{attacked.port}", "-tls1_2", "-CAfile", str(attacked.ca)],
            input="R\nR\nR\n", capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip

        assert "no renegotiation" in asked.stderr
        self.check(attacked, [], tell)

    def test_for_a_hello_of_one_byte_at_a_time(self, attacked, tell):
        slow = attacked.connect()
        slow.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in attacked.hello():
            slow.sendall(bytes([byte]))
        slow.settimeout(10)

        assert slow.recv(1) == b"\x16"  # the server's answer
        self.check(attacked, [slow], tell)


class TestTestssl:
    def test_finds_nothing_wrong(self, attacked, need, tell):
        need("testssl", "openssl")
        report = attacked.folder / "testssl.json"
        began = time.monotonic()
        words = ["testssl", "--quiet", "--warnings", "off", "--color", "0", "--openssl", "/usr/bin/openssl"]
        words += ["--add-ca", str(attacked.ca), "--jsonfile", str(report), *CHECKS]
        subprocess.run([*words, f"localhost:{attacked.port}"], capture_output=True, check=False, timeout=150)
        found = json.loads(report.read_text())
        tell(f"{len(found)} findings of testssl.sh in {time.monotonic() - began:.0f} s")

        assert len(found) > len(CHECKS)
        bad = [each for each in found if each["severity"] in BAD and each["id"] != OF_ITS_OWN]
        assert bad == []
