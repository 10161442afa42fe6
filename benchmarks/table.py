"""One table of all measurements, and the same as JSON."""

import json
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import psutil

__all__ = ["Row", "machine", "render", "save"]


@dataclass(frozen=True, slots=True)
class Row:
    """A measured figure beside its peer's and its goal, as text that can be read without the code.

    `met` is None where there is no goal or nothing was measured; `figures` are the numbers behind the text.
    """

    measure: str
    ours: str
    peer: str = ""
    goal: str = ""
    met: bool | None = None
    figures: tuple[tuple[str, float], ...] = ()

    @property
    def verdict(self) -> str:
        """The last column: "yes", "NO", or nothing."""
        return {True: "yes", False: "NO", None: ""}[self.met]


HEADS = ("measured", "LegacyStream", "beside it", "goal", "met")


def render(rows: Iterable[Row]) -> str:
    """Draw the table in Markdown, padded so that a terminal shows it well too."""
    cells = [HEADS, *((row.measure, row.ours, row.peer, row.goal, row.verdict) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADS))]
    lines = [
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells
    ]
    lines.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" for line in lines)


def machine() -> str:
    """The class of machine: system, cores, memory, Python."""
    gib = psutil.virtual_memory().total / 2**30
    python = platform.python_version()
    return f"{platform.system()} {platform.machine()}, {psutil.cpu_count()} cores, {gib:.0f} GiB, Python {python}"


def save(path: Path, rows: Sequence[Row], busy: float) -> None:
    """Keep the figures as JSON, with the machine class, how busy it was before, the date and the command."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    page = {
        "date": now,
        "machine": machine(),
        "load_before": busy,
        "command": " ".join(["python -m benchmarks", *sys.argv[1:]]),
    }
    path.write_text(json.dumps({**page, "rows": [asdict(row) for row in rows]}, indent=2) + "\n")
