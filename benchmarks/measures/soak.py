"""Whether the reference station needs more memory the longer it plays: hours of it in virtual time, decoded and encoded.

It plays in a process of its own, started as a station's is.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.soak import LONG_WINDOW, WARM_UP, WINDOW, Sample, Slope, Soak, slope_of
from benchmarks.table import Row
from runtime.kernel.spare_memory import keeping_none

__all__ = ["GOAL", "measure"]

GOAL = 100_000
"""Bytes that an hour of programme may add."""

HOURS = float(os.environ.get("SOAK_HOURS", "1"))
"""Hours of programme; the figures in docs/performance.md are of 8."""

NIGHT = 3.0
"""Hours from which on it is also said how it was without the first, in which whatever is kept for a while still fills."""

STRETCH = 600.0
"""Seconds of programme after which the samples are handed over: they are not kept where memory is looked at."""


def measure(_folder: Path) -> list[Row]:
    """Play, and lay a line through what was needed."""
    samples = list(_samples())
    rows = _rows(samples, f"of {HOURS:g} h of the reference station")
    if HOURS >= NIGHT:
        later = [sample for sample in samples if sample.at >= samples[0].at + 3600]
        rows += _rows(later, f"of the last {HOURS - 1:g} of them")
    return rows


def _rows(samples: Sequence[Sample], over: str) -> list[Row]:
    blocks = _slope(samples, lambda sample: sample.blocks)
    return [
        _row(f"private memory {over}, an hour", _slope(samples, lambda sample: sample.private)),
        _row(f"memory held by malloc {over}, an hour", _slope(samples, lambda sample: sample.used)),
        Row(f"Python's small blocks {over}, an hour", f"{blocks.rate:+.0f}, ± {blocks.doubt:.0f}"),
    ]


def _slope(samples: Sequence[Sample], what: Callable[[Sample], int]) -> Slope:
    return slope_of(samples, what, LONG_WINDOW if HOURS >= 1 else WINDOW)


def _row(name: str, slope: Slope) -> Row:
    words = f"{slope.rate / 1000:+.0f} kB, ± {slope.doubt / 1000:.0f}"
    return Row(
        name,
        words,
        goal=f"below {GOAL // 1000} kB",
        met=_met(slope),
        figures=(("rate", slope.rate), ("doubt", slope.doubt)),
    )


def _met(slope: Slope) -> bool | None:
    """Whether it is surely below the goal; None where longer play would have to tell."""
    if slope.rate + slope.doubt < GOAL:
        return True
    return False if slope.rate - slope.doubt > GOAL else None


def _samples() -> Iterator[Sample]:
    """What the process tells that plays."""
    command = [sys.executable, "-m", "benchmarks.measures.soak"]
    with subprocess.Popen(
        command, env=keeping_none(os.environ), stdout=subprocess.PIPE, text=True
    ) as playing:
        assert playing.stdout is not None
        for line in playing.stdout:
            at, *others = line.split()
            yield Sample(float(at), *map(int, others))
    assert playing.returncode == 0, "the soak has failed"


def _play() -> None:
    """Play, and print the samples."""
    soak = Soak()
    soak.begin()
    soak.play(WARM_UP)
    for _ in range(max(1, round(HOURS * 3600 / STRETCH))):
        for sample in soak.play(STRETCH):
            print(sample.at, sample.private, sample.used, sample.blocks, flush=True)
    soak.end()


if __name__ == "__main__":
    _play()
