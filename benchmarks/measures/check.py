"""How long it takes to check a script: of a few lines, of a page with everything on it, of 2,000 lines."""

import os
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
"""Seconds for a script of up to a page."""
LONG_GOAL = 2.0
"""Seconds for 2,000 lines."""
PAGE = ROOT / "tests/golden/cases/page.lss"
"""The page that the language was designed around."""
SECRETS = {"CF_TOKEN": "a", "ANNA": "b", "GUEST": "c"}
PEER_SCRIPT = """
settings.init.allow_root.set(true)
radio = fallback([playlist("{music}"), single("{music}/track.wav")])
output.file(%mp3(bitrate=128), "/dev/null", fallible=true, radio)
"""


def measure(folder: Path) -> list[Row]:
    """`lsrun --check`, beside `liquidsoap --check` with a script that does less."""
    write_track(folder / "track.wav", 1.0, seed=1)
    peer = beside(folder)
    few = script('fallback([playlist("."), single("track.wav")])')
    return [
        row(folder, "of a few lines", few, GOAL, peer),
        row(folder, "of a page with everything on it", PAGE.read_text("utf-8"), GOAL, peer),
        row(folder, "of 2,000 lines", long_script(), LONG_GOAL, ""),
    ]


def row(folder: Path, what: str, text: str, goal: float, peer: str) -> Row:
    """One script, checked some times; the first run may have to build what the others find."""
    path = folder / "station.lss"
    path.write_text(text, "utf-8")
    command = [*LSRUN, "--check", str(path)]
    timed(command)
    ours = median_seconds(command, RUNS)
    said = f"{ours:.2f} s (median of {RUNS})"
    return Row(f"lsrun --check {what}", said, peer, f"≤ {goal:g} s", ours <= goal, (("seconds", ours),))


def long_script() -> str:
    """2,000 lines as scripts have them: names, sources, schedules, functions, handlers, mounts."""
    blocks = [
        f"""folder{n} = "music-{n}/"
music{n} = playlist(folder{n}, order="shuffle")
show{n} = switch([mon..fri and 06:00..10:00 => music{n}, always => tone({n % 900 + 100}Hz)])
def title{n}(track)
  if track.title == "" then "untitled" else "#{{track.artist}} - #{{track.title}}" end
end
radio{n} = fallback([show{n}, blank()])
on.track(radio{n}, fun (track) -> log(title{n}(track)))
mount("/radio-{n}.mp3", radio{n}, mp3(128kbps), latency=2s)
"""
        for n in range(200)
    ]
    return "\n".join(blocks)


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
    environment = {**os.environ, **SECRETS}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return time.monotonic() - began
