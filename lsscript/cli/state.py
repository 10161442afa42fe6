"""Where a station keeps what it remembers."""

import argparse
from pathlib import Path

__all__ = ["add_state", "state_folder"]


def state_folder(script: Path, state: Path | None) -> Path:
    """The state folder of the station of a script: the one that was named, or the one beside the script."""
    return state or script.with_suffix(".state")


def add_state(tools: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the tool to the command line."""
    tool = tools.add_parser("state", help="show what a station remembers, or have it forget")
    add = tool.add_argument
    add("script", type=Path, metavar="station.lss", help="the script of the station")
    add("--state", type=Path, metavar="FOLDER", help="its state folder (default: beside the script)")
    add("--forget", metavar="NAME", action="append", default=[],
        help="forget what a source or a variable of this name remembers; the station must not be on the air")  # fmt: skip
    add("--json", action="store_true", help="all of it, for machines")
