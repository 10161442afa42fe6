"""How long it takes to check a script of one page."""

import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.music import write_track
from benchmarks.peers import liquidsoap_version, missing
from benchmarks.station import LSRUN, ROOT, script
from benchmarks.table import Row

__all__ = ["measure"]

RUNS = 5
PEER_RUNS = 3
GOAL = 0.4
"""Seconds."""
PEER_SCRIPT = """
settings.init.allow_root.set(true)
radio = fallback([playlist("{music}"), single("{music}/track.wav")])
output.file(%mp3(bitrate=128), "/dev/null", fallible=true, radio)
"""


def measure(folder: Path) -> list[Row]:
    """`lsrun --check`, beside `liquidsoap --check` with a script that does less."""
    write_track(folder / "track.wav", 1.0, seed=1)
    path = folder / "station.lss"
    path.write_text(script('fallback([playlist("."), single("track.wav")])'))
    ours = median_seconds([*LSRUN, "--check", str(path)], RUNS)
    row = ("lsrun --check of a one-page script", f"{ours:.2f} s (median of {RUNS})")
    return [Row(*row, beside(folder), f"≤ {GOAL} s", ours <= GOAL, (("seconds", ours),))]


def beside(folder: Path) -> str:
    """What Liquidsoap takes, or that it is not here."""
    if absent := missing("liquidsoap"):
        return absent
    path = folder / "peer.liq"
    path.write_text(PEER_SCRIPT.format(music=folder))
    seconds = median_seconds(["liquidsoap", "--check", str(path)], PEER_RUNS)
    return f"{liquidsoap_version()}: {seconds:.2f} s"


def median_seconds(command: Sequence[str], runs: int) -> float:
    """The median of some runs that all have to succeed."""
    return statistics.median(timed(command) for _ in range(runs))


def timed(command: Sequence[str]) -> float:
    """One run, in seconds."""
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return time.monotonic() - began
