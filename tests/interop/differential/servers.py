"""The servers that are compared: where they are, who may do what there, and how Icecast is started for it."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

__all__ = ["ADMIN", "RELAY", "SOURCE", "WRONG", "Server", "authorization", "free_port", "icecast"]

SOURCE = ("source", "source-pw")
ADMIN = ("admin", "admin-pw")
RELAY = ("relay", "relay-pw")
WRONG = ("admin", "not-the-password")

START_SECONDS = 15.0
OWN_PORTS = range(20_000, 32_000)

CONFIGURATION = """<icecast>
  <location>Earth</location><admin>icemaster@localhost</admin><hostname>localhost</hostname>
  <limits><clients>100</clients><sources>10</sources><burst-size>65536</burst-size></limits>
  <authentication>
    <source-password>{source}</source-password>
    <relay-user>relay</relay-user><relay-password>{relay}</relay-password>
    <admin-user>admin</admin-user><admin-password>{admin}</admin-password>
  </authentication>
  <listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  <http-headers><header name="Access-Control-Allow-Origin" value="*" /></http-headers>
  <fileserve>1</fileserve>
  <paths><logdir>{folder}</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot>
    <alias source="/alias.mp3" destination="/live.mp3"/></paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>3</loglevel></logging>
  <security><chroot>0</chroot>{owner}</security>
</icecast>
"""
OWNER = "<changeowner><user>nobody</user><group>nogroup</group></changeowner>"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs.

    Attributes:
        name: for the report.
        port: on this machine.
    """

    name: str
    port: int


def authorization(account: tuple[str, str]) -> str:
    """The header line for an account."""
    return f"Authorization: Basic {b64encode(':'.join(account).encode()).decode()}"


def free_port() -> int:
    """A port that nobody has, nor the one after it, and that the system gives to no connection by itself."""
    while True:
        port = SystemRandom().choice(OWN_PORTS)
        with socket.socket() as first, socket.socket() as second, contextlib.suppress(OSError):
            first.bind(("127.0.0.1", port))
            second.bind(("127.0.0.1", port + 1))
            return port


@contextmanager
def icecast() -> Iterator[Server]:
    """Debian's Icecast, with a folder and a port of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o777)  # it refuses to run as root and becomes nobody
        page = folder / "icecast.xml"
        owner = OWNER if hasattr(os, "getuid") and os.getuid() == 0 else ""
        page.write_text(
            CONFIGURATION.format(
                source=SOURCE[1], relay=RELAY[1], admin=ADMIN[1], port=port, folder=folder, owner=owner
            )
        )
        command = [shutil.which("icecast2") or "icecast2", "-c", str(page)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: _answers(port), "icecast2 does not answer")
            yield Server("Icecast", port)
        finally:
            process.terminate()
            process.wait(10)


def wait_until(true: Callable[[], bool], complaint: str, seconds: float = START_SECONDS) -> None:
    """Wait for a condition; RuntimeError with the complaint when it does not come."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise RuntimeError(complaint)
        time.sleep(0.02)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
