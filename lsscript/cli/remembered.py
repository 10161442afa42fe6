"""`lss state`: shows what a station remembers, and has it forget."""

import argparse
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from runtime.kernel.folder_lock import FolderLock, FolderTaken
from runtime.memory import END, MEMORY_FILE, Change, Damaged, Key, MemoryFile, read_only

from .state import state_folder
from .terminal import write

__all__ = ["run_state"]

DONE, REFUSED, NOT_THERE = 0, 1, 2

LONGEST = 100
"""Characters of a part that are shown."""

_WORDS = {"refs": "variables", "history": "what was on the air", "peaks": "the most listeners at one time"}
"""What belongs to the whole station, in words."""

Found = Mapping[Key, Mapping[str, str]]


def run_state(options: argparse.Namespace, out: TextIO, problems: TextIO) -> int:
    """Show it, or forget.

    Returns:
        0 done, 1 there is nothing of that name, or the station is on the air, 2 nothing is remembered there.
    """
    folder = state_folder(options.script, options.state)
    path = folder / MEMORY_FILE
    if not path.exists():
        write(problems, f"nothing is remembered in {folder}\n")
        return NOT_THERE
    try:
        if options.forget:
            return _forget(folder, options.forget, out)
        found = _read(path)
    except FolderTaken as holder:
        write(problems, f"the station is on the air (process {holder}); stop it before it is to forget\n")
        return REFUSED
    except _Unknown as unknown:
        write(problems, f"{unknown}\n")
        return REFUSED
    except (Damaged, OSError, sqlite3.Error) as fault:
        write(problems, f"{path} cannot be read: {fault}\n")
        return NOT_THERE
    write(out, _as_json(found) if options.json else "".join(_lines(found)))
    return DONE


class _Unknown(Exception):
    """There is nothing of that name; the text says what there is."""


def _read(path: Path) -> Found:
    return {key: parts for key, parts in read_only(path).items() if key != END}


def _forget(folder: Path, names: Sequence[str], out: TextIO) -> int:
    lock = FolderLock(folder)
    lock.take()
    try:
        file = MemoryFile(folder / MEMORY_FILE)
        try:
            for name in names:
                _forget_one(file, name)
                write(out, f"{name} is forgotten\n")
        finally:
            file.close()
    finally:
        lock.release()
    return DONE


def _forget_one(file: MemoryFile, name: str) -> None:
    """Forget a source of a name, or a variable."""
    found = file.read()
    keys = [key for key in found if key.name and key.name == name]
    variables = Key("", "refs")
    if not keys and name not in found.get(variables, {}):
        names = sorted({key.name for key in found if key.name} | set(found.get(variables, ())))
        raise _Unknown(f'nothing is remembered of "{name}"; there are: {", ".join(names) or "none"}')
    file.forget(keys)
    file.write([Change(variables, name, None)] if name in found.get(variables, {}) else [])


def _lines(found: Found) -> Iterator[str]:
    """A heading for each thing, and its parts."""
    for key in sorted(found):
        yield f"{key.name} ({key.kind})\n" if key.name else f"{_WORDS.get(key.kind, key.kind)}\n"
        for part, text in sorted(found[key].items()):
            yield f"    {part}: {text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}\n"


def _as_json(found: Found) -> str:
    listed = [
        {
            "name": key.name,
            "kind": key.kind,
            "parts": {part: json.loads(text) for part, text in parts.items()},
        }
        for key, parts in sorted(found.items())
    ]
    return json.dumps(listed, indent=2) + "\n"
