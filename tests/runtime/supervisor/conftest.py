"""Real processes under a supervisor, and what they report."""

import json
import queue
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.supervisor import Options, Supervisor

STAND_IN = str(Path(__file__).with_name("stand_in.py"))

PATIENCE = 30.0
"""Seconds until a test gives up; an interpreter under emulation takes some to start."""


class Reports:
    """What the processes say. Each report is waited for once, in whatever order they come."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._said: queue.Queue[dict] = queue.Queue()
        self._heard: list[dict] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return self._server.getsockname()[1]

    def wait(self, who: str, what: str, **facts) -> dict:
        """Wait for that report and take it."""
        wanted = {"who": who, "what": what, **facts}
        while True:
            for index, said in enumerate(self._heard):
                if all(said.get(key) == value for key, value in wanted.items()):
                    return self._heard.pop(index)
            try:
                self._heard.append(self._said.get(timeout=PATIENCE))
            except queue.Empty:
                pytest.fail(f"nobody said {wanted}, but {self._heard}")

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._listen, args=[sock], daemon=True).start()

    def _listen(self, sock: socket.socket) -> None:
        who = ""
        try:
            with sock, sock.makefile("rb") as lines:
                for line in lines:
                    said = json.loads(line)
                    who = said["who"]
                    self._said.put(said)
        except OSError:
            pass
        self._said.put({"who": who, "what": "ended"})


class Running:
    """A supervisor in a thread of the test's own, with stand-ins for station and edges."""

    def __init__(self, reports: Reports, edges: int = 1, grace: float = 5.0, **behave) -> None:
        self.reports = reports
        plan = json.dumps({"how": "well", "port": 0, **behave}).encode()
        self.options = Options(
            station_command=[sys.executable, STAND_IN, "station"],
            edge_command=lambda index: [sys.executable, STAND_IN, "edge", str(index)],
            edges=edges,
            plan=plan,
            grace=grace,
        )
        self.supervisor = Supervisor(self.options)
        self.code: int | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self) -> int | None:
        """Stop as Ctrl-C would, unless it ended by itself."""
        self.supervisor.stop()
        return self.end()

    def end(self) -> int | None:
        """Wait for the end and give the exit code."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self.code

    def ask(self, port: int, line: bytes) -> bytes:
        """Connect as a player does, say a line, and take the answer to its end."""
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as sock:
            sock.sendall(line)
            answer = b""
            while data := sock.recv(1000):
                answer += data
        return answer

    def _run(self) -> None:
        self.code = self.supervisor.run()


@pytest.fixture
def reports(monkeypatch) -> Iterator[Reports]:
    reports = Reports()
    monkeypatch.setenv("REPORT", str(reports.port))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    yield reports
    reports.close()


@pytest.fixture
def start(reports) -> Iterator:
    running: list[Running] = []

    def begin(**how) -> Running:
        running.append(Running(reports, **how))
        return running[-1]

    yield begin
    for one in running:
        if one.code is None:
            one.supervisor.stop()
            one.supervisor.stop()
            one.end()
