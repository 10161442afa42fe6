"""`lss export`: what a station remembers of listeners and titles, for other programs."""

import argparse
import csv
import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from .state import state_folder

__all__ = ["add_export", "run_export"]

NOTHING, WRONG = 1, 2
ALWAYS = (0.0, 1e11)

SESSION_COLUMNS = (
    "began", "seconds", "mount", "bytes", "address", "listener", "agent", "referer", "user", "protocol", "reason",
)  # fmt: skip
TITLE_COLUMNS = ("began", "mount", "artist", "title", "listeners")


def add_export(tools: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the tool to the command line."""
    exporting = tools.add_parser("export", help="write what a station remembers as CSV or JSON")
    exporting.add_argument(
        "what", choices=["sessions", "titles"], help="listeners who have gone, or what played"
    )
    exporting.add_argument("script", type=Path, metavar="station.lss", help="the script of the station")
    exporting.add_argument("--format", choices=["csv", "json"], default="csv", help="(default: csv)")
    exporting.add_argument(
        "--since", type=moment, metavar="DATE", help="from this date or moment on (ISO 8601)"
    )
    exporting.add_argument("--until", type=moment, metavar="DATE", help="before this date or moment")
    exporting.add_argument(
        "--state", type=Path, metavar="FOLDER", help="its state folder (default: beside the script)"
    )


def moment(text: str) -> float:
    """Seconds since 1970 of a date or moment; one without a zone is in the machine's.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError) as wrong:
        raise argparse.ArgumentTypeError(
            f"{text} is no date: write 2026-11-22 or 2026-11-22T18:30"
        ) from wrong


def run_export(options: argparse.Namespace, out: TextIO, problems: TextIO) -> int:
    """Write it. Returns 0 when it is written, 1 when there is nothing to read, 2 when that cannot be read."""
    from runtime.stats.archive import ARCHIVE

    path = state_folder(options.script, options.state) / ARCHIVE
    if not path.is_file():
        problems.write(f"{path} is not there: no station has remembered anything yet\n")
        return NOTHING
    since, until = options.since or ALWAYS[0], options.until or ALWAYS[1]
    try:
        rows = sessions(path, since, until) if options.what == "sessions" else titles(path, since, until)
        columns = SESSION_COLUMNS if options.what == "sessions" else TITLE_COLUMNS
        if options.format == "csv":
            write_csv(columns, rows, out)
        else:
            write_json(rows, out)
    except sqlite3.Error as wrong:
        problems.write(f"{path} cannot be read: {wrong}\n")
        return WRONG
    return 0


def sessions(path: Path, since: float, until: float) -> Iterator[Mapping[str, object]]:
    """Listeners who have gone, oldest first."""
    from runtime.stats.archive import read_sessions

    for row in read_sessions(path, since, until):
        plain = row._asdict()
        plain["listener"] = plain.pop("who")
        yield {**{name: plain[name] for name in SESSION_COLUMNS}, "began": written(row.began)}


def titles(path: Path, since: float, until: float) -> Iterator[Mapping[str, object]]:
    """What played, oldest first."""
    from runtime.stats.archive import read_plays

    for row in read_plays(path, since, until):
        yield {**row._asdict(), "began": written(row.began)}


def written(began: float) -> str:
    """A moment in ISO 8601, UTC."""
    return datetime.fromtimestamp(began, UTC).isoformat(timespec="milliseconds")


def write_csv(columns: tuple[str, ...], rows: Iterator[Mapping[str, object]], out: TextIO) -> None:
    """RFC 4180. What a spreadsheet would take for a formula begins with an apostrophe."""
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: harmless(value) for name, value in row.items()})


def harmless(value: object) -> object:
    """No player's name is a formula."""
    return (
        f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t" and value not in ("", "-") else value
    )


def write_json(rows: Iterator[Mapping[str, object]], out: TextIO) -> None:
    """One array, an object a line, so that it is never in memory as a whole."""
    out.write("[")
    out.writelines(
        (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False) for number, row in enumerate(rows)
    )
    out.write("\n]\n")
