"""What a recording's file is called."""

import re
from datetime import datetime
from pathlib import Path

from runtime.errors import OperatorFault

__all__ = ["LONGEST_NAME", "free_name", "plain", "resolved"]

LONGEST_NAME = 200
"""Characters of a file's name; systems allow 255 bytes."""

MOST_OF_A_NAME = 1000
"""Files of the same name that are counted up; one more is a mistake of the script."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def plain(text: str) -> str:
    """A text of a stranger (a DJ's name, a title) as a part of a file's name, the same on every system."""
    safe = _UNSAFE.sub("_", text).strip(" .")[:LONGEST_NAME]
    return f"_{safe}" if _RESERVED.fullmatch(safe) else safe or "unknown"


def resolved(pattern: str, at: datetime, base: Path) -> Path:
    """The file that a pattern names at a time.

    Raises:
        OperatorFault: it names none: it is empty, ends in a folder, or leaves the folder it begins in by `..`.
    """
    text = at.strftime(pattern)
    path = Path(text)
    if not text or text.endswith(("/", "\\")) or ".." in path.parts:
        raise OperatorFault(f'"{pattern}" names no file')
    return base / path


def free_name(path: Path) -> Path:
    """The path, or the first of "name (2).mp3" … that no file has.

    Raises:
        OperatorFault: there are too many of them.
    """
    for number in range(2, MOST_OF_A_NAME):
        if not path.exists():
            return path
        stem = re.sub(r" \(\d+\)$", "", path.stem)
        path = path.with_name(f"{stem} ({number}){path.suffix}")
    raise OperatorFault(f"{path.parent} has {MOST_OF_A_NAME} files of this name already")
