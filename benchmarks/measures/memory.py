"""Private memory of an edge, idle and full."""

from pathlib import Path

from benchmarks.generator import Crowd, Report
from benchmarks.music import write_track
from benchmarks.processes import private_memory
from benchmarks.station import RunningStation, script
from benchmarks.table import Row

__all__ = ["measure"]

LISTENERS = 5000
IDLE_GOAL = 30.0
"""MiB of an edge nobody listens to."""
EACH_GOAL = 2.0
"""KiB a plain listener adds."""
MIB = 2**20


def measure(folder: Path) -> list[Row]:
    """RssAnon of the edges before anybody came and with thousands of ICY listeners."""
    write_track(folder / "track.wav", 60.0, seed=1)
    path = folder / "station.lss"
    path.write_text(script('single("track.wav")'))
    with RunningStation(path, air=["/radio.mp3"]) as station:
        idle = [private_memory(pid) for pid in station.pids("edge")]
        full: list[int] = []
        crowd = Crowd(LISTENERS, [station.target("/radio.mp3")], warmup=5, window=5)
        report = crowd.listen(lambda: None, lambda: full.extend(map(private_memory, station.pids("edge"))))
    return [idle_row(idle), full_row(idle, full, report)]


def idle_row(idle: list[int]) -> Row:
    """The largest edge at no listeners."""
    largest = max(idle) / MIB
    said = f"{largest:.1f} MiB ({len(idle)} edges)"
    goal = f"≤ {IDLE_GOAL:.0f} MiB"
    return Row(
        "private memory of an edge, 0 listeners", said, "", goal, largest <= IDLE_GOAL, (("mib", largest),)
    )


def full_row(idle: list[int], full: list[int], report: Report) -> Row:
    """What a listener adds."""
    each = (sum(full) - sum(idle)) / max(1, report.joined) / 1024
    said = f"{each:.2f} KiB per listener, edges {', '.join(f'{one / MIB:.1f}' for one in full)} MiB"
    name = f"private memory of the edges, {report.joined} ICY listeners"
    return Row(name, said, "", f"≤ {EACH_GOAL:.0f} KiB each", each <= EACH_GOAL, (("kib_each", each),))
