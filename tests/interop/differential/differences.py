"""The differences that are meant: one row each in `differences.toml`, with the reason and where to read about it."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from .aspects import ABSENT

__all__ = ["Finding", "Row", "compare", "read_rows"]

ROWS = Path(__file__).with_name("differences.toml")


@dataclass(frozen=True, slots=True)
class Finding:
    """One aspect of one case in which the two servers differ."""

    case: str
    aspect: str
    icecast: str
    other: str

    def __str__(self) -> str:
        return f"{self.case}: {self.aspect}\n    Icecast: {self.icecast!r}\n    other:   {self.other!r}"


@dataclass(frozen=True, slots=True)
class Row:
    """A difference that is meant. Patterns are those of file names: `*`, `?`, `[…]`.

    Attributes:
        title: what differs, in a sentence.
        cases: patterns of the cases' names.
        aspects: patterns of the aspects' names.
        icecast: pattern of what Icecast says.
        ours: pattern of what the other server says.
        why: why it is better so.
        cites: the fault of Icecast or the document.
    """

    title: str
    cases: tuple[str, ...]
    aspects: tuple[str, ...]
    why: str
    cites: str
    icecast: tuple[str, ...] = ("*",)
    ours: tuple[str, ...] = ("*",)
    unless: tuple[str, ...] = field(default=())

    def allows(self, finding: Finding) -> bool:
        """Whether this is the difference that is meant."""
        return (
            _any(self.cases, finding.case)
            and not _any(self.unless, finding.case)
            and _any(self.aspects, finding.aspect)
            and _any(self.icecast, finding.icecast)
            and _any(self.ours, finding.other)
        )


def read_rows(path: Path = ROWS) -> list[Row]:
    """All rows, in their order."""
    given = tomllib.loads(path.read_text(encoding="utf-8"))["difference"]
    return [
        Row(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})
        for row in given
    ]


def compare(case: str, icecast: dict[str, str], other: dict[str, str]) -> list[Finding]:
    """What differs between two replies. Where one is silent, or their statuses differ, all else follows from that."""
    if icecast["reply"] != other["reply"] or icecast.get("status") != other.get("status"):
        return [Finding(case, "status", _told(icecast), _told(other))]
    names = dict.fromkeys([*icecast, *other])
    pairs = [
        (name, icecast.get(name, ABSENT), other.get(name, ABSENT)) for name in names if name != "header order"
    ]
    return [Finding(case, name, one, two) for name, one, two in pairs if one != two] + _order(
        case, icecast, other
    )


def _order(case: str, icecast: dict[str, str], other: dict[str, str]) -> list[Finding]:
    """The order of the fields that both have."""
    one, two = icecast.get("header order", "").split(), other.get("header order", "").split()
    shared = [name for name in one if name in two], [name for name in two if name in one]
    return [Finding(case, "header order", *map(" ".join, shared))] if shared[0] != shared[1] else []


def _told(reply: dict[str, str]) -> str:
    return reply.get("status") or reply["reply"]


def _any(patterns: Sequence[str] | Iterable[str], text: str) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)
