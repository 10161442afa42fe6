"""The reference station played for long, decoded and encoded, in virtual time: it needs no more memory the longer it plays.

Why this does not fail by chance: it fails where a slope is *surely* above the bound, by two standard errors of a line through
the least of each window. Why it would fail for a leak: the last minutes of the same run keep a second of sound for every track,
as one that is forgotten would, and that is found.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measures.soak import GOAL
from benchmarks.soak import LONG_WINDOW, Sample, slope_of
from runtime.kernel.spare_memory import keeping_none

ROOT = Path(__file__).parents[2]
SMALL = 64
"""Bytes of an ordinary block of Python's own allocator."""

EARLY_GOAL = 1_000_000
"""Bytes an hour that malloc may surely hold more in the first quarter of an hour, while histories still fill; over hours it is
`GOAL`. A line through so few minutes is right to some 0.7 MB an hour.
"""

SMALL_GOAL = 600_000
"""Bytes an hour that small blocks may add while histories still fill, in the first quarter of an hour; later they add none."""

PLAY = """
import dataclasses, json, sys
from benchmarks.soak import WARM_UP, Soak

kept, leaks = [], False
forgets = float(sys.argv.pop(1)) or None
LEAK = range(300)
soak = Soak(forgets=forgets, besides=lambda _: kept.append([bytearray(350_000), *map(str, LEAK)]) if leaks else None)
soak.begin()
soak.play(WARM_UP)
for seconds in map(float, sys.argv[1:]):
    print(json.dumps([dataclasses.astuple(each) for each in soak.play(seconds)]), flush=True)
    leaks = True
soak.end()
"""

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="memory is looked at as glibc and Linux count it"),
]


def played(*seconds, patience, forgets=0.0):
    """The samples of each stretch; all but the first have a leak."""
    command = [sys.executable, "-c", PLAY, str(forgets), *map(str, seconds)]
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, timeout=patience, check=True, env=keeping_none(os.environ)
    )
    return [[Sample(*each) for each in json.loads(line)] for line in done.stdout.splitlines()]


def surely(samples, what):
    """The least that the slope may be, a hour."""
    slope = slope_of(samples, what)
    return slope.rate - slope.doubt


@pytest.mark.load
@pytest.mark.timeout(400)
def test_twenty_minutes_show_no_leak_and_would_show_one(tell):
    steady, leaking = played(800, 200, patience=350, forgets=60.0)
    used, blocks = (slope_of(steady, what) for what in (lambda each: each.used, lambda each: each.blocks))
    tell(
        f"malloc {used.rate / 1000:+.0f} ± {used.doubt / 1000:.0f} kB/h, blocks {blocks.rate:+.0f} ± {blocks.doubt:.0f}/h"
    )

    assert surely(steady, lambda each: each.used) < EARLY_GOAL
    assert surely(steady, lambda each: each.blocks * SMALL) < SMALL_GOAL
    assert surely(leaking, lambda each: each.used) > EARLY_GOAL
    assert surely(leaking, lambda each: each.blocks * SMALL) > SMALL_GOAL


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_eight_hours_add_no_private_memory(tell):
    (samples,) = played(8 * 3600, patience=7000)
    slope = slope_of(samples, lambda each: each.private, LONG_WINDOW)
    tell(f"private memory {slope.rate / 1000:+.0f} ± {slope.doubt / 1000:.0f} kB/h")

    assert slope.rate < GOAL
