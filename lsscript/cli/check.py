"""`lsrun --check` and `lss check`: all problems of a script at once."""

import json
from pathlib import Path
from typing import TextIO

from lsscript.cli.compile import ScriptUnreadable, compile_file, render_json, render_text
from lsscript.cli.terminal import write

__all__ = ["run_check"]

CLEAN, PROBLEMS, UNREADABLE = 0, 1, 2


def run_check(path: Path, *, as_json: bool, strict: bool, colour: bool, out: TextIO) -> int:
    """Print every problem of a script to `out`.

    Returns:
        0 when the script can go on the air (perhaps with warnings), 1 when it cannot, 2 when it cannot be read.
    """
    try:
        outcome = compile_file(path, strict=strict)
    except ScriptUnreadable as fault:
        write(out, json.dumps({"problems": [], "unreadable": str(fault)}) if as_json else str(fault))
        out.write("\n")
        return UNREADABLE
    if as_json:
        write(out, render_json(outcome.diagnostics, outcome.sources) + "\n")
    else:
        write(out, render_text(outcome.diagnostics, outcome.sources, colour) or f"{path}: no problems\n")
    return PROBLEMS if outcome.has_errors else CLEAN
