"""What a playlist's path holds: a folder's audio files, or the entries of a list. Uses the disk."""

import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from runtime.media.lists import LARGEST_LIST, Entry, Listed, read_list

from .folder import AUDIO_SUFFIXES, MOST_FILES, Scan, counted, scan

__all__ = ["look_at"]


def look_at(path: Path, before: Scan) -> Scan:
    """See what is there now; a list that has not changed since `before` is not read again."""
    try:
        found = path.stat()
    except OSError:
        return scan(path)
    if not stat.S_ISREG(found.st_mode):
        return scan(path)
    if path.suffix.lower() in AUDIO_SUFFIXES:
        return Scan(problem="it is a sound file, not a folder or list; `single` plays one file")
    stamp = (found.st_mtime_ns, found.st_size)
    return before if before.stamp == stamp else _read(path, stamp)


def _read(path: Path, stamp: tuple[int, int]) -> Scan:
    try:
        with path.open("rb") as file:
            listed = read_list(file.read(LARGEST_LIST + 1), path.name)
    except PermissionError:
        return Scan(problem="this user may not read it")
    except OSError as error:
        return Scan(problem=f"the disk does not give it ({(error.strerror or str(error)).lower()})")
    except ValueError as wrong:
        return Scan(problem=str(wrong))
    entries: Mapping[str, Entry] = {entry.name: entry for entry in listed.entries}
    return Scan(tuple(entries), listed=MappingProxyType(entries), left_out=_left_out(listed), stamp=stamp)


def _left_out(listed: Listed) -> str:
    """What a list names that is not played."""
    addresses = (
        f"{counted(listed.addresses, 'address', 'addresses')} on a network" if listed.addresses else ""
    )
    beyond = (
        f"{counted(listed.beyond, 'entry', 'entries')} beyond the first {MOST_FILES}" if listed.beyond else ""
    )
    return " and ".join(part for part in (addresses, beyond) if part)
