"""Whether the reference station needs more memory the longer it plays: hours of it in virtual time, decoded and encoded."""

import os
from pathlib import Path

from benchmarks.soak import WARM_UP, Slope, Soak, slope_of
from benchmarks.table import Row

__all__ = ["GOAL", "measure"]

GOAL = 100_000
"""Bytes that an hour of programme may add."""

HOURS = float(os.environ.get("SOAK_HOURS", "1"))
"""Hours of programme; the figures in docs/performance.md are of 8."""


def measure(_folder: Path) -> list[Row]:
    """Play, and lay a line through what was needed."""
    soak = Soak()
    soak.begin()
    soak.play(WARM_UP)
    samples = soak.play(HOURS * 3600)
    soak.end()
    private = slope_of(samples, lambda sample: sample.private)
    used = slope_of(samples, lambda sample: sample.used)
    blocks = slope_of(samples, lambda sample: sample.blocks)
    over = f"of {HOURS:g} h of the reference station"
    return [
        _row(f"private memory {over}, an hour", private),
        _row(f"memory held by malloc {over}, an hour", used),
        Row(f"Python's small blocks {over}, an hour", f"{blocks.rate:+.0f}, ± {blocks.doubt:.0f}"),
    ]


def _row(name: str, slope: Slope) -> Row:
    words = f"{slope.rate / 1000:+.0f} kB, ± {slope.doubt / 1000:.0f}"
    met = slope.rate - slope.doubt < GOAL
    return Row(
        name,
        words,
        goal=f"below {GOAL // 1000} kB",
        met=met,
        figures=(("rate", slope.rate), ("doubt", slope.doubt)),
    )
