"""What is remembered, as text, and what of it has changed: decisions only, no file touched.

Rules. Each thing that remembers has a key: its name in the script and its kind, so that a queue never takes what a playlist
left under the same name. What it remembers comes in parts; a part is written again only when it has changed. What nobody in the
script remembers any more is kept for a while, for a script that has it again.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeAlias, runtime_checkable

__all__ = [
    "END",
    "LARGEST_PART",
    "MOST_ABSENT",
    "RUNNING",
    "Change",
    "Key",
    "Notebook",
    "Parts",
    "Remembers",
    "plain",
]

RUNNING = "running"
"""The part that tells what plays: a list that ends in how often it has begun anew because a station broke off in it. It begins
anew after a restart, and plays on elsewhere after a reload.
"""

LARGEST_PART = 32 * 1024 * 1024
"""Characters of one part; a playlist of 100,000 long names has a third of it."""

MOST_ABSENT = 1000
"""Things that are not in the script any more and are still remembered."""

Parts: TypeAlias = Mapping[str, object]
"""What a thing remembers, by part: None, truths, numbers, strings, and lists and mappings of those."""


class Key(NamedTuple):
    """What is remembered under which name: a node's id in the script, and of what kind it is."""

    name: str
    kind: str


END = Key("", "end")
"""Under which it is noted that a station has come to its end as it should."""


class Change(NamedTuple):
    """A part that is to be written; `text` is None for one that is to be forgotten."""

    key: Key
    part: str
    text: str | None


@runtime_checkable
class Remembers(Protocol):
    """Whoever has something to remember."""

    def remembered(self) -> Parts:
        """What it would know again; cheap, and in the thread that it belongs to."""
        ...

    def recall(self, parts: Parts) -> None:
        """Know again what was remembered, before it is started. Any fault means that it is not understood."""
        ...


def plain(parts: Parts) -> dict[str, object]:
    """What a thing says that it remembers, as it is given back to it. Raises TypeError for what is no plain data."""
    return {part: json.loads(json.dumps(value)) for part, value in parts.items()}


@dataclass(slots=True)
class Notebook:
    """What is remembered, as it is written down.

    Attributes:
        too_large: the parts that are too large to be written, by key.
    """

    texts: dict[Key, dict[str, str]] = field(default_factory=dict)
    too_large: set[tuple[Key, str]] = field(default_factory=set)
    _seen: dict[tuple[Key, str], object] = field(default_factory=dict)
    _unwritten: bool = False

    def parts(self, key: Key) -> Parts:
        """What is remembered under a key; what is no plain data is left out."""
        found = {}
        for part, text in self.texts.get(key, {}).items():
            try:
                found[part] = json.loads(text)
            except (ValueError, RecursionError):
                continue
        return found

    def changes(self, now: Mapping[Key, Parts]) -> list[Change]:
        """What must be written so that this is remembered; everything, after `write_anew`.

        Raises:
            TypeError: something is no plain data.
        """
        found = [change for key, parts in now.items() for change in self._of(key, parts)]
        if self._unwritten:
            new = {(key, part) for key, part, _ in found}
            found += [each for each in self._all() if (each.key, each.part) not in new]
        return found

    def written(self, changes: Iterable[Change], now: Mapping[Key, Parts]) -> None:
        """These changes are written down, as of `now`."""
        for key, part, text in changes:
            parts = self.texts.setdefault(key, {})
            if text is None:
                parts.pop(part, None)
            else:
                parts[part] = text
            if not parts:
                del self.texts[key]
        self._unwritten = False
        self._seen = {(key, part): value for key, parts in now.items() for part, value in parts.items()}

    def write_anew(self) -> None:
        """What was written is lost: all of it is a change."""
        self._unwritten = True

    def forget(self, keys: Iterable[Key]) -> None:
        """Remember nothing more under these keys."""
        for key in keys:
            self.texts.pop(key, None)

    def _of(self, key: Key, parts: Parts) -> Iterator[Change]:
        """What has changed of one thing."""
        before = self.texts.get(key, {})
        for part, value in parts.items():
            last = self._seen.get((key, part), self)
            if last is value or (last is not self and last == value):
                continue
            text = json.dumps(value, separators=(",", ":"))
            if len(text) > LARGEST_PART:
                self.too_large.add((key, part))
            elif text != before.get(part):
                yield Change(key, part, text)
        for part in before.keys() - parts.keys():
            yield Change(key, part, None)

    def _all(self) -> Iterator[Change]:
        for key, parts in self.texts.items():
            for part, text in parts.items():
                yield Change(key, part, text)
