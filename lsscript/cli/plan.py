"""`lss plan`: the plan of a script as JSON, for eyes and for machines. Secrets are never in it."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TextIO

from lsscript.cli.attach import Line, NoStation
from lsscript.cli.compile import ScriptUnreadable, compile_file, render_text
from lsscript.cli.state import state_folder
from lsscript.cli.terminal import write
from runtime.errors import OperatorFault
from runtime.plan import Origin, Secret, Station

__all__ = ["plan_as_json", "run_plan"]


def run_plan(path: Path, *, colour: bool, out: TextIO, problems: TextIO) -> int:
    """Print the plan of a script to `out`, or what keeps it from having one to `problems`.

    Returns:
        0 when there is a plan, 1 when the script has errors, 2 when it cannot be read.
    """
    try:
        outcome = compile_file(path)
    except ScriptUnreadable as fault:
        write(problems, f"{fault}\n")
        return 2
    write(problems, render_text(outcome.diagnostics, outcome.sources, colour))
    if outcome.station is None:
        return 1
    write(out, plan_as_json(outcome.station) + "\n")
    write(problems, _changed_by_hand(path))
    return 0


def _changed_by_hand(path: Path) -> str:
    """What the station of this script plays now, if one does, that is not in the file."""
    try:
        with Line(state_folder(path, None)) as line:
            changes = line.ask("script.changes").result
    except (NoStation, OperatorFault):
        return ""
    if not isinstance(changes, list) or not changes:
        return ""
    return "\n".join(
        ["The station on the air plays this too, by hand:", *(f"  {each}" for each in changes), ""]
    )


def plan_as_json(station: Station) -> str:
    """A plan as JSON: every node with its kind and the script line it comes from."""
    return json.dumps(data(station), ensure_ascii=False, indent=2)


def data(value: object) -> object:
    """A part of a plan as what JSON has."""
    match value:
        case Origin():
            return str(value)
        case Secret():
            return {"kind": "secret", "place": value.place}
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): data(each) for key, each in value.items()}
        case tuple() | list():
            return [data(each) for each in value]
        case _ if dataclasses.is_dataclass(value):
            fields = {field.name: data(getattr(value, field.name)) for field in dataclasses.fields(value)}
            return {"kind": type(value).__name__.lower(), **fields}
        case _:
            return value
