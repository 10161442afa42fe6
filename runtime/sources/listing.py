"""What a playlist's path holds: a folder's audio files, or the entries of a list. Uses the disk."""

import stat
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from urllib.parse import urlsplit

from runtime.media.lists import LARGEST_LIST, Entry, Listed, at_address, read_list
from runtime.plan import escaped_address, shown_address

from .folder import AUDIO_SUFFIXES, MOST_FILES, Scan, counted, scan
from .web_files import Coming, Missing, There, WebFiles

__all__ = ["LONGEST_WAIT", "look_at", "look_at_web"]

LONGEST_WAIT = 25.0
"""Seconds that a look waits for another server."""


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


def look_at_web(url: str, web: WebFiles, before: Scan) -> Scan:
    """See what a list is now that another server has; waits for the server."""
    address = escaped_address(url)
    found = web.look(address, fresh=0.0)
    while isinstance(found, Coming):
        try:
            found.done.result(LONGEST_WAIT)
        except TimeoutError:
            return Scan(problem=f"its server has not sent it after {LONGEST_WAIT:g} s")
        found = web.look(address)
    match found:
        case Missing(reason=reason):
            return Scan(problem=reason)
        case There(trouble=trouble) if trouble and before.files:
            return Scan(problem=trouble)
        case There(pretended=True):
            return _one_track(address)
        case There(path=path, base=base):
            return _look(path, before, base)


def _one_track(url: str) -> Scan:
    """What a list is taken to hold where nobody looks."""
    name = shown_address(url)
    return Scan((name,), listed=MappingProxyType({name: Entry((name,), name, url=url)}))


def _look(path: Path, before: Scan, base: str) -> Scan:
    try:
        found = path.stat()
    except OSError as error:
        return Scan(problem=f"the disk does not give it ({(error.strerror or str(error)).lower()})")
    stamp = (found.st_mtime_ns, found.st_size)
    return before if before.stamp == stamp else _read(path, stamp, base)


def _read(path: Path, stamp: tuple[int, int], base: str = "") -> Scan:
    name = PurePosixPath(urlsplit(base).path).name if base else path.name
    try:
        with path.open("rb") as file:
            listed = read_list(file.read(LARGEST_LIST + 1), name)
            listed = at_address(listed, base) if base else listed
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
