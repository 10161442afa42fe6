"""What could stand where the cursor is."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .catalogue import OWN_WORDS, Catalogue, CommandOf

__all__ = ["MOST", "Suggestion", "suggestions"]

MOST = 200
"""Suggestions for one place."""

_NAME_BEFORE = re.compile(r"[A-Za-z_][\w.]*$")
_LANGUAGE = ("evaluate", "var.set")
_TRUTHS = {"true": "", "false": ""}


class Suggestion(NamedTuple):
    """A text in place of the `length` characters before the cursor, and a few words about it."""

    text: str
    length: int
    about: str


def suggestions(before: str, catalogue: Catalogue) -> list[Suggestion]:
    """What could stand at the end of the text `before` the cursor."""
    line = before.lstrip()
    word, space, rest = line.partition(" ")
    command = catalogue.commands.get(word)
    if space and word == "help":
        found = _beginning(rest, {**_commands(catalogue), **catalogue.library})
    elif space and command is not None and word not in _LANGUAGE:
        found = _argument(command, rest, catalogue)
    else:
        found = _name(before, catalogue, at_start=not space)
    return list(found)[:MOST]


def _argument(command: CommandOf, rest: str, catalogue: Catalogue) -> Iterator[Suggestion]:
    number, typed = rest.count(" "), rest.rpartition(" ")[2]
    if number >= len(command.arguments):
        return iter(())
    argument = command.arguments[number]
    match argument.kind, argument.name:
        case "source", _:
            known = dict.fromkeys(catalogue.sources, "source")
        case "mount", _:
            known = dict.fromkeys(catalogue.mounts, "mount")
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
