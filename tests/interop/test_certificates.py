"""Certificates on a real station, seen by curl and openssl: files that change, several names, reloads, uploads."""

import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.processes import free_port, wait_until
from benchmarks.station import RunningStation
from runtime.testing.authority import Authority

SWAP_SECONDS = 1.0
"""How soon a new certificate is seen."""

HANDSHAKE_SECONDS = 2.0
"""What openssl may take to see it, on a busy machine."""

HTTPS = re.compile(r"HTTPS on port (\d+)")
LSS = (sys.executable, "-m", "lsscript.cli.lss")

pytestmark = pytest.mark.timeout(60)

AUTHORITY = Authority()


def issue(*names, days=60):
    return AUTHORITY.issue(*names, ends=datetime.now(UTC) + timedelta(days=days))


class Place:
    """A folder with a script and certificates, and a station of it."""

    def __init__(self, folder):
        self.folder = folder
        self.script = folder / "station.lss"
        (folder / "root.pem").write_bytes(AUTHORITY.root)

    def write(self, *lines):
        whole = ["lss 1", *lines, 'mount("/radio.mp3", tone(), mp3(), latency=1s)', ""]
        self.script.write_text("\n".join(whole))

    def put(self, name, paper):
        """Replace both files, as renewal programs do, one after the other."""
        for ending, data in (("pem", paper.chain), ("key", paper.key)):
            new = self.folder / f"{name}.{ending}.new"
            new.write_bytes(data)
            new.replace(self.folder / f"{name}.{ending}")

    def run(self, *words, edges=1):
        return RunningStation(self.script, ["--edges", str(edges), *words], air=["/radio.mp3"])

    def lss(self, tool, *words, check=True):
        command = [*LSS, tool, str(self.script), *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=check).stdout

    def curl(self, *words):
        command = ["curl", "-sS", "--max-time", "10", "--cacert", str(self.folder / "root.pem"), *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)


def https_port(station):
    wait_until(lambda: HTTPS.search(station.text) is not None, 20, "nobody says where HTTPS is")
    return int(HTTPS.search(station.text)[1])


def serial(port, name="localhost"):
    """The serial number of what is shown to those who ask for a name."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", name]
    shown = subprocess.run(command, input=b"", capture_output=True, timeout=20, check=False).stdout
    command = ["openssl", "x509", "-noout", "-serial"]
    told = subprocess.run(command, input=shown, capture_output=True, timeout=20, check=False).stdout.decode()
    return int(told.partition("=")[2].strip() or "0", 16)


def number(paper):
    from cryptography import x509

    return x509.load_pem_x509_certificate(paper.leaf).serial_number


@pytest.fixture
def place(need, tmp_path):
    need("curl", "openssl")
    return Place(tmp_path)


@pytest.fixture(scope="module")
def air(need, tmp_path_factory):
    """A station with two edges and two certificates: one in PEM files, one in a PFX file with a password."""
    need("curl", "openssl")
    place = Place(tmp_path_factory.mktemp("certificates"))
    place.other = issue("other.example", "*.other.example")
    place.put("radio", issue("localhost"))
    (place.folder / "other.pfx").write_bytes(place.other.pfx(b"oolong"))
    (place.folder / "password").write_text("oolong\n")
    place.write(
        "server(https=0)",
        'tls.files("radio.pem", "radio.key")',
        'tls.files("other.pfx", password=secret("file:password"))',
    )
    with place.run(edges=2) as place.station:
        place.port = https_port(place.station)
        yield place


def shows(air, paper):
    """Wait until a certificate is shown; gives the seconds that took."""
    began = time.monotonic()
    wait_until(lambda: serial(air.port) == number(paper), 20, "the new certificate is not shown")
    return time.monotonic() - began


class TestFilesThatChange:
    def test_are_served_within_a_second_while_streams_go_on(self, air):
        url, root = f"https://localhost:{air.port}/radio.mp3", str(air.folder / "root.pem")
        stream = subprocess.Popen(["curl", "-sS", "-N", "--cacert", root, url], stdout=subprocess.PIPE)
        try:
            assert stream.stdout.read(40_000)
            air.put("radio", second := issue("localhost"))
            took = shows(air, second)
            seen = {serial(air.port) for _ in range(4)}  # by both edges
            assert len(stream.stdout.read(30_000)) == 30_000
            assert stream.poll() is None
        finally:
            stream.kill()
            stream.communicate()

        assert seen == {number(second)}
        assert took < SWAP_SECONDS + HANDSHAKE_SECONDS

    def test_that_are_broken_leave_the_old_one_and_are_told_once(self, air):
        air.put("radio", first := issue("localhost"))
        shows(air, first)
        air.put("broken", second := issue("localhost"))
        (air.folder / "radio.key").write_bytes(second.key)
        wait_until(lambda: "is not the key of" in air.station.text, 20, "the mistake is not told")
        (row, _) = json.loads(air.lss("certs", "--json", check=False))
        assert serial(air.port) == number(first)
        air.put("radio", second)
        shows(air, second)

        assert air.station.text.count("is not the key of") == 1
        assert (row["failing"], row["state"]) == (True, "good")


class TestNames:
    def test_each_has_its_own_certificate_from_pem_and_pfx(self, air):
        air.put("radio", mine := issue("localhost"))
        shows(air, mine)
        shown = [serial(air.port, name) for name in ("other.example", "a.other.example", "nobody.example")]
        told = air.lss("certs")

        assert shown == [number(air.other), number(air.other), number(mine)]
        assert "other.example, *.other.example" in told
        assert "oolong" not in air.station.text + told


class TestAStationWithoutACertificate:
    def test_starts_serves_http_and_a_stand_in_until_it_is_uploaded_one(self, place):
        paper = issue("localhost")
        place.write("server(https=0)", 'admin("secret-word")', 'tls.files("lost.pem", "lost.key")')
        with place.run() as station:
            port = https_port(station)
            plain = place.curl("-o", "/dev/null", "-w", "%{http_code}", station.url("/"))
            strict = place.curl("-o", "/dev/null", f"https://localhost:{port}/")
            loose = place.curl("-k", "-o", "/dev/null", "-w", "%{http_code}", f"https://localhost:{port}/")
            metrics = place.curl(station.url("/metrics")).stdout
            body = json.dumps({"certificate": paper.chain.decode(), "key": paper.key.decode()})
            sent = place.curl(
                *("-k", "-u", "admin:secret-word", "-H", "Content-Type: application/json", "-d", body),
                f"https://localhost:{port}/api/v1/commands/certs.upload",
            )
            trusted = place.curl("-o", "/dev/null", "-w", "%{http_code}", f"https://localhost:{port}/")
            listed = place.curl(f"https://localhost:{port}/radio.mp3.m3u").stdout

        assert (plain.stdout, strict.returncode, loose.stdout) == ("200", 60, "200")
        assert "legacystream_tls_self_signed 1" in metrics
        assert "is served, until" in sent.stdout
        assert trusted.stdout == "200"
        assert listed.strip() == f"https://localhost:{port}/radio.mp3"
        assert "PRIVATE KEY" not in station.text


class TestAReload:
    def test_adds_https_and_takes_it_away(self, place):
        paper = issue("localhost")
        place.put("radio", paper)
        place.write("server()")
        with place.run() as station:
            place.write("server(https=0)", 'tls.files("radio.pem", "radio.key")')
            place.lss("reload")
            rows = json.loads(place.lss("certs", "--json"))
            told = place.curl("-u", "admin:x", station.url("/status-json.xsl")).stdout
            place.write("server()")
            place.lss("reload")
            after = place.lss("certs", "--json", check=False)
            still = place.curl("-o", "/dev/null", "-w", "%{http_code}", station.url("/"))

        assert [row["names"] for row in rows] == [["localhost"]]
        assert json.loads(told)["icestats"]["source"]["listenurl"].startswith("http://")
        assert json.loads(after) == []
        assert still.stdout == "200"


class TestOnePort:
    def test_speaks_both_and_pages_are_redirected(self, place):
        place.put("radio", issue("localhost"))
        place.write("server(https=8000, redirect=true, hsts=60d)", 'tls.files("radio.pem", "radio.key")')
        with place.run("--port", str(port := free_port()), "--ssl-port", str(port)) as station:
            base = f"localhost:{station.port}"
            page = place.curl("-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", f"http://{base}/")
            secure = place.curl("-D", "-", "-o", "/dev/null", f"https://{base}/")
            stream = place.curl(
                "-r",
                "0-0",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "--max-time",
                "2",
                f"http://{base}/radio.mp3",
            )

        assert page.stdout == f"308 https://{base}/"
        assert "strict-transport-security: max-age=5184000" in secure.stdout.lower()
        assert stream.stdout == "200"
