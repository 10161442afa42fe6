"""SIGKILL of one edge: its listeners can come back at once, those of the other notice nothing."""

import itertools
import os
import signal
import time

import psutil
import pytest
from crowd import Crowd, Listener
from slices import of_mp3
from tap import Taps

from benchmarks.processes import wait_until
from benchmarks.station import RunningStation

LISTENERS = 40
GROUP = 5
MOST_GROUPS = 60
BACK_WITHIN = 1.0
"""Seconds from the kill to sound on a new connection."""
LONGEST_GAP = 2.5
"""Seconds between two arrivals that listeners of the other edge may see: two ticks and some."""

pytestmark = pytest.mark.timeout(120)


class TestOneOfTwoEdgesKilled:
    def test_its_listeners_are_back_within_a_second_and_the_others_notice_nothing(self, script, tell):
        with RunningStation(script, ["--edges", "2"], air=["/radio.mp3"]) as station:
            survivor, victim = (station.pids(f"edge {number}")[0] for number in (2, 1))
            with Taps(survivor) as taps:
                crowd = Crowd(station.port)
                fill(crowd, survivor, victim)
                crowd.listen(5.0)
                lost, kept = by_edge(crowd.listeners, victim), by_edge(crowd.listeners, survivor)
                os.kill(victim, signal.SIGKILL)
                killed = time.monotonic()
                back = [Listener(one.path, one.icy) for one in lost]
                crowd.join(back)
                crowd.listen(8.0)
                wait_until(lambda: len(station.pids("edge")) == 2, 5, "the edge's return")
                taps.look()
                crowd.leave()
                slices = [of_mp3(one, taps["radio.mp3/plain"]) for one in kept]
        first = sorted((one.when(0) or float("inf")) - killed for one in back)
        gaps = [longest_gap(one) for one in kept]

        tell(f"{len(lost)} listeners of the killed edge had sound again after {first[-1]:.2f} s at most")
        tell(
            f"{len(slices)} of the other: longest pause between two arrivals {max(gaps):.2f} s, every byte there"
        )
        assert lost
        assert kept
        assert first[-1] <= BACK_WITHIN
        assert [one.name for one in kept if one.closed] == []
        assert max(gaps) <= LONGEST_GAP


def fill(crowd: Crowd, *edges: int) -> None:
    """Bring listeners in, a few at a time, until each edge has some: whichever is awake takes a newcomer."""
    for _ in range(MOST_GROUPS):
        crowd.join(Listener("/radio.mp3", icy=bool(number % 2)) for number in range(GROUP))
        crowd.listen(0.1)
        if len(crowd.listeners) >= LISTENERS and all(
            len(by_edge(crowd.listeners, edge)) >= GROUP for edge in edges
        ):
            return
    raise AssertionError(f"one edge took nearly all of {len(crowd.listeners)} listeners")


def by_edge(listeners: list[Listener], pid: int) -> list[Listener]:
    """The listeners whose connections a process holds."""
    theirs = {c.raddr.port for c in psutil.Process(pid).net_connections("tcp") if c.raddr}
    return [one for one in listeners if one.client is not None and one.client.getsockname()[1] in theirs]


def longest_gap(listener: Listener) -> float:
    """Seconds."""
    times = [at for at, _ in listener.arrivals]
    return max(two - one for one, two in itertools.pairwise(times))
