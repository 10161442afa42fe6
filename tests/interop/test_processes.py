"""The processes of a station as an operator sees them: names in ps, signals, the exit status, one process for tiny boards."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from instruments import mp3
from instruments.wire import ask, get

from benchmarks.processes import tree, wait_until
from benchmarks.station import ROOT, RunningStation

SCRIPT = 'lss 1\nstation(name="Processes")\nmount("/radio.mp3", tone(), mp3(128kbps))\n'
ALONE = {"aiohttp", "av", "numpy", "lark", "lameenc"}
"""What no edge may hold."""

pytestmark = [pytest.mark.timeout(60), pytest.mark.skipif(sys.platform == "win32", reason="Unix signals")]


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "station.lss"
    path.write_text(SCRIPT)
    return path


class TestInPs:
    def test_the_processes_can_be_told_apart(self, script):
        with RunningStation(script, ["--edges", "2"], air=["/radio.mp3"]) as station:
            listed = subprocess.run(
                ["ps", "-ww", "-o", "args=", "--ppid", str(station.pid)],
                capture_output=True,
                text=True,
                check=True,
            )

        assert sorted(line.split(" edge ")[-1].split()[-1] for line in listed.stdout.splitlines()) == [
            "1",
            "2",
            "station",
        ]

    def test_an_edge_holds_no_codec_and_no_third_party_server(self, script):
        with RunningStation(script, ["--edges", "1"], air=["/radio.mp3"]) as station:
            (edge,) = station.pids("edge 1")
            mapped = {Path(place.path).name for place in psutil.Process(edge).memory_maps()}

        assert not [name for name in mapped for module in ALONE if module in name.lower()]
        assert not [name for name in mapped if name.startswith(("libav", "libmp3lame", "libopus"))]


class TestAStop:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
    def test_is_graceful_and_leaves_nobody_behind(self, script, number):
        with RunningStation(script, air=["/radio.mp3"]) as station:
            members = tree(station.pid)
            station.signal(number)

            assert station.wait_for_exit() == 0
            wait_until(lambda: not any(map(psutil.pid_exists, members)), 5, "the end of all processes")

        assert "Traceback" not in station.text

    @pytest.mark.parametrize(
        "number", [signal.SIGTERM, signal.SIGINT], ids=["systemd", "Ctrl-C in a terminal"]
    )
    def test_that_reaches_every_process_is_still_one_stop(self, script, number):
        with RunningStation(script, air=["/radio.mp3"]) as station:
            for member in tree(station.pid):
                os.kill(member, number)

            assert station.wait_for_exit() == 0

        assert "takes its place" not in station.text
        assert "Traceback" not in station.text

    def test_before_it_is_on_the_air_is_a_stop_too(self, script):
        with RunningStation(script) as station:
            station.wait_for(lambda: bool(station.pids("station")), 10, "no station process")
            station.signal(signal.SIGTERM)

            assert station.wait_for_exit() == 0

        assert "Traceback" not in station.text

    def test_ends_the_listeners_connections(self, script):
        with RunningStation(script, air=["/radio.mp3"]) as station:  # noqa: SIM117 - the player's end is part of the test
            with subprocess.Popen(
                ["curl", "-sS", "-o", "/dev/null", station.url("/radio.mp3")], stderr=subprocess.PIPE
            ) as curl:
                wait_until(
                    lambda: b'"listeners": 1' in ask(station.port, get("/status-json.xsl")).body,
                    5,
                    "the count",
                )
                station.signal(signal.SIGTERM)

                assert station.wait_for_exit() == 0
                assert curl.wait(5) == 0


class TestNoEdges:
    def test_is_one_process_that_serves_all_the_same(self, script):
        with RunningStation(script, ["--edges", "0"], air=["/radio.mp3"]) as station:
            answer = ask(station.port, get("/radio.mp3", "Icy-MetaData: 1"), seconds=3)
            page = ask(station.port, get("/"))
            members = tree(station.pid)

        assert len(members) == 1
        assert mp3.first_frame(answer.body) == 0
        assert page.status == 200
        assert station.status == 0


class TestAChildThatLosesTheSupervisor:
    def test_stops_by_itself(self, script):
        with RunningStation(script, air=["/radio.mp3"]) as station:
            children = tree(station.pid)[1:]
            os.kill(station.pid, signal.SIGKILL)
            wait_until(lambda: not any(map(psutil.pid_exists, children)), 10, "the children's end")


class TestAStationThatHangs:
    def test_is_not_on_the_air_until_it_sounds_again(self, script):
        with RunningStation(script, air=["/radio.mp3"]) as station:
            (frozen,) = station.pids("station")
            assert ask(station.port, get("/onair")).status == 200
            os.kill(frozen, signal.SIGSTOP)
            try:
                wait_until(
                    lambda: ask(station.port, get("/onair")).status == 503, 15, "/onair noticing the silence"
                )
                health = ask(station.port, get("/healthz"))
            finally:
                os.kill(frozen, signal.SIGCONT)
            wait_until(
                lambda: ask(station.port, get("/onair")).status == 200, 15, "/onair noticing the sound"
            )

        assert b"degraded" in health.body
        assert health.status == 200


class TestFromAnotherFolder:
    def test_relative_paths_begin_at_the_script(self, script, tracks, tmp_path):
        (tmp_path / "music").symlink_to(tracks[0].path.parent)
        script.write_text('lss 1\nmount("/radio.mp3", playlist("music/"), mp3(128kbps))\n')
        with RunningStation(script, air=["/radio.mp3"]) as station:
            assert ask(station.port, get("/radio.mp3"), enough=4000).status == 200

        assert tmp_path != ROOT
        assert "no such folder" not in station.text


class TestInTheBackground:
    def lsrun(self, script, *words):
        return subprocess.run(
            [sys.executable, "-m", "lsscript.cli.lsrun", "--daemon", "--port", "0", *words, script],
            capture_output=True, text=True, timeout=40, check=False, cwd=ROOT,
        )  # fmt: skip

    def test_the_command_returns_once_the_station_is_on_the_air(self, script):
        done = self.lsrun(script)
        log = script.with_suffix(".state") / "station.log"
        process = psutil.Process(int(re.search(r"process (\d+)", done.stdout)[1]))
        said = log.read_text()
        process.terminate()

        assert done.returncode == 0
        assert str(log) in done.stdout
        assert "Processes is on the air." in said
        assert process.wait(20) in (0, None)

    def test_a_station_that_cannot_start_says_why(self, script):
        with RunningStation(script, air=["/radio.mp3"]) as station:
            done = self.lsrun(script, "--port", str(station.port), "--state", str(script.parent / "other"))

        assert done.returncode == 1
        assert f"port {station.port} is already used by" in done.stderr
