"""Arguments as they come from a line or from JSON, to values of their kinds."""

import math
import re
from collections.abc import Mapping
from typing import Any

from .command import HIDDEN, Argument, Command, Kind
from .fault import BadArgument

__all__ = ["LONGEST_FILE", "LONGEST_TEXT", "from_line", "from_mapping"]

LONGEST_TEXT = 4096
"""Characters of a text argument."""

LONGEST_FILE = 65_536
"""Characters of what a file holds."""

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of letters in UTF-16, which JSON can say and UTF-8 cannot."""

_TRUTHS = {
    "true": True,
    "on": True,
    "yes": True,
    "1": True,
    "false": False,
    "off": False,
    "no": False,
    "0": False,
}


def from_line(command: Command, rest: str) -> dict[str, Any]:
    """Read what follows a command's name on a line: words, and a last `REST` to the end of the line.

    Raises:
        BadArgument: one is missing, too much, or not of its kind.
    """
    given: dict[str, Any] = {}
    rest = rest.strip()
    for argument in command.arguments:
        word, rest = (rest, "") if argument.kind is Kind.REST else _cut(rest)
        if word:
            given[argument.name] = word
    if rest:
        raise BadArgument(f"{command.name} takes no more than that; write: {command.usage}")
    return from_mapping(command, given)


def from_mapping(command: Command, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read arguments by name, as JSON or a query gives them; what is left out is None.

    Raises:
        BadArgument: one is missing, unknown, or not of its kind.
    """
    names = [argument.name for argument in command.arguments]
    for name in given:
        if name not in names:
            known = f"it takes {', '.join(names)}" if names else "it takes none"
            raise BadArgument(f'{command.name} has no argument "{name[:60]}"; {known}')
    return {
        argument.name: _value(command, argument, given.get(argument.name)) for argument in command.arguments
    }


def _cut(text: str) -> tuple[str, str]:
    """The first word, which may stand in quotation marks, and what follows it."""
    if text.startswith('"') and (end := text.find('"', 1)) > 0:
        return text[1:end], text[end + 1 :].lstrip()
    word, _, rest = text.partition(" ")
    return word, rest.lstrip()


def _value(command: Command, argument: Argument, given: object) -> object:
    if given is None:
        if argument.needed:
            raise BadArgument(f"{argument.name} is missing; write: {command.usage}")
        return None
    try:
        return _read(argument.kind, given)
    except (TypeError, ValueError, OverflowError):
        shown = "what was given" if argument.kind in HIDDEN else _short(given)
        raise BadArgument(f"{argument.name} is {_wanted(argument.kind)}, not {shown}") from None


def _wanted(kind: Kind) -> str:
    if kind in (Kind.TEXT, Kind.REST, Kind.PASSWORD):
        return f"a line of text, of at most {LONGEST_TEXT} characters"
    if kind is Kind.FILE:
        return f"what a file holds, of at most {LONGEST_FILE} characters"
    return kind.value if kind in (Kind.TRUTH, Kind.SECONDS) else f"a {kind.value}"


def _read(kind: Kind, given: object) -> object:
    match kind:
        case Kind.WHOLE:
            return _whole(given)
        case Kind.NUMBER | Kind.SECONDS:
            return _number(given, least=0.0 if kind is Kind.SECONDS else -math.inf)
        case Kind.TRUTH:
            return given if isinstance(given, bool) else _truth(given)
        case Kind.FILE:
            return _content(given)
        case _:
            return _text(given)


def _whole(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int | float | str) or int(given) != float(given):
        raise ValueError(given)
    return int(given)


def _number(given: object, least: float) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise TypeError(given)
    number = float(given)
    if not math.isfinite(number) or number < least:
        raise ValueError(given)
    return number


def _truth(given: object) -> bool:
    try:
        return _TRUTHS[str(given).lower()]
    except KeyError:
        raise ValueError(given) from None


def _text(given: object) -> str:
    if not isinstance(given, str) or len(given) > LONGEST_TEXT or _controls(given):
        raise ValueError(given)
    return given


def _content(given: object) -> str:
    if not isinstance(given, str) or not 0 < len(given) <= LONGEST_FILE or _HALVES.search(given):
        raise ValueError(given)
    return given


def _controls(text: str) -> bool:
    """Whether a text holds what would do something to a terminal or a log, or is no letter of Unicode."""
    return _CONTROLS.search(text) is not None or _HALVES.search(text) is not None


def _short(given: object) -> str:
    return repr(given)[:60]
