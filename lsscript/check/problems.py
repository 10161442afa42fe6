"""What can be wrong with names, types and stations, as facts; `explain.py` has the words.

Facts are named tuples: frozen like all our data, and made several times faster than dataclasses, which is felt by a check
that has to answer at once.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from lsscript.source import Span
from lsscript.types import Type

from .expectation import Expectation

__all__ = [
    "CannotChange",
    "CheckProblem",
    "DoubledArgument",
    "Group",
    "Mismatch",
    "MissingArgument",
    "NoFields",
    "NoSuchChoice",
    "NoSuchField",
    "NotAFunction",
    "NotCombined",
    "NotInScope",
    "SecretShown",
    "TooManyArguments",
    "TooManyParts",
    "UnknownArgument",
    "WrongPlace",
]


class NotInScope(NamedTuple):
    """A name that nothing has. `known` are the names that are there, `later` is where the name is given, if further down.

    `places` is where the names of the script are given.
    """

    span: Span
    name: str
    called: bool
    known: frozenset[str]
    later: Span | None
    places: Mapping[str, Span]


class Group(NamedTuple):
    """A name that is only the first part of others, used as a value."""

    span: Span
    name: str
    members: tuple[str, ...]


class UnknownArgument(NamedTuple):
    """A name of an argument that the function does not have."""

    span: Span
    name: str
    function: str
    parameters: tuple[str, ...]


class MissingArgument(NamedTuple):
    """Arguments that the function needs."""

    span: Span
    names: tuple[str, ...]
    function: str


class DoubledArgument(NamedTuple):
    """An argument that is given twice."""

    span: Span
    first: Span
    name: str
    function: str


class TooManyArguments(NamedTuple):
    """More arguments without a name than the function takes; `named_only` are those it takes by name."""

    span: Span
    function: str
    takes: int
    named_only: tuple[str, ...]


class NoSuchField(NamedTuple):
    """A field that an object does not have."""

    span: Span
    name: str
    known: tuple[str, ...]


class Mismatch(NamedTuple):
    """A value of another type than is wanted there. `text` is what was written."""

    span: Span
    found: Type
    wanted: Type
    why: Expectation
    text: str


class NotCombined(NamedTuple):
    """Two values that an operator cannot join."""

    span: Span
    operator: str
    left: Type
    right: Type
    left_span: Span
    right_span: Span


class NotAFunction(NamedTuple):
    """A call of something that is no function."""

    span: Span
    found: Type
    name: str


class NoFields(NamedTuple):
    """A field of something that has none; `full` is the name with dots that was written, "" for anything else."""

    span: Span
    found: Type
    name: str
    full: str = ""


class NoSuchChoice(NamedTuple):
    """A string that is none of those that are possible."""

    span: Span
    text: str
    choices: tuple[str, ...]
    why: Expectation


class CannotChange(NamedTuple):
    """`:=` for a name that holds no `ref`."""

    span: Span
    name: str
    found: Type


class SecretShown(NamedTuple):
    """A secret in a string, where it would be shown."""

    span: Span


class TooManyParts(NamedTuple):
    """A value of a type that nobody could write out."""

    span: Span


class WrongPlace(NamedTuple):
    """A statement that has no place there."""

    span: Span
    what: Literal["declaration", "import"]


CheckProblem = (
    NotInScope
    | Group
    | UnknownArgument
    | MissingArgument
    | DoubledArgument
    | TooManyArguments
    | NoSuchField
    | Mismatch
    | NotCombined
    | NotAFunction
    | NoFields
    | NoSuchChoice
    | CannotChange
    | SecretShown
    | TooManyParts
    | WrongPlace
)
