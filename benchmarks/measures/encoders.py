"""What two encoders from one playlist cost, beside Liquidsoap's."""

import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.music import write_tracks
from benchmarks.peers import liquidsoap, liquidsoap_version, missing
from benchmarks.processes import cpu_seconds, proportional_memory, tree
from benchmarks.station import RunningStation, script
from benchmarks.table import Row

__all__ = ["measure"]

SETTLE = 8.0
"""Seconds before the window: start and the first burst are over."""
WINDOW = 20.0
MEMORY_GOAL = 0.8
MIB = 2**20
PEER_SCRIPT = """
settings.init.allow_root.set(true)
settings.log.stdout.set(false)
radio = mksafe(playlist("{music}"))
output.file(%mp3(bitrate=128), "/dev/null", radio)
output.file(%opus(bitrate=96, samplerate=48000, channels=2), "/dev/null", radio)
"""


@dataclass(frozen=True, slots=True)
class Use:
    """Share of a core, and bytes (PSS) of the whole process tree."""

    cpu: float
    memory: int


def measure(folder: Path) -> list[Row]:
    """MP3 at 128 and Opus at 96 kbit/s from a playlist; Liquidsoap writes to /dev/null and serves nobody."""
    music = write_tracks(folder / "music", 3, 60.0)
    path = folder / "station.lss"
    path.write_text(script('playlist("music/")'))
    with RunningStation(path, air=["/radio.mp3", "/radio.opus"]) as station:
        ours = use(station.pid)
    theirs = beside(music)
    return [cpu_row(ours, theirs), memory_row(ours, theirs)]


def use(pid: int) -> Use:
    """Let it settle, then watch it."""
    time.sleep(SETTLE)
    members = tree(pid)
    before = cpu_seconds(members)
    time.sleep(WINDOW)
    return Use((cpu_seconds(members) - before) / WINDOW, proportional_memory(members))


def beside(music: Path) -> Use | str:
    """Liquidsoap, or why not."""
    if absent := missing("liquidsoap"):
        return absent
    with liquidsoap(PEER_SCRIPT.format(music=music)) as pid:
        return use(pid)


def cpu_row(ours: Use, theirs: Use | str) -> Row:
    """Processor time."""
    peer = theirs if isinstance(theirs, str) else f"{liquidsoap_version()}: {theirs.cpu:.1%} of a core"
    met = None if isinstance(theirs, str) else ours.cpu <= theirs.cpu
    figures = (("cpu", ours.cpu),)
    return Row(
        "two encoders: processor time of all processes",
        f"{ours.cpu:.1%} of a core",
        peer,
        "≤ Liquidsoap's",
        met,
        figures,
    )


def memory_row(ours: Use, theirs: Use | str) -> Row:
    """Memory."""
    said = f"{ours.memory / MIB:.0f} MiB"
    goal = f"≤ {MEMORY_GOAL} × Liquidsoap's"
    name = "two encoders: memory (PSS) of all processes"
    if isinstance(theirs, str):
        return Row(name, said, theirs, goal, None, (("mib", ours.memory / MIB),))
    peer = f"{liquidsoap_version()}: {theirs.memory / MIB:.0f} MiB"
    return Row(
        name, said, peer, goal, ours.memory <= MEMORY_GOAL * theirs.memory, (("mib", ours.memory / MIB),)
    )
