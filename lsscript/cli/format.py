"""`lss fmt`: every script in its one look."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from lsscript.cli.read import ScriptUnreadable, read_script
from lsscript.cli.terminal import write
from lsscript.diagnostics.render_text import render_text
from lsscript.format import FormatFault, format_script
from lsscript.source import SourceFile

__all__ = ["run_format"]

DONE, LEFT, UNREADABLE = 0, 1, 2


def run_format(paths: Sequence[Path], *, check: bool, colour: bool, out: TextIO, problems: TextIO) -> int:
    """Format scripts in their place; with `check`, only tell which ones would change.

    Returns:
        0 when every script has its look now, 1 when one has not (`check`) or does not read without problems, 2 when one
        cannot be read or written.
    """
    return max([format_file(path, check, colour, out, problems) for path in paths], default=DONE)


def format_file(path: Path, check: bool, colour: bool, out: TextIO, problems: TextIO) -> int:
    """Format one script."""
    try:
        source = SourceFile(str(path), read_script(path))
        text = format_script(source)
        if text == source.text:
            return DONE
        if not check:
            replace(path, text)
    except FormatFault as fault:
        left = render_text(fault.diagnostics, {source.name: source}, colour) or OURS
        write(problems, f"{path}: left as it is, since it cannot be read\n{left}")
        return LEFT
    except (ScriptUnreadable, OSError) as fault:
        write(problems, f"{fault}\n")
        return UNREADABLE
    write(out, f"{path} would be formatted\n" if check else f"{path} is formatted\n")
    return LEFT if check else DONE


OURS = "The formatter would have changed what this script means. That is a mistake of ours; please report it with the script.\n"


def replace(path: Path, text: str) -> None:
    """Put a text in the place of a file; a power cut leaves one or the other, whole.

    Raises:
        OSError: the file cannot be written.
    """
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".new")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        shutil.copymode(target, name)
        Path(name).replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
