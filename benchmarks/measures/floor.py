"""How far the edges are from a C program that does nothing but send the same number of bytes."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.generator import LONGEST_RUN
from benchmarks.measures.cost import LISTENERS, Cost, side_by_side
from benchmarks.music import write_track
from benchmarks.processes import free_port
from benchmarks.station import RunningStation, script
from benchmarks.table import Row

__all__ = ["measure"]

GOAL = 1.3
SOURCE = Path(__file__).parent.parent / "floor.c"


def measure(folder: Path) -> list[Row]:
    """2,000 listeners each, at the same time."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return [
            Row("the edges beside a C program that only sends", "not measured", "no C compiler installed")
        ]
    subprocess.run(
        [compiler, "-O2", "-o", str(folder / "floor"), str(SOURCE)], check=True, timeout=LONGEST_RUN
    )
    write_track(folder / "track.wav", 90.0, seed=1)
    path = folder / "station.lss"
    path.write_text(script('single("track.wav")', opus=""))
    with RunningStation(path, air=["/radio.mp3"]) as station, sending(folder / "floor") as (pid, port):
        own, floor = side_by_side(station, pid, f"127.0.0.1:{port}/")
    return [row(own, floor)]


@contextmanager
def sending(program: Path) -> Iterator[tuple[int, int]]:
    """The C program, with its process id and port; it ends when its standard input is closed."""
    port = free_port()
    with subprocess.Popen([str(program), str(port)], stdin=subprocess.PIPE) as process:
        yield process.pid, port


def row(own: Cost, floor: Cost) -> Row:
    """Ours in multiples of the floor."""
    edges, least = own.groups[0], floor.groups[0]
    times = edges / least
    said = f"{edges:.1f} µs per listener-second, {times:.2f} × the floor"
    name = f"the edges beside a C program that only sends, {LISTENERS} listeners each"
    figures = (("us", edges), ("floor_us", least), ("times", times))
    return Row(name, said, f"C program: {least:.1f} µs", f"≤ {GOAL} × it", times <= GOAL, figures)
