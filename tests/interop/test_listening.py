"""Rules for listeners at a real station with two edges, and what is written down of them."""

import contextlib
import csv
import io
import re
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.station import RunningStation

SCRIPT = """lss 1
server(max_per_address=4, trusted_proxies=["loopback"])
logs(addresses="full")
mount("/low.mp3", tone(), mp3(64kbps), hidden=true)
mount("/five.mp3", tone(), mp3(64kbps), max_listeners=5)
mount("/high.mp3", tone(), mp3(64kbps), max_listeners=2, when_full="/low.mp3")
"""

pytestmark = pytest.mark.timeout(90)


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    path = tmp_path_factory.mktemp("listening") / "station.lss"
    path.write_text(SCRIPT)
    with RunningStation(path, ["--edges", "2"], air=["/five.mp3"]) as running:
        yield running


def came(station, mount, ips):
    """Whether listeners from these addresses, who all come at once, are let in; they stay until the end of the `with`."""
    stack = contextlib.ExitStack()

    def come(ip):
        headers = {"X-Forwarded-For": ip, "User-Agent": f"player of {ip}"}
        request = urllib.request.Request(f"http://127.0.0.1:{station.port}{mount}", headers=headers)
        try:
            answer = stack.enter_context(urllib.request.urlopen(request, timeout=20))
        except urllib.error.HTTPError as refused:
            return refused.code
        answer.read(1000)
        return answer.status

    with ThreadPoolExecutor(len(ips)) as pool:
        return stack, list(pool.map(come, ips))


class TestALimit:
    def test_of_a_mount_gives_away_exactly_its_places_over_all_edges(self, station):
        stack, answers = came(station, "/five.mp3", [f"198.51.100.{number}" for number in range(16)])
        with stack:
            assert sorted(answers) == [200] * 5 + [403] * 11

    def test_of_an_address_leaves_others_alone(self, station):
        stack, answers = came(station, "/low.mp3", ["203.0.113.1"] * 8 + ["203.0.113.2"])
        with stack:
            assert answers[-1] == 200
            assert sorted(answers[:-1]) == [200] * 4 + [403] * 4

    def test_sends_those_who_are_too_many_to_another_mount(self, station):
        stack, answers = came(station, "/high.mp3", [f"198.51.101.{number}" for number in range(6)])
        with stack:
            assert answers == [200] * 6


class TestWhatIsWrittenDown:
    def test_is_the_same_number_everywhere(self, tmp_path, need):
        path = tmp_path / "station.lss"
        path.write_text(SCRIPT)
        with RunningStation(path, air=["/five.mp3"]) as station:
            stack, _ = came(station, "/five.mp3", ["198.51.100.1", "198.51.100.2"])
            stack.close()
            text = (
                urllib.request.urlopen(f"http://127.0.0.1:{station.port}/metrics", timeout=20).read().decode()
            )
        sessions = int(re.search(r'mount_sessions_total{mount="/five.mp3"} (\d+)', text).group(1))
        export = [sys.executable, "-m", "lsscript.cli.lss", "export", "sessions", str(path)]
        rows = list(
            csv.DictReader(
                io.StringIO(subprocess.run(export, capture_output=True, text=True, check=True).stdout)
            )
        )
        log = (tmp_path / "station.state" / "logs" / "access.log").read_text()

        assert len(rows) == len(log.splitlines()) == 2
        assert sessions <= 2
        assert {row["address"] for row in rows} == {"198.51.100.1", "198.51.100.2"}
        assert '"GET /five.mp3 HTTP/1.1" 200 ' in log
