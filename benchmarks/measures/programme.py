"""What a programme costs whose tracks are crossed and levelled, beside Liquidsoap with the same, both at the same time."""

import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.music import write_tracks
from benchmarks.peers import liquidsoap, liquidsoap_version, missing
from benchmarks.processes import cpu_seconds, proportional_memory, tree
from benchmarks.station import RunningStation, script
from benchmarks.table import Row

__all__ = ["measure"]

TRACKS, SECONDS = 4, 20.0
"""Short tracks, so that a sixth of the time is a crossfade."""

SETTLE = 15.0
"""Seconds before the windows: start, the first burst and the measuring of four files are over."""

WINDOW = 10.0
WINDOWS = 5
"""The median of so many is taken; what else the machine does, it does to both."""

MEMORY_GOAL = 0.8
MIB = 2**20

PEER_SCRIPT = """
settings.init.allow_root.set(true)
settings.log.stdout.set(false)
radio = mksafe({chain})
output.file(%mp3(bitrate=128), "/dev/null", radio)
output.file(%opus(bitrate=96, samplerate=48000, channels=2), "/dev/null", radio)
"""


@dataclass(frozen=True, slots=True)
class Race:
    """One programme, as each of the two writes it."""

    name: str
    ours: str
    theirs: str


RACES = (
    Race("crossed", "crossfade(3s)", "crossfade(fade_in=3., fade_out=3., playlist({music}))"),
    Race(
        "crossed, levelled and compressed",
        "crossfade(3s) |> loudness(-16LUFS) |> compress()",
        "compress(normalize(crossfade(fade_in=3., fade_out=3., playlist({music}))))",
    ),
)


@dataclass(frozen=True, slots=True)
class Use:
    """Share of a core, and bytes (PSS) of the whole process tree."""

    cpu: float
    memory: int


def measure(folder: Path) -> list[Row]:
    """MP3 at 128 and Opus at 96 kbit/s of each programme."""
    if absent := missing("liquidsoap"):
        return [Row("programme beside Liquidsoap", absent)]
    music = write_tracks(folder / "music", TRACKS, SECONDS)
    return [row for race in RACES for row in run(race, folder, music)]


def run(race: Race, folder: Path, music: Path) -> list[Row]:
    """Both play; both are watched in the same windows."""
    path = folder / "station.lss"
    path.write_text(script(f'fallback([playlist("music/") |> {race.ours}, blank()])'))
    chain = race.theirs.format(music=f'"{music}"')
    with (
        RunningStation(path, air=["/radio.mp3", "/radio.opus"]) as station,
        liquidsoap(PEER_SCRIPT.format(chain=chain)) as peer,
    ):
        time.sleep(SETTLE)
        pairs = [window(station.pid, peer) for _ in range(WINDOWS)]
    ours, theirs = sorted(pairs, key=lambda pair: pair[0].cpu / pair[1].cpu)[WINDOWS // 2]
    return [cpu_row(race, ours, theirs), memory_row(race, ours, theirs)]


def window(ours: int, theirs: int) -> tuple[Use, Use]:
    """What both take in the same seconds."""
    families = tree(ours), tree(theirs)
    before = [cpu_seconds(members) for members in families]
    began = time.monotonic()
    time.sleep(WINDOW)
    took = time.monotonic() - began
    after = [cpu_seconds(members) for members in families]
    mine, other = (
        Use((now - then) / took, proportional_memory(members))
        for now, then, members in zip(after, before, families, strict=True)
    )
    return mine, other


def cpu_row(race: Race, ours: Use, theirs: Use) -> Row:
    """Processor time."""
    return Row(
        f"a playlist {race.name}, two encoders: processor time of all processes",
        f"{ours.cpu:.1%} of a core",
        f"{liquidsoap_version()}: {theirs.cpu:.1%}; ours is {ours.cpu / theirs.cpu:.2f} of it",
        "≤ Liquidsoap's",
        ours.cpu <= theirs.cpu,
        (("cpu", ours.cpu), ("ratio", ours.cpu / theirs.cpu)),
    )


def memory_row(race: Race, ours: Use, theirs: Use) -> Row:
    """Memory."""
    return Row(
        f"a playlist {race.name}, two encoders: memory (PSS) of all processes",
        f"{ours.memory / MIB:.0f} MiB",
        f"{liquidsoap_version()}: {theirs.memory / MIB:.0f} MiB",
        f"≤ {MEMORY_GOAL} × Liquidsoap's",
        ours.memory <= MEMORY_GOAL * theirs.memory,
        (("mib", ours.memory / MIB),),
    )
