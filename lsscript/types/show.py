"""Types in the words of the people who write scripts."""

from collections.abc import Mapping
from typing import assert_never

from .type import Choices, Function, ListOf, Live, Named, Optional, Pair, Record, Ref, Type, Unknown, Variable

__all__ = ["show"]

WORDS: Mapping[str, str] = {
    "any": "any value",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "string": "a string",
    "null": "null",
    "duration": "a duration",
    "bitrate": "a bitrate",
    "frequency": "a frequency",
    "level": "a level in dB",
    "loudness": "a loudness in LUFS",
    "size": "a size in bytes",
    "percent": "a percentage",
    "clock": "a time of day",
    "date": "a date",
    "schedule": "a schedule",
    "weekday": "a day of the week",
    "secret": "a secret",
    "source": "a source",
    "encoder": "an encoder",
    "metadata": "the metadata of a track",
    "dns": "a DNS service",
    "authority": "a certificate authority",
    "access": "a rule for listeners",
    "account": "an account",
}


PLURALS: Mapping[str, str] = {
    "access": "rules for listeners",
    "any": "values of any kind",
    "authority": "certificate authorities",
    "bool": "values that are true or false",
    "null": "nulls",
    "level": "levels in dB",
    "loudness": "loudnesses in LUFS",
    "size": "sizes in bytes",
    "percent": "percentages",
    "clock": "times of day",
    "weekday": "days of the week",
    "metadata": "metadata of tracks",
}
"""Several of them, where an s is not enough."""


def show(kind: Type) -> str:
    """In words: "a duration", "a list of sources", 'one of "a", "b"'."""
    match kind:
        case Named():
            return WORDS.get(kind.name, f"a {kind.name}")
        case Unknown() | Variable():
            return "any value"
        case ListOf():
            return f"a list of {plural(kind.item)}"
        case Pair():
            return f"a pair of {show(kind.left)} and {show(kind.right)}"
        case Record():
            return (
                "an object with " + ", ".join(f"`{name}`" for name, _ in kind.fields)
                if kind.fields
                else "an object"
            )
        case Optional():
            return f"{show(kind.item)} or null"
        case Ref():
            return f"a ref that holds {show(kind.item)}"
        case Live():
            return f"{show(kind.item)}, or a function that gives one"
        case Choices():
            return "one of " + ", ".join(f'"{name}"' for name in kind.names)
        case Function():
            return f"a function that takes {count(len(kind.parameters))}"
        case _:
            assert_never(kind)


def plural(kind: Type) -> str:
    """In words: "sources"."""
    if isinstance(kind, Named):
        return PLURALS.get(kind.name) or show(kind).removeprefix("a ").removeprefix("an ") + "s"
    return "values" if isinstance(kind, Unknown | Variable) else f"items, each {show(kind)}"


def count(parameters: int) -> str:
    """In words: "one value"."""
    return {0: "nothing", 1: "one value"}.get(parameters, f"{parameters} values")
