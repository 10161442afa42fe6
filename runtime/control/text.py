"""Results of commands as lines of text, for telnet and the console, and as JSON."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

__all__ = ["as_json", "as_lines", "harmless"]

_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What gives a terminal orders, or cannot be written in UTF-8; a file may be called so."""


def harmless(text: str) -> str:
    """A text of one line or more that any terminal may show: control characters are written as escapes."""
    return _HARMFUL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def as_json(data: object) -> str:
    """Write JSON. What is no letter in Unicode (a file's name in another encoding holds such) becomes an escape."""
    text = json.dumps(data, default=str, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode()


def as_lines(result: object) -> list[str]:
    """Write a result as lines: a text as it is, a table line by line, a mapping as `name: value`."""
    match result:
        case None:
            return ["done"]
        case str():
            return harmless(result).split("\n")
        case Mapping():
            return [line for name, value in result.items() for line in _entry(str(name), value)]
        case Sequence():
            return [line for each in result for line in _item(each)]
        case _:
            return [_word(result)]


def _entry(name: str, value: object) -> Iterator[str]:
    if isinstance(value, Mapping | list | tuple):
        yield f"{name}:"
        yield from (f"  {line}" for line in as_lines(value))
    else:
        yield f"{name}: {_word(value)}"


def _item(each: object) -> Iterator[str]:
    """One line of a table; a mapping's values side by side."""
    if isinstance(each, Mapping):
        yield "  ".join(f"{name}={_word(value)}" for name, value in each.items() if value not in (None, ""))
    else:
        yield _word(each)


def _word(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.2f}".rstrip("0").rstrip(".")
        case _:
            return harmless(str(value)).replace("\n", "\\n")
