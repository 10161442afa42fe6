"""What a listener costs in processor time, beside Icecast with the same stream in the same run."""

from pathlib import Path

from benchmarks.generator import Report
from benchmarks.measures.cost import LISTENERS, Cost, ours, side_by_side
from benchmarks.music import write_track
from benchmarks.peers import icecast, missing
from benchmarks.station import RunningStation, script
from benchmarks.table import Row

__all__ = ["measure"]

GOAL = 1 / 5
STEADY = 0.99
"""The share of the stream's rate that every listener must get."""
RATE = 16_000.0
"""Bytes a second of 128 kbit/s."""


def measure(folder: Path) -> list[Row]:
    """2,000 ICY listeners at 128 kbit/s, ours and Icecast's, which relays our stream through ffmpeg, at the same time.

    Ours come when Icecast's are all there and their window has begun, and our window lies within theirs: whatever else the
    machine does meanwhile, it does to both.
    """
    write_track(folder / "track.wav", 150.0, seed=1)
    path = folder / "station.lss"
    path.write_text(script('single("track.wav")', opus=""))
    with RunningStation(path, air=["/radio.mp3"]) as station:
        if absent := missing("icecast2", "ffmpeg"):
            return rows(ours(station), absent)
        with icecast(["-re", "-icy", "0", "-i", station.url("/radio.mp3")]) as server:
            return rows(*side_by_side(station, server.pid, server.target))


def rows(ours: Cost, theirs: Cost | str) -> list[Row]:
    """The two processor rows and the one about rates."""
    edges, both = ours.groups
    crowd = f"{ours.report.joined} ICY listeners at 128 kbit/s"
    return [
        against(f"processor time of the edges, {crowd}", edges, theirs, f"≤ 1/{1 / GOAL:.0f} of Icecast's"),
        against("the same with the station process (decode, encode)", both, theirs, ""),
        steadiness(ours.report, theirs),
    ]


def against(measure: str, ours: float, theirs: Cost | str, goal: str) -> Row:
    """One processor row."""
    said = f"{ours:.1f} µs per listener-second"
    if isinstance(theirs, str):
        return Row(measure, said, theirs, goal, None, (("us", ours),))
    peer = theirs.groups[0]
    share = ours / peer
    beside = f"Icecast 2.4: {peer:.1f} µs; ours is {share:.2f} of it"
    return Row(
        measure,
        said,
        beside,
        goal,
        share <= GOAL if goal else None,
        (("us", ours), ("peer_us", peer), ("ratio", share)),
    )


def steadiness(ours: Report, theirs: Cost | str) -> Row:
    """Whether everybody got the stream's rate, and nobody was dropped."""
    steady = ours.rate["min"] >= STEADY * RATE and ours.disconnected == 0 and ours.joined == LISTENERS
    beside = theirs if isinstance(theirs, str) else f"Icecast 2.4: {rate(theirs.report)}"
    goal = f"all ≥ {STEADY:.0%} of {RATE:.0f} B/s, none dropped"
    return Row(
        "rate per listener in the same run", rate(ours), beside, goal, steady, (("min", ours.rate["min"]),)
    )


def rate(report: Report) -> str:
    """Say what the slowest, the middle one and the lost ones got."""
    lost = f"{report.failed} not joined, {report.disconnected} dropped"
    return f"{report.rate['min']:.0f} B/s at least, {report.rate['median']:.0f} median; {lost}"
