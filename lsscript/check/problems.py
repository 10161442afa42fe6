"""What can be wrong with names, types and stations, as facts; `explain.py` and `explain_station.py` have the words."""

from dataclasses import dataclass
from typing import Literal

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
    "UnknownArgument",
    "WrongPlace",
]


@dataclass(frozen=True, slots=True)
class NotInScope:
    """A name that nothing has. `known` are the names that are there."""

    span: Span
    name: str
    called: bool
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """A name that is only the first part of others, used as a value."""

    span: Span
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownArgument:
    """A name of an argument that the function does not have."""

    span: Span
    name: str
    function: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingArgument:
    """Arguments that the function needs."""

    span: Span
    names: tuple[str, ...]
    function: str


@dataclass(frozen=True, slots=True)
class DoubledArgument:
    """An argument that is given twice."""

    span: Span
    first: Span
    name: str
    function: str


@dataclass(frozen=True, slots=True)
class TooManyArguments:
    """More arguments without a name than the function takes; `named_only` are those it takes by name."""

    span: Span
    function: str
    takes: int
    named_only: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoSuchField:
    """A field that an object does not have."""

    span: Span
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A value of another type than is wanted there. `text` is what was written."""

    span: Span
    found: Type
    wanted: Type
    why: Expectation
    text: str


@dataclass(frozen=True, slots=True)
class NotCombined:
    """Two values that an operator cannot join."""

    span: Span
    operator: str
    left: Type
    right: Type
    left_span: Span
    right_span: Span


@dataclass(frozen=True, slots=True)
class NotAFunction:
    """A call of something that is no function."""

    span: Span
    found: Type
    name: str


@dataclass(frozen=True, slots=True)
class NoFields:
    """A field of something that has none."""

    span: Span
    found: Type
    name: str


@dataclass(frozen=True, slots=True)
class NoSuchChoice:
    """A string that is none of those that are possible."""

    span: Span
    text: str
    choices: tuple[str, ...]
    why: Expectation


@dataclass(frozen=True, slots=True)
class CannotChange:
    """`:=` for a name that holds no `ref`."""

    span: Span
    name: str
    found: Type


@dataclass(frozen=True, slots=True)
class SecretShown:
    """A secret in a string, where it would be shown."""

    span: Span


@dataclass(frozen=True, slots=True)
class WrongPlace:
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
    | WrongPlace
)
