"""Results of commands as lines of text, for telnet and the console, and as JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence

__all__ = ["as_json", "as_lines"]


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
            return result.split("\n")
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
            return str(value)
