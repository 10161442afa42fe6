"""Players and source clients inside TLS, as their users start them: all at once, each with a tone of its own pitch.

The port speaks nothing but TLS, so that whoever is heard there came inside it.
"""

import contextlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import trustme
from instruments.chromium import Chromium
from instruments.sound import decode

from benchmarks.processes import free_port
from benchmarks.station import RunningStation

LIBSHOUT = Path(__file__).parent / "instruments" / "libshout.py"
FLOOR = 300
"""Hertz that the station itself plays."""

pytestmark = pytest.mark.timeout(120)

EZSTREAM = """<?xml version="1.0" encoding="UTF-8"?>
<ezstream>
  <servers><server><protocol>HTTPS</protocol><hostname>localhost</hostname><port>{port}</port><user>source</user>
    <password>pw</password><tls>required</tls><ca_file>{ca}</ca_file></server></servers>
  <streams><stream><mountpoint>{mount}</mountpoint><public>No</public><format>MP3</format></stream></streams>
  <intakes><intake><type>file</type><filename>{file}</filename></intake></intakes>
</ezstream>
"""

ICES = """<?xml version="1.0"?>
<ices>
  <background>0</background><logpath>{folder}</logpath><logfile>ices.log</logfile><loglevel>1</loglevel><consolelog>0</consolelog>
  <stream>
    <metadata><name>Ices</name></metadata>
    <input><module>playlist</module><param name="type">basic</param><param name="file">{config}.list</param></input>
    <instance><hostname>localhost</hostname><port>{port}</port><password>pw</password><username>source</username>
      <mount>{mount}</mount></instance>
  </stream>
</ices>
"""

LIQUIDSOAP = """
settings.log.stdout.set(true)
settings.init.allow_root.set(true)
output.icecast(%mp3(bitrate=96), protocol="https", host="localhost", port={port}, user="source", password="pw", mount="{mount}",
  fallible=true, mksafe(single("{file}")))
"""


@dataclass(frozen=True)
class Source:
    """How a source client is started; {port}, {file}, {mount}, {ca}, {config} and {folder} are filled in."""

    name: str
    words: tuple[str, ...]
    kind: str = "mp3"
    config: str = ""

    @property
    def mount(self):
        return f"/{self.name}"


def shout(name, mode):
    return Source(
        name, (sys.executable, str(LIBSHOUT), "{port}", str(mode), "{ca}", "source", "pw", "{mount}")
    )


FFMPEG = (
    "ffmpeg", "-nostdin", "-v", "error", "-re", "-i", "{file}", "-c", "copy", "-f", "mp3", "-content_type", "audio/mpeg",
    "-tls", "1", "icecast://source:pw@localhost:{port}{mount}",
)  # fmt: skip
CURL = (
    "curl", "-sS", "-T", "-", "--limit-rate", "16k", "--cacert", "{ca}", "-u", "source:pw",
    "-H", "Content-Type: audio/mpeg", "https://localhost:{port}{mount}",
)  # fmt: skip

SOURCES = (
    Source("ffmpeg", FFMPEG),
    Source("curl", CURL),
    shout("libshout-https", 11),
    shout("libshout-upgrade", 12),
    Source("oggfwd", ("oggfwd", "localhost", "{port}", "pw", "{mount}"), kind="ogg"),
    Source("ices2", ("ices2", "{config}"), kind="ogg", config=ICES),
    Source("ezstream", ("ezstream", "-c", "{config}"), config=EZSTREAM),
    Source("liquidsoap", ("liquidsoap", "{config}"), config=LIQUIDSOAP),
)

PITCH = {source.name: 500 + 100 * number for number, source in enumerate(SOURCES)}


class Secure:
    """A station with an HTTPS port, its authority, and the tones of the sources."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        authority = trustme.CA()
        pair = authority.issue_cert("localhost", "127.0.0.1")
        self.ca = folder / "ca.pem"
        authority.cert_pem.write_to_path(self.ca)
        pair.private_key_and_cert_chain_pem.write_to_path(folder / "pair.pem")
        mounts = "".join(f'mount("{source.mount}", password="pw", latency=1s)\n' for source in SOURCES)
        self.script = folder / "station.lss"
        self.script.write_text(
            f'lss 1\nstation(name="Secrets")\nserver(https={self.port})\n'
            f'tls.files("pair.pem")\nradio = tone({FLOOR}Hz)\nmount("/radio.mp3", radio, mp3(128kbps), latency=1s)\n{mounts}'
        )

    def url(self, path, scheme="https"):
        return f"{scheme}://localhost:{self.port}{path}"

    def tone(self, source):
        """A minute of its pitch."""
        path = self.folder / f"{source.name}.{source.kind}"
        codec = {"mp3": ("libmp3lame", "-b:a", "96k"), "ogg": ("libvorbis",)}[source.kind]
        make = [
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"sine={PITCH[source.name]}:duration=60", "-ac", "2",
            "-ar", "44100", "-c:a", *codec, str(path),
        ]  # fmt: skip
        subprocess.run(make, check=True, timeout=60)
        return path

    @contextlib.contextmanager
    def publishing(self, source, tone):
        """A source client at work; its trust is in our authority alone."""
        config = self.folder / f"{source.name}.conf"
        Path(f"{config}.list").write_text(f"{tone}\n")
        fields = {"port": self.port, "file": tone, "mount": source.mount, "ca": self.ca, "config": config}
        fields["folder"] = self.folder
        config.write_text(filled(source.config, fields))
        config.chmod(0o600)
        with tone.open("rb") as sound, (self.folder / f"{source.name}.log").open("wb") as log:
            process = subprocess.Popen(
                [filled(word, fields) for word in source.words],
                stdin=sound,
                stdout=log,
                stderr=log,
                env={**os.environ, "SSL_CERT_FILE": str(self.ca)},
            )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def filled(text, fields):
    for name, value in fields.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    secure = Secure(tmp_path_factory.mktemp("secure"))
    with RunningStation(secure.script, ["--port", str(free_port())], air=["/radio.mp3"]) as station:
        secure.station = station
        yield secure


def pitch(path):
    """The pitch in the middle of a file, in hertz."""
    sound = decode(path)
    middle = sound[len(sound) // 2 : len(sound) // 2 + 22_050]
    if len(middle) < 22_050:
        return 0.0
    return int(np.argmax(np.abs(np.fft.rfft(middle * np.hanning(len(middle)))))) * 44_100 / len(middle)


def heard(secure, mount, seconds=2.5):
    """What curl hears of a mount inside TLS."""
    path = secure.folder / f"heard{mount.replace('/', '-')}"
    path.unlink(missing_ok=True)
    command = ["curl", "-sf", "--cacert", str(secure.ca), "--max-time", str(seconds), "-o", str(path)]
    subprocess.run([*command, secure.url(mount)], check=False, timeout=30)
    return pitch(path) if path.exists() and path.stat().st_size > 8000 else 0.0


class TestSourceClients:
    def test_of_all_kinds_publish_inside_tls_and_are_heard(self, secure, need):
        need(*(source.words[0] for source in SOURCES if source.words[0] != sys.executable))
        with ThreadPoolExecutor(2) as many:
            tones = dict(zip(SOURCES, many.map(secure.tone, SOURCES), strict=True))
        wrong = dict(PITCH)
        with contextlib.ExitStack() as at_work, ThreadPoolExecutor(len(SOURCES)) as many:
            for source, tone in tones.items():
                at_work.enter_context(secure.publishing(source, tone))
            deadline = time.monotonic() + 40.0
            while wrong and time.monotonic() < deadline:
                found = dict(zip(wrong, many.map(lambda name: heard(secure, f"/{name}"), wrong), strict=True))
                wrong = {
                    name: hertz for name, hertz in found.items() if hertz != pytest.approx(PITCH[name], abs=6)
                }

        logs = {name: (secure.folder / f"{name}.log").read_text(errors="replace")[-500:] for name in wrong}
        assert wrong == {}, logs


class TestPlayers:
    def test_hear_a_mount_inside_tls(self, secure, need):
        need("ffmpeg", "mpv", "curl")
        url, ca = secure.url("/radio.mp3"), str(secure.ca)
        by_ffmpeg, by_mpv = secure.folder / "ffmpeg.wav", secure.folder / "mpv.wav"
        ffmpeg = ["ffmpeg", "-nostdin", "-v", "error", "-tls_verify", "1", "-ca_file", ca, "-i", url]
        mpv = [
            "mpv",
            "--no-config",
            "--tls-verify=yes",
            f"--tls-ca-file={ca}",
            "--length=3",
            f"--o={by_mpv}",
            url,
        ]
        both = [subprocess.Popen([*ffmpeg, "-t", "3", "-y", str(by_ffmpeg)]), subprocess.Popen(mpv)]

        assert heard(secure, "/radio.mp3") == pytest.approx(FLOOR, abs=6)
        assert [process.wait(40) for process in both] == [0, 0]
        assert pitch(by_ffmpeg) == pytest.approx(FLOOR, abs=6)
        assert pitch(by_mpv) == pytest.approx(FLOOR, abs=6)

    def test_who_do_not_trust_the_authority_are_not_served(self, secure, need):
        need("curl")
        asked = subprocess.run(
            ["curl", "-sS", secure.url("/radio.mp3")], capture_output=True, text=True, check=False, timeout=30
        )

        assert asked.returncode == 60

    def test_in_a_browser_play_the_mount_and_read_the_page(self, secure, need, tmp_path):
        need("chromium")
        with Chromium(tmp_path / "profile", "--ignore-certificate-errors") as browser:
            browser.open(secure.url("/"))
            browser.run(f"window.radio = new Audio('{secure.url('/radio.mp3')}'); window.radio.play()")
            browser.until("window.radio.currentTime > 0.5")

            assert browser.run("location.protocol + ' ' + window.isSecureContext") == "https: true"
            assert "Secrets" in browser.run("document.body.innerText")
