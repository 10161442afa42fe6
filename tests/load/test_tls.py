"""Certificates change under 500 listeners and two source clients inside TLS: no connection closes, nobody misses a byte."""

import base64
import datetime as dt
import socket
import ssl
import time

import psutil
import pytest
from crowd import Crowd, Listener
from cryptography.hazmat.primitives.asymmetric import ec
from slices import of_mp3, of_opus
from tap import Taps
from tone import publish

from benchmarks.processes import free_port
from benchmarks.station import RunningStation
from lsscript.cli.attach import Line
from runtime.testing.authority import Authority

LISTENERS = 500
TOLD_SECONDS = 1.0
"""Within which every edge serves a new certificate."""
NOTICED_SECONDS = 5.0
"""Within which the station has seen that a file is another one, on a busy machine too."""
AT_ONCE = 8
MOST_HANDSHAKES = 400

SCRIPT = """lss 1
station(name="Proof of Secrecy")
server(https={port})
tls.files("cert.pem", key="key.pem")
radio = playlist("music/", order="sequential")
mount("/radio.mp3", radio, mp3(128kbps))
mount("/radio.opus", radio, opus(96kbps))
studio = input.live("/studio", password="pw")
mount("/live.mp3", fallback([studio, blank()]), mp3(96kbps))
mount("/guest", password="pw")
"""

pytestmark = pytest.mark.timeout(180)


def issued(authority, name, key=None):
    """A certificate that holds today."""
    now = dt.datetime.now(dt.UTC)
    return authority.issue(name, begins=now - dt.timedelta(days=1), ends=now + dt.timedelta(days=60), key=key)


class Handshakes:
    """Newcomers, and which edge served whom which certificate."""

    def __init__(self, station, port, context):
        self.station = station
        self.port = port
        self.context = context

    def serial(self, name):
        with self.connect(name) as newcomer:
            return newcomer.getpeercert()["serialNumber"]

    def connect(self, name):
        sock = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        return self.context.wrap_socket(sock, server_hostname=name)

    def by_edge(self, name):
        """The serials that each edge serves now; asks until every edge has answered once."""
        found = {pid: set() for pid in self.station.pids("edge")}
        for _ in range(MOST_HANDSHAKES // AT_ONCE):
            newcomers = [self.connect(name) for _ in range(AT_ONCE)]
            edges = owners(list(found))
            for newcomer in newcomers:
                serial = newcomer.getpeercert()["serialNumber"]
                found[edges[newcomer.getsockname()[1]]].add(serial)
                newcomer.close()
            if all(found.values()):
                break
        return found


def owners(edges):
    """Which process has the other end of each connection, by its port."""
    return {
        connection.raddr.port: pid
        for pid in edges
        for connection in psutil.Process(pid).net_connections("tcp")
        if connection.raddr
    }


class Changes:
    """Changes certificates, and finds out how soon newcomers see that."""

    def __init__(self, folder, authority, handshakes, crowd, line):
        self.folder = folder
        self.authority = authority
        self.handshakes = handshakes
        self.crowd = crowd
        self.line = line

    def change(self, name, act):
        """Seconds from the change until a newcomer sees it; a moment later every edge serves that and nothing else."""
        try:
            before = self.handshakes.serial(name)
        except ssl.SSLCertVerificationError:
            before = None
        began = time.monotonic()
        act()
        self.crowd.listen(NOTICED_SECONDS, until=lambda: self.serial_or_none(name) not in (before, None))
        noticed = time.monotonic()
        self.crowd.listen(TOLD_SECONDS)
        served = self.handshakes.by_edge(name)
        self.crowd.listen(0.5)
        assert all(len(serials) == 1 and before not in serials for serials in served.values()), served
        assert len(set.union(*served.values())) == 1
        return noticed - began

    def serial_or_none(self, name):
        try:
            return self.handshakes.serial(name)
        except ssl.SSLCertVerificationError:
            return None

    def write(self, key=None):
        """Put another certificate into the files, and with another key that too."""
        paper = issued(self.authority, "localhost", key)
        for name, data in (("key.pem", paper.key), ("cert.pem", paper.chain)):
            if (self.folder / name).read_bytes() != data:
                (self.folder / "new").write_bytes(data)
                (self.folder / "new").replace(self.folder / name)

    def upload(self, name):
        paper = issued(self.authority, name)
        sent = " ".join(base64.b64encode(each).decode() for each in (paper.chain, paper.key))
        answer = self.line.ask(f"certs.upload {sent}")
        assert answer.ok, answer


class TestCertificatesThatChange:
    def test_close_no_connection_and_reach_every_edge_within_a_second(self, script, tell):
        authority, key, port = Authority(), ec.generate_private_key(ec.SECP256R1()), free_port()
        folder, paper = script.parent, issued(authority, "localhost", key)
        (folder / "cert.pem").write_bytes(paper.chain)
        (folder / "key.pem").write_bytes(paper.key)
        script.write_text(SCRIPT.format(port=port))
        context = ssl.create_default_context(cadata=authority.root.decode())
        with (
            RunningStation(script, ["--edges", "2"], air=["/radio.mp3", "/radio.opus"]) as station,
            Taps(station.pids("edge")[0]) as taps,
            Line(script.with_suffix(".state")) as line,
        ):
            sources = [publish(port, place, secure=True) for place in ("studio", "guest")]
            station.wait_for_text('input.live "/studio": a source client')
            station.wait_for_text('mount "/guest": a source client')
            crowd = Crowd(port)
            kinds = (("/radio.mp3", False), ("/radio.mp3", True), ("/radio.opus", False))
            crowd.join(Listener(*kinds[n % 3], secure=context) for n in range(LISTENERS))
            crowd.listen(2.0)
            changes = Changes(folder, authority, Handshakes(station, port, context), crowd, line)
            took = {
                "the same key again": changes.change("localhost", lambda: changes.write(key)),
                "another key": changes.change("localhost", changes.write),
                "one more name": changes.change("more.example", lambda: changes.upload("more.example")),
                "that one renewed": changes.change("more.example", lambda: changes.upload("more.example")),
            }
            crowd.listen(2.0)
            still_there = [source.poll() is None for source in sources]
            told = station.text
            for source in sources:
                source.terminate()
                source.wait(10)
            taps.look()
            crowd.leave()
            plain, opus = taps["radio.mp3/plain"], taps["radio.opus/plain"]

        tell("; ".join(f"{what}: seen after {seconds:.2f} s" for what, seconds in took.items()))
        assert still_there == [True, True]
        assert "has gone" not in told
        assert [one.name for one in crowd.listeners if one.closed] == []
        for one in crowd.listeners:
            assert (of_opus(one, opus) if "opus" in one.path else of_mp3(one, plain)).length > 0
