"""What a list names."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import unquote, urljoin

from runtime.plan.annotate import annotated
from runtime.plan.web_address import escaped_address, is_web_address, web_address_flaw

__all__ = [
    "LARGEST_LIST",
    "LONGEST_LINE",
    "MOST_ENTRIES",
    "Entry",
    "Listed",
    "at_address",
    "entry_of",
    "gathered",
]

LARGEST_LIST = 16 * 1024 * 1024
"""Bytes of a list that are read."""

LONGEST_LINE = 8192
"""Characters of a line; a longer one names nothing that there could be."""

MOST_ENTRIES = 200_000
"""Entries of one list; what is beyond is not played, and told."""

_NO_TAGS: Mapping[str, str] = MappingProxyType({})
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DRIVE = re.compile(r"/[A-Za-z]:[/\\]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A track of a list.

    Attributes:
        places: where its file may be, the likeliest first: paths as the list writes them, and other readings of them.
        name: tells it from all others of its list.
        tags: what the list says about it, which counts more than what the file says.
        called: what the list calls it; for files that do not say themselves.
        problem: why it cannot be played, in words; "" where nothing is known to be wrong.
        url: where on the web it is; "" where it is a file of this machine.
        written: the place as it stands in the list.
    """

    places: tuple[str, ...]
    name: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: _NO_TAGS)
    called: Mapping[str, str] = field(default_factory=lambda: _NO_TAGS)
    problem: str = ""
    url: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that was read.

    Attributes:
        entries: in their order, each with a name of its own.
        addresses: how many entries were left out because they are addresses of another kind than http and https.
        beyond: how many were left out because there are too many.
    """

    entries: tuple[Entry, ...] = ()
    addresses: int = 0
    beyond: int = 0


def entry_of(line: str, called: Mapping[str, str] = _NO_TAGS, *, escaped: bool = False) -> Entry | None:
    """The entry of a line that names a file, or one on the web; None where it is an address of another kind.

    Args:
        line: a path, a `file:` URI, an address, or one of them behind `annotate:`.
        called: what the list calls it.
        escaped: whether it is a URI whatever it looks like (XSPF).
    """
    try:
        tags, place = annotated(line)
    except ValueError as wrong:
        return Entry((line,), tags=_NO_TAGS, called=called, problem=str(wrong))
    if is_web_address(place):
        return _on_the_web(Entry((place,), tags=tags, called=called, written=place), escaped_address(place))
    if place[:7].lower() == "file://":
        readings = _of_file_uri(place)
    elif _ADDRESS.match(place):
        return None
    else:
        readings = [unquote(place), place] if escaped else [place, unquote(place)]
    return Entry(_readings(readings), tags=tags, called=called, written=place)


def at_address(listed: Listed, base: str) -> Listed:
    """A list that another server has at an address: what it names is there too, unless it says otherwise."""
    return replace(listed, entries=tuple(_beside(entry, base) for entry in listed.entries))


def _beside(entry: Entry, base: str) -> Entry:
    if entry.url or entry.problem:
        return entry
    if _SCHEME.match(entry.written):
        return replace(entry, problem="a list of another server cannot name a file of this machine")
    try:
        return _on_the_web(entry, urljoin(base, escaped_address(entry.written.replace("\\", "/"))))
    except ValueError:
        return replace(entry, problem="it is no address")


def _on_the_web(entry: Entry, url: str) -> Entry:
    return replace(entry, url=url, problem=web_address_flaw(url))


def gathered(found: Iterable[Entry | None]) -> Listed:
    """Entries with a name each; what is None was an address."""
    entries: list[Entry] = []
    seen: Counter[str] = Counter()
    addresses = beyond = 0
    for entry in found:
        if entry is None:
            addresses += 1
        elif len(entries) == MOST_ENTRIES:
            beyond += 1
        else:
            entries.append(replace(entry, name=_new_name(entry.places[0], seen)))
    return Listed(tuple(entries), addresses, beyond)


def _new_name(place: str, seen: Counter[str]) -> str:
    """The place, or the place with a number where it is named already."""
    name = place
    while name in seen:
        seen[place] += 1
        name = f"{place} #{seen[place]}"
    seen[name] = 1
    return name


def _of_file_uri(uri: str) -> list[str]:
    """`file:///music/a.mp3`, `file://host/share/a.mp3`, `file:///C:/a.mp3`."""
    path = uri[7:]
    if path.lower().startswith("localhost/"):
        path = path[9:]
    elif not path.startswith("/"):
        path = "//" + path
    if _DRIVE.match(path):
        path = path[1:]
    return [unquote(path), path]


def _readings(places: list[str]) -> tuple[str, ...]:
    """Each place as it is, then with the separators of the other system."""
    both = [*places, *(place.replace("\\", "/") for place in places)]
    return tuple(dict.fromkeys(place.replace("\0", "") for place in both))
