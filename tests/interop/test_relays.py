"""Icecast relays us and we relay Icecast: stream by stream, and as each other's master and slave."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from base64 import b64encode
from pathlib import Path

import numpy as np
import pytest
from instruments.icy import part
from instruments.sound import decode

from benchmarks.processes import free_port
from benchmarks.station import RunningStation

CONFIGURATION = """<icecast>
  <location>here</location><admin>nobody@localhost</admin><hostname>localhost</hostname>
  <limits><clients>100</clients><sources>9</sources><burst-size>65536</burst-size></limits>
  <authentication><source-password>source-pw</source-password><relay-user>relay</relay-user>
    <relay-password>relay-pw</relay-password><admin-user>admin</admin-user><admin-password>admin-pw</admin-password></authentication>
  <listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  {relays}
  <fileserve>0</fileserve>
  <paths><logdir>{folder}</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>3</loglevel></logging>
  <security><chroot>0</chroot>{owner}</security>
</icecast>
"""
OWNER = "<changeowner><user>nobody</user><group>nogroup</group></changeowner>"
RELAY = """<relay><server>127.0.0.1</server><port>{port}</port><mount>{mount}</mount><local-mount>/copy</local-mount>
  <on-demand>0</on-demand><relay-shoutcast-metadata>1</relay-shoutcast-metadata></relay>"""
MASTER = """<master-server>127.0.0.1</master-server><master-server-port>{port}</master-server-port>
  <master-update-interval>1</master-update-interval><master-username>relay</master-username>
  <master-password>relay-pw</master-password>"""

FIRST_SOUND = 2.0
"""Seconds within which the first listener of a sleeping relay hears something."""

pytestmark = pytest.mark.timeout(90)


@contextlib.contextmanager
def icecast(port, relays=""):
    """Debian's Icecast at a port."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)  # it refuses to run as root and becomes nobody
        owner = OWNER if hasattr(os, "getuid") and os.getuid() == 0 else ""
        page = folder / "icecast.xml"
        page.write_text(CONFIGURATION.format(port=port, relays=relays, folder=folder, owner=owner))
        command = [shutil.which("icecast2") or "icecast2", "-c", str(page)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                wait_for(lambda: status(f"http://127.0.0.1:{port}/status-json.xsl") == 200)
                yield process
            finally:
                process.send_signal(signal.SIGCONT)
                process.kill()


@contextlib.contextmanager
def publishing(port, mount, hertz):
    """ffmpeg, sending a tone to an Icecast."""
    target = f"icecast://source:source-pw@127.0.0.1:{port}{mount}"
    make = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-re",
        "-f",
        "lavfi",
        "-i",
        f"sine={hertz}",
        "-ac",
        "2",
        "-b:a",
        "128k",
    ]
    with subprocess.Popen([*make, "-content_type", "audio/mpeg", "-f", "mp3", target]) as process:
        try:
            wait_for(lambda: status(f"http://127.0.0.1:{port}{mount}") == 200)
            yield
        finally:
            process.kill()


@contextlib.contextmanager
def station(folder, script):
    path = folder / "station.lss"
    path.write_text("lss 1\n" + script)
    with RunningStation(path) as running:
        wait_for(lambda: status(running.url("/healthz")) is not None)
        yield running


def status(url):
    """The status of a GET, without its body; None where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return None


def wait_for(true, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def heard(url, folder, seconds=1.6):
    """The pitch that a listener hears, in hertz."""
    path = folder / "heard.mp3"
    command = ["curl", "-s", "-f", "--max-time", str(seconds), "-o", str(path), url]
    subprocess.run(command, check=False, timeout=30)
    sound = decode(path)
    middle = sound[len(sound) // 2 : len(sound) // 2 + 22_050]
    return int(np.argmax(np.abs(np.fft.rfft(middle * np.hanning(len(middle)))))) * 44_100 / len(middle)


def titles(url):
    asked = urllib.request.Request(url, headers={"Icy-MetaData": "1"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        interval = int(answer.headers["icy-metaint"])
        return part(answer.read(interval * 2 + 500), interval).names


def tell_title(port, mount, title):
    url = f"http://127.0.0.1:{port}/admin/metadata?mount={mount}&mode=updinfo&song={title}"
    login = b64encode(b"source:source-pw").decode()
    asked = urllib.request.Request(url, headers={"Authorization": f"Basic {login}"})
    with urllib.request.urlopen(asked, timeout=5) as answer:
        assert answer.status == 200


class TestWeRelayIcecast:
    def test_with_its_titles_on_demand_through_a_gap_and_as_its_slave(self, tmp_path, need):
        need("icecast2", "ffmpeg", "curl")
        port = free_port()
        script = f"""
radio = tone(300Hz)
mount("/radio.mp3", radio, mp3(128kbps), latency=1s)
relay("/always", "http://127.0.0.1:{port}/live.mp3", fallback="/radio.mp3", latency=1s, patience=4s)
relay("/asked", "http://127.0.0.1:{port}/live.mp3", on_demand=true, latency=1s)
relay.all("http://127.0.0.1:{port}", password="relay-pw", latency=1s, every=5s)
"""
        with icecast(port) as master, publishing(port, "/live.mp3", 700), station(tmp_path, script) as ours:
            tell_title(port, "/live.mp3", "Master+-+One")
            began = time.monotonic()
            with urllib.request.urlopen(ours.url("/asked"), timeout=10) as answer:
                answer.read(1000)
            assert time.monotonic() - began < FIRST_SOUND
            wait_for(lambda: heard(ours.url("/always"), tmp_path) == pytest.approx(700, abs=6))
            wait_for(lambda: "Master - One" in titles(ours.url("/always")))
            listener = subprocess.Popen(
                [
                    "curl",
                    "-s",
                    "--max-time",
                    "9",
                    "-o",
                    tmp_path / "gap.mp3",
                    "-w",
                    "%{http_code} %{exitcode}",
                    ours.url("/always"),
                ]
            )
            master.send_signal(signal.SIGSTOP)
            time.sleep(2.5)
            master.send_signal(signal.SIGCONT)
            listener.wait(20)
            sound = decode(tmp_path / "gap.mp3")
            spans = [sound[at : at + 22_050] for at in range(22_050, len(sound) - 22_050, 22_050)]
            pitches = {
                round(float(np.argmax(np.abs(np.fft.rfft(span * np.hanning(22_050))))) * 2, -2)
                for span in spans
            }

            wait_for(lambda: status(ours.url("/live.mp3")) == 200)
            assert heard(ours.url("/live.mp3"), tmp_path) == pytest.approx(700, abs=6)
            assert pitches == {700.0}
            assert len(spans) >= 12


OURS = """
station(name="Ours")
admin("relay-pw", user="relay", role="relay")
mount("/radio.mp3", tone(500Hz), mp3(128kbps), latency=1s)
"""


class TestIcecastRelaysUs:
    def test_with_our_titles_and_as_our_slave(self, tmp_path, need):
        need("icecast2", "ffmpeg", "curl")
        with station(tmp_path, OURS) as ours:
            port = free_port()
            both = RELAY.format(port=ours.port, mount="/radio.mp3") + MASTER.format(port=ours.port)
            with icecast(port, both):
                copy, slave = f"http://127.0.0.1:{port}/copy", f"http://127.0.0.1:{port}/radio.mp3"
                wait_for(lambda: status(copy) == status(slave) == 200)

                assert heard(copy, tmp_path) == pytest.approx(500, abs=6)
                assert heard(slave, tmp_path) == pytest.approx(500, abs=6)
                assert "500 Hz" in titles(copy)
