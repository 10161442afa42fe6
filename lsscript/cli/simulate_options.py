"""The command line of `lss simulate`; apart from the command, so that no other tool wakes what that needs."""

import argparse
from datetime import datetime
from pathlib import Path

__all__ = ["MOST_HOURS", "add_simulate"]

MOST_HOURS = 24 * 366
"""How long a simulation may last."""


def add_simulate(tools: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to those of `lss`."""
    tool = tools.add_parser("simulate", help="print the run sheet of a day, with the reason for everything")
    add = tool.add_argument
    add("script", type=Path, metavar="station.lss", help="the script")
    add("--from", dest="begin", type=moment, metavar="DATE", help="when it begins (default: now)")
    add("--hours", type=hours, default=24.0, metavar="N", help="how long (default: 24)")
    add("--mount", metavar="PATH", help="what is heard on this mount (default: the first one)")
    add(
        "--live",
        action="append",
        default=[],
        metavar="NAME=18:00..20:00",
        help="a live input has a show; may be given several times, also with dates: NAME=2026-05-01T18:00..2026-05-01T20:00",
    )
    add("--seed", type=int, default=0, metavar="N", help="another number, other songs (default: 0)")
    add("--json", action="store_true", help="for machines")


def moment(text: str) -> datetime:
    """A date, or a date and a time."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        message = f'"{text}" is no date: write 2026-05-01, or 2026-05-01T18:00'
        raise argparse.ArgumentTypeError(message) from None


def hours(text: str) -> float:
    """A number of hours that can be waited for."""
    number = float(text)
    if not 0 < number <= MOST_HOURS:
        raise argparse.ArgumentTypeError(f"{text} hours: a simulation lasts up to {MOST_HOURS}")
    return number
