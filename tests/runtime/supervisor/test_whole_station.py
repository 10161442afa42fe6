"""A whole station with its real processes on Windows: what `tests/interop` and the load tests show elsewhere."""

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

pytestmark = [
    pytest.mark.skipif(
        sys.platform != "win32", reason="the interop and load tests do this on Unix, with real players"
    ),
    pytest.mark.timeout(180),
]

ROOT = Path(__file__).parents[3]

PATIENCE = 60.0
"""Seconds until a test gives up; two interpreters under emulation take some to start."""

BYTES_A_SECOND = 16_000
"""What the example's MP3 mount sends."""


class Station:
    """`lsrun examples/first.lss`, on the air."""

    def __init__(self, state: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--edges", "2", "--state", str(state)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lsscript.cli.lsrun", "examples/first.lss", *words],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self._wait()

    def get(self, path: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path)
        return connection.getresponse()

    def kill(self, role: str) -> None:
        """End the process whose command line ends so, as a crash would."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        next(child for child in children if " ".join(child.cmdline()).endswith(role)).kill()

    def close(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    def _wait(self) -> None:
        """Try until there is audio."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = self.get("/first.mp3")
                with contextlib.closing(answer):
                    if answer.status == 200 and answer.read(1):
                        return
            time.sleep(0.2)
        pytest.fail("the station does not get on the air")


@pytest.fixture(scope="module")
def station(tmp_path_factory) -> Iterator[Station]:
    station = Station(tmp_path_factory.mktemp("state"))
    yield station
    station.close()


class TestAStationOnWindows:
    def test_an_edge_sends_audio(self, station):
        answer = station.get("/first.mp3")

        assert (answer.status, answer.getheader("Content-Type")) == (200, "audio/mpeg")
        assert answer.read(2 * BYTES_A_SECOND)[:1] == b"\xff"

    def test_the_station_answers_what_an_edge_hands_over(self, station):
        answer = station.get("/")

        assert answer.status == 200
        assert b"First Sound" in answer.read()

    def test_a_listener_stays_while_the_station_is_killed_and_comes_back(self, station):
        answer = station.get("/first.mp3")
        heard = len(answer.read(BYTES_A_SECOND))
        station.kill("station")
        while heard < 12 * BYTES_A_SECOND:
            part = answer.read(BYTES_A_SECOND // 4)
            heard += len(part)

            assert part, "the edge closed the connection"
