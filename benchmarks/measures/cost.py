"""What listeners cost in processor time, whoever serves them."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.generator import LONGEST_RUN, Crowd, Report
from benchmarks.processes import cpu_seconds
from benchmarks.station import RunningStation

__all__ = ["AT_ONCE", "LISTENERS", "WINDOW", "Cost", "cost", "ours", "side_by_side"]

LISTENERS = 2000
WINDOW = 30.0
"""Seconds of our window."""
MARGIN = 7.0
"""Seconds a peer's window is longer; ours lies within it."""
AT_ONCE = 60
"""Joins at once: Icecast 2.4.4 has a short queue for new connections and loses more."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds of processor time that a listener takes a second, per group of processes."""

    groups: tuple[float, ...]
    report: Report


def ours(station: RunningStation) -> Cost:
    """What our processes use: the edges, and edges and station together."""
    edges = station.pids("edge")
    crowd = Crowd(LISTENERS, [station.target("/radio.mp3")], warmup=4, window=WINDOW, at_once=AT_ONCE)
    return cost(crowd, [edges, [*edges, *station.pids("station")]])


def side_by_side(station: RunningStation, pid: int, target: str) -> tuple[Cost, Cost]:
    """Ours and a peer's at the same time.

    Ours come when the peer's are all there and their window has begun, and our window lies within theirs: whatever else the
    machine does meanwhile, it does to both.
    """
    found: list[Cost] = []
    begun = threading.Event()
    crowd = Crowd(LISTENERS, [target], warmup=2, window=WINDOW + MARGIN, at_once=AT_ONCE)
    thread = threading.Thread(target=lambda: found.append(cost(crowd, [[pid]], begun.set)))
    thread.start()
    begun.wait(LONGEST_RUN)
    own = ours(station)
    thread.join()
    if not found:
        raise RuntimeError("the peer's listeners could not be measured")
    return own, found[0]


def cost(crowd: Crowd, groups: Sequence[Sequence[int]], begun: Callable[[], None] = lambda: None) -> Cost:
    """Let them listen, and count what the processes used within the window; `begun` is called when it begins."""
    before: list[float] = []
    after: list[float] = []

    def begins() -> None:
        note(before, groups)
        begun()

    report = crowd.listen(begins, lambda: note(after, groups))
    seconds = max(1, report.joined) * report.window_seconds / 1e6
    return Cost(tuple((end - start) / seconds for start, end in zip(before, after, strict=True)), report)


def note(into: list[float], groups: Sequence[Sequence[int]]) -> None:
    """Write down what each group has used so far."""
    into.extend(map(cpu_seconds, groups))
