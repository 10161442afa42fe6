"""The supervisor as a program: its exit codes, its signals, what it leaves behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

STAND_IN = Path(__file__).with_name("stand_in.py")

PATIENCE = 30.0
"""Seconds until a test gives up; an interpreter under emulation takes some to start."""

PROGRAM = """
import json, signal, sys, threading
from runtime.kernel.log import set_up
from runtime.supervisor import Options, run
stand_in, how = sys.argv[1:]
set_up()

def ctrl_c():
    for _ in sys.stdin:
        signal.raise_signal(signal.SIGINT)

threading.Thread(target=ctrl_c, daemon=True).start()
sys.exit(run(Options(
    station_command=[sys.executable, stand_in, "station"],
    edge_command=lambda index: [sys.executable, stand_in, "edge", str(index)],
    edges=1,
    plan=json.dumps({"port": 0, "how": how}).encode(),
)))
"""


class Program:
    """A supervisor in a process of its own, started as from a terminal."""

    def __init__(self, how: str = "well") -> None:
        root = str(Path(__file__).parents[3])
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if sys.platform == "win32" else {}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(STAND_IN), how],
            env={**os.environ, "PYTHONPATH": root},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **group,
        )

    def ctrl_c(self) -> None:
        """Have the system tell it to stop, in the one way that works everywhere: by itself."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def end(self) -> tuple[int, str]:
        """Wait for its end; give the exit code and what it wrote."""
        written, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, written.decode()


@pytest.fixture
def program(reports):
    programs: list[Program] = []

    def begin(*how: str) -> Program:
        programs.append(Program(*how))
        return programs[-1]

    yield begin
    for one in programs:
        one.process.kill()
        one.process.communicate(timeout=PATIENCE)


class TestExitCodes:
    def test_an_operators_mistake_is_told_by_the_station_alone(self, program):
        code, written = program("mistaken").end()

        assert (code, written) == (3, "")

    @pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes")
    def test_the_wish_to_stop_ends_everybody_and_is_no_failure(self, program, reports, name):
        running = program()
        reports.wait("station", "hello")
        running.process.send_signal(getattr(signal, name))
        code, written = running.end()

        assert code == 0
        assert written.endswith("stopping\n")
        reports.wait("station", "stopping")
        reports.wait("edge 1", "stopping")

    def test_ctrl_c_ends_everybody_and_is_no_failure(self, program, reports):
        running = program()
        reports.wait("station", "hello")
        running.ctrl_c()
        code, written = running.end()

        assert code == 0
        assert written.strip().endswith("stopping")
        reports.wait("station", "stopping")
        reports.wait("edge 1", "stopping")

    def test_a_second_one_ends_them_at_once(self, program, reports):
        running = program("deaf")
        reports.wait("station", "hello")
        running.ctrl_c()
        reports.wait("station", "stopping")
        running.ctrl_c()

        assert running.end()[0] == 130


class TestASupervisorThatIsKilled:
    def test_its_children_end_by_themselves(self, program, reports):
        running = program()
        reports.wait("station", "hello")
        running.process.kill()

        reports.wait("station", "ended")
        reports.wait("edge 1", "ended")


STEADY = 0.5
"""Seconds without a change after which nothing is under way any more."""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
class TestWhatItLeavesBehind:
    def test_after_many_restarts_there_is_no_zombie_and_no_open_file_more(self, program, reports):
        running = program()
        station = reports.wait("station", "hello")["pid"]
        before = self.steady(running.process.pid)
        for _ in range(6):
            os.kill(station, signal.SIGKILL)
            reports.wait("station", "hello")
            os.kill(reports.wait("edge 1", "memory")["pid"], signal.SIGKILL)
            station = reports.wait("station", "hello")["pid"]

        assert self.steady(running.process.pid) <= before
        assert self.zombies(running.process.pid) == []
        running.process.send_signal(signal.SIGTERM)
        assert running.end()[0] == 0

    def steady(self, pid: int) -> int:
        """How many files are open, once that has not changed for a while: rings and links come and go a moment after the
        processes were told of.
        """
        count, since, deadline = -1, 0.0, time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            now = self.open_files(pid)
            if now != count:
                count, since = now, time.monotonic()
            elif time.monotonic() - since > STEADY:
                break
            time.sleep(0.01)
        return count

    def open_files(self, pid: int) -> int:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))

    def zombies(self, pid: int) -> list[str]:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [child for child in children if ") Z " in Path(f"/proc/{child}/stat").read_text()]
