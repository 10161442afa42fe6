"""How fast listeners can come, and how soon they hear something while many others come too."""

from pathlib import Path

from benchmarks.generator import Crowd, Report
from benchmarks.music import write_track
from benchmarks.peers import icecast, missing
from benchmarks.station import RunningStation, script
from benchmarks.table import Row

__all__ = ["measure"]

LISTENERS = 6000
AT_ONCE = 120
"""Joins under way at the same time."""
PEER_LISTENERS = 1000
PEER_AT_ONCE = 60
"""Icecast 2.4.4 loses more than that."""
RATE_GOAL = 3000.0
"""Joins a second per edge."""
FIRST_GOAL = 50.0
"""Milliseconds to the first audio byte at the median."""


def measure(folder: Path) -> list[Row]:
    """All listeners want in at once; ours on one edge, then Icecast."""
    write_track(folder / "track.wav", 60.0, seed=1)
    path = folder / "station.lss"
    path.write_text(script('single("track.wav")', opus=""))
    with RunningStation(path, ["--edges", "1"], air=["/radio.mp3"]) as station:
        ours = crowd(station.target("/radio.mp3"), LISTENERS, AT_ONCE)
        theirs = beside(station.url("/radio.mp3"))
    return [joins_row(ours, theirs), first_row(ours, theirs)]


def crowd(target: str, listeners: int, at_once: int) -> Report:
    """Bring them in; one second of listening to see that they stay."""
    return Crowd(listeners, [target], warmup=0.5, window=1.0, at_once=at_once).listen(
        lambda: None, lambda: None
    )


def beside(feed: str) -> Report | str:
    """Icecast, or why not."""
    if absent := missing("icecast2", "ffmpeg"):
        return absent
    with icecast(["-icy", "0", "-i", feed]) as server:
        return crowd(server.target, PEER_LISTENERS, PEER_AT_ONCE)


def joins_row(ours: Report, theirs: Report | str) -> Row:
    """Joins a second."""
    said = f"{ours.joins_per_second:.0f} a second ({ours.joined} of {ours.asked}, {AT_ONCE} at once)"
    peer = theirs
    if isinstance(theirs, Report):
        peer = f"Icecast 2.4: {theirs.joins_per_second:.0f} a second ({PEER_AT_ONCE} at once)"
    met = ours.sound and ours.joins_per_second >= RATE_GOAL
    return Row(
        "joins on one edge",
        said,
        str(peer),
        f"≥ {RATE_GOAL:.0f} a second",
        met,
        (("joins", ours.joins_per_second),),
    )


def first_row(ours: Report, theirs: Report | str) -> Row:
    """The wait for the first audio byte meanwhile."""
    median = ours.first_byte_ms["p50"]
    peer = theirs if isinstance(theirs, str) else f"Icecast 2.4: {waits(theirs)}"
    goal = f"≤ {FIRST_GOAL:.0f} ms at the median"
    return Row(
        "first audio byte under that load",
        waits(ours),
        peer,
        goal,
        median <= FIRST_GOAL,
        (("p50_ms", median),),
    )


def waits(report: Report) -> str:
    """Say the median and the tail."""
    first = report.first_byte_ms
    return f"{first['p50']:.0f} ms median, {first['p99']:.0f} ms at 99 %"
