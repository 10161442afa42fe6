"""`lss reload`: have a running station read its script anew."""

from pathlib import Path
from typing import TextIO

from runtime.errors import OperatorFault

from .attach import Line, NoStation
from .state import state_folder
from .terminal import write

__all__ = ["run_reload"]

DONE, REFUSED, NOT_THERE = 0, 1, 2


def run_reload(script: Path, state: Path | None, *, dry_run: bool, out: TextIO, problems: TextIO) -> int:
    """Ask the station, and tell what came of it.

    Returns:
        0 the new script plays (or would), 1 the old one plays on and the problems are told, 2 no station could be asked.
    """
    try:
        with Line(state_folder(script, state)) as line:
            answer = line.ask(f"reload {'true' if dry_run else ''}")
    except (NoStation, OperatorFault) as fault:
        write(problems, f"{fault}\n")
        return NOT_THERE
    if not answer.ok or not isinstance(answer.result, dict):
        write(problems, f"{answer.result}\n")
        return REFUSED
    write(problems, answer.result["problems"])
    write(out, _told(answer.result["done"], answer.result["changes"], dry_run=dry_run))
    return DONE if answer.result["done"] else REFUSED


def _told(done: bool, changes: list[str], *, dry_run: bool) -> str:
    if not done:
        return "The station plays on as it was.\n"
    if not changes:
        return "Nothing changes.\n"
    return "\n".join(
        ["This would change:" if dry_run else "Changed:", *(f"  {each}" for each in changes), ""]
    )
