"""`python -m benchmarks [--json FILE] [NAME …]`: measure, and print one table."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from .measures import (
    check,
    encode_speed,
    encoders,
    floor,
    joins,
    listeners,
    memory,
    pass_through,
    programme,
    soak,
    start,
    tls,
)
from .table import Row, machine, render, save

MEASURES: dict[str, Callable[[Path], list[Row]]] = {
    "start": start.measure,
    "check": check.measure,
    "memory": memory.measure,
    "listeners": listeners.measure,
    "floor": floor.measure,
    "joins": joins.measure,
    "tls": tls.measure,
    "pass-through": pass_through.measure,
    "encoders": encoders.measure,
    "programme": programme.measure,
    "encode-speed": encode_speed.measure,
    "soak": soak.measure,
}


def main(words: Sequence[str] | None = None) -> int:
    """Run what was named, or all; 1 when a measurement could not be taken."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks", description="Measure the station beside its peers."
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of: {', '.join(MEASURES)}; all when left out"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures here")
    chosen = parser.parse_args(words)
    if strange := set(chosen.names) - set(MEASURES):
        parser.error(f"unknown: {', '.join(sorted(strange))}")
    busy = psutil.getloadavg()[0]
    rows, whole = run(chosen.names or list(MEASURES))
    print(f"\n{machine()}; load before: {busy:.2f}\n\n{render(rows)}")
    if chosen.json:
        save(chosen.json, rows, busy)
    return 0 if whole else 1


def run(names: Sequence[str]) -> tuple[list[Row], bool]:
    """Take the measurements one after the other; a failed one is a row too."""
    rows: list[Row] = []
    whole = True
    for name in names:
        began = time.monotonic()
        print(f"{name} …", end=" ", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            try:
                rows += MEASURES[name](Path(folder))
            except (OSError, RuntimeError, TimeoutError) as fault:
                whole = False
                rows.append(Row(name, f"not measured: {str(fault).splitlines()[0]}"))
                print(fault, *getattr(fault, "__notes__", ()), sep="\n", file=sys.stderr)
        print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    return rows, whole


if __name__ == "__main__":
    sys.exit(main())
