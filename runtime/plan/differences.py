"""What a change of the script changes, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from .gate import Secret
from .station import Station

__all__ = ["Difference", "differences"]

LONGEST_VALUE = 60
"""Characters that a value is shown with."""


class Difference(NamedTuple):
    """One part of the station that comes, goes or changes.

    Attributes:
        what: "source", "mount", "pass-through mount", "station" …
        name: its name or path; "" for what there is once.
        how: "new", "gone" or "changed".
        details: the arguments that change, in words.
    """

    what: str
    name: str
    how: str
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line: `source "music" changes: path "music/" → "new/"`."""
        named = f'{self.what} "{self.name}"' if self.name else self.what
        match self.how:
            case "new":
                return f"{named} is new"
            case "gone":
                return f"{named} goes"
            case _:
                return f"{named} changes: {', '.join(self.details)}"


def differences(before: Station, after: Station) -> tuple[Difference, ...]:
    """Everything that differs between two plans, in the order of the plan; empty when they are the same station."""
    return tuple(_differences(before, after))


def _differences(before: Station, after: Station) -> Iterator[Difference]:
    for what in fields(Station):
        if what.name in ("origin", "folder"):
            continue
        old, new = getattr(before, what.name), getattr(after, what.name)
        word = _WORDS.get(what.name, what.name.replace("_", " "))
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _of_table(word, old, new)
        elif old != new:
            yield Difference(word, "", "changed", tuple(_details(old, new)) or ("other values",))


_WORDS = {
    "identity": "station",
    "sources": "source",
    "mounts": "mount",
    "pass_through": "pass-through mount",
    "commands": "command",
}


def _of_table(what: str, before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[Difference]:
    for name, node in after.items():
        if name not in before:
            yield Difference(what, str(name), "new")
        elif before[name] != node:
            details = tuple(_details(before[name], node))
            kind = () if type(before[name]) is type(node) else (f"is {_kind(node)} now",)
            yield Difference(what, str(name), "changed", kind or details or ("other values",))
    for name in before:
        if name not in after:
            yield Difference(what, str(name), "gone")


def _details(before: object, after: object) -> Iterator[str]:
    """The fields of a node that differ; a secret only says that it does."""
    if type(before) is not type(after) or not is_dataclass(before):
        return
    for each in fields(before):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if not each.compare or old == new:
            continue
        name = each.name.replace("_", " ")
        inner = tuple(_details(old, new))
        if _hides(old) or _hides(new):
            yield name
        else:
            yield f"{name} ({', '.join(inner)})" if inner else f"{name} {_shown(old)} → {_shown(new)}"


def _hides(value: object) -> bool:
    """Whether a secret is somewhere in a value."""
    if isinstance(value, Secret):
        return True
    if is_dataclass(value):
        return any(_hides(getattr(value, each.name)) for each in fields(value))
    return isinstance(value, tuple) and any(_hides(each) for each in value)


def _shown(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else _kind(value) if is_dataclass(value) else str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _kind(node: object) -> str:
    return type(node).__name__.lower()
