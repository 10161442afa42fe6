"""What could stand where the cursor is."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .catalogue import OWN_WORDS, Catalogue, CommandOf

__all__ = ["MOST", "Suggestion", "suggestions"]

MOST = 200
"""Suggestions for one place."""

_NAME_BEFORE = re.compile(r"[A-Za-z_][\w.]*$")
_LANGUAGE = ("evaluate", "var.set")
_TRUTHS = {"true": "", "false": ""}


Rows = Callable[[str], Sequence[Mapping[str, Any]]]
"""Asks the station for a table."""


class Suggestion(NamedTuple):
    """A text in place of the `length` characters before the cursor, and a few words about it."""

    text: str
    length: int
    about: str


def suggestions(before: str, catalogue: Catalogue, rows: Rows = lambda _line: []) -> list[Suggestion]:
    """What could stand at the end of the text `before` the cursor; `rows` asks the station for a table."""
    line = before.lstrip()
    word, space, rest = line.partition(" ")
    command = catalogue.commands.get(word)
    owner, _, verb = word.rpartition(".")
    if command is None and owner and verb in catalogue.commands:  # `wishes.remove 3` is `remove wishes 3`
        command, rest = catalogue.commands[verb], f"{owner} {rest}"
    if space and word == "help":
        found = _beginning(rest, {**_commands(catalogue), **catalogue.library})
    elif space and command is not None and word not in _LANGUAGE:
        found = _argument(command, rest, catalogue, rows)
    else:
        found = _name(before, catalogue, at_start=not space)
    return list(found)[:MOST]


def _argument(command: CommandOf, rest: str, catalogue: Catalogue, rows: Rows) -> Iterator[Suggestion]:
    number, typed = rest.count(" "), rest.rpartition(" ")[2]
    if number >= len(command.arguments):
        return iter(())
    argument = command.arguments[number]
    match argument.kind, argument.name:
        case "source", _:
            known = dict.fromkeys(catalogue.sources, "source")
        case "mount", _:
            known = dict.fromkeys(catalogue.mounts, "mount")
        case "source or mount", _:
            known = dict.fromkeys(catalogue.sources, "source") | dict.fromkeys(catalogue.mounts, "mount")
        case "recording", _:
            known = {each["recording"]: str(each["file"] or "") for each in rows("recordings")}
        case _, "request":
            waiting = rows(f"queue {rest.split(' ', maxsplit=1)[0]}")
            known = {str(each["request"]): str(each["title"]) for each in waiting}
        case _, "id":
            there = rows("listeners")
            known = {str(each["id"]): f"{each['address']} {each['mount']}" for each in there}
        case _, "path":
            known = {each["path"]: str(each["user"]) for each in rows("clients")}
        case _, "address":
            known = {each["address"]: str(each["mount"]) for each in rows("listeners")}
        case "true or false", _:
            known = _TRUTHS
        case _, "name":
            known = dict.fromkeys(catalogue.variables, "variable")
        case _:
            known = {}
    return _beginning(typed, known)


def _name(before: str, catalogue: Catalogue, *, at_start: bool) -> Iterator[Suggestion]:
    found = _NAME_BEFORE.search(before)
    typed = found[0] if found else ""
    if not typed and before.strip():
        return iter(())
    owner, dot, _ = typed.rpartition(".")
    known = dict.fromkeys(catalogue.sources, "source") | dict.fromkeys(catalogue.variables, "variable")
    if dot and owner in catalogue.sources:
        known = {f"{owner}.{each}": "" for each in catalogue.fields}
        known |= _verbs(owner, catalogue) if at_start else {}
    elif at_start:
        known = {**OWN_WORDS, **_commands(catalogue), **known}
    return _beginning(typed, {**catalogue.library, **known})


def _verbs(owner: str, catalogue: Catalogue) -> dict[str, str]:
    """The commands about a source, as `music.skip` has them."""
    about = {name: each for name, each in catalogue.commands.items() if each.first_kind == "source"}
    return {f"{owner}.{name}": _sentence(each.doc) for name, each in about.items() if "." not in name}


def _commands(catalogue: Catalogue) -> dict[str, str]:
    return {name: _sentence(each.doc) for name, each in catalogue.commands.items()}


def _beginning(typed: str, known: dict[str, str]) -> Iterator[Suggestion]:
    for name in sorted(known):
        if name.startswith(typed):
            yield Suggestion(name, len(typed), known[name])


def _sentence(doc: str) -> str:
    return doc.partition("\n")[0]
