"""The programs we are measured beside: Icecast fed by ffmpeg, and Liquidsoap; from outside, as packages
install them.
"""

import getpass
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .processes import end_tree, free_port, wait_until

__all__ = ["Icecast", "icecast", "liquidsoap", "liquidsoap_version", "missing"]

START_SECONDS = 15.0
CONFIGURATION = """<icecast>
  <location>here</location><admin>nobody@localhost</admin><hostname>localhost</hostname>
  <limits><clients>200000</clients><sources>4</sources><burst-on-connect>1</burst-on-connect><burst-size>65536</burst-size></limits>
  <authentication>
    <source-password>measure</source-password><admin-user>admin</admin-user><admin-password>measure</admin-password>
  </authentication>
  <listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket>{secure}
  <fileserve>0</fileserve>
  <paths><logdir>{folder}</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot>{certificate}</paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>2</loglevel></logging>
  <security><chroot>0</chroot>{owner}</security>
</icecast>
"""
SECURE = (
    "<listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address><ssl>1</ssl></listen-socket>"
)
CERTIFICATE = "<ssl-certificate>{folder}/pair.pem</ssl-certificate>"
OWNER = "<changeowner><user>nobody</user><group>nogroup</group></changeowner>"


@dataclass(frozen=True, slots=True)
class Icecast:
    """A running Icecast: its process, and its mount as the load generator wants it; inside TLS too, with a certificate."""

    pid: int
    target: str
    secure_target: str = ""


def missing(*programs: str) -> str:
    """Which of these are not installed, in words; "" when all are there."""
    absent = [name for name in programs if shutil.which(name) is None]
    return f"{' and '.join(absent)} not installed" if absent else ""


@contextmanager
def icecast(feed: Sequence[str], certificate: str = "") -> Iterator[Icecast]:
    """Icecast with one MP3 mount; `feed` is what ffmpeg takes its input from (already MP3, it is copied as
    it is). With a certificate and its key as PEM it speaks TLS on a second port.
    """
    with tempfile.TemporaryDirectory() as name:
        folder, port, secure = Path(name), free_port(), free_port()
        folder.chmod(0o777)  # Icecast refuses to run as root and becomes nobody
        page = folder / "icecast.xml"
        page.write_text(
            CONFIGURATION.format(
                port=port,
                folder=folder,
                owner=OWNER if getpass.getuser() == "root" else "",
                secure=SECURE.format(port=secure) if certificate else "",
                certificate=CERTIFICATE.format(folder=folder) if certificate else "",
            )
        )
        (folder / "pair.pem").write_text(certificate)
        server = quiet(["icecast2", "-c", str(page)])
        try:
            wait_until(
                lambda: answers(f"http://127.0.0.1:{port}/status-json.xsl"),
                START_SECONDS,
                "starting icecast2",
            )
            with fed(f"icecast://source:measure@127.0.0.1:{port}/radio.mp3", feed):
                url = f"http://127.0.0.1:{port}/radio.mp3"
                wait_until(lambda: answers(url), START_SECONDS, "feeding icecast2")
                yield Icecast(
                    server.pid, f"127.0.0.1:{port}/radio.mp3", f"https://127.0.0.1:{secure}/radio.mp3"
                )
        finally:
            end_tree(server)


@contextmanager
def fed(url: str, feed: Sequence[str]) -> Iterator[None]:
    """Ffmpeg as the source client of `url`."""
    to = [
        "-c",
        "copy",
        "-f",
        "mp3",
        "-write_xing",
        "0",
        "-id3v2_version",
        "0",
        "-content_type",
        "audio/mpeg",
        url,
    ]
    source = quiet(["ffmpeg", "-nostdin", "-v", "error", *feed, *to])
    try:
        yield
    finally:
        end_tree(source)


@contextmanager
def liquidsoap(script: str) -> Iterator[int]:
    """Liquidsoap with a script; its process id."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "peer.liq"
        path.write_text(script)
        process = quiet(["liquidsoap", str(path)])
        try:
            yield process.pid
        finally:
            end_tree(process)


def liquidsoap_version() -> str:
    """Say "Liquidsoap 2.1.3", or whichever it is."""
    said = subprocess.run(["liquidsoap", "--version"], capture_output=True, text=True, timeout=30, check=True)
    return said.stdout.splitlines()[0]


def quiet(command: Sequence[str]) -> subprocess.Popen[str]:
    """Start a program without its chatter."""
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )


def answers(url: str) -> bool:
    """Whether a URL answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
