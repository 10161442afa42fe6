"""Nodes that give a value."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .node import Node

if TYPE_CHECKING:
    from .statements import Statement

__all__ = [
    "Argument",
    "Binary",
    "Boolean",
    "Branch",
    "Call",
    "ClockTime",
    "Date",
    "Expression",
    "Field",
    "For",
    "Function",
    "If",
    "ListOf",
    "Name",
    "Null",
    "Number",
    "ObjectOf",
    "Operator",
    "Pair",
    "Parameter",
    "Pipe",
    "Quantity",
    "Text",
    "Unary",
    "UnitKind",
]

Operator = Literal[
    "or", "and", "not", "==", "!=", "<", "<=", ">", ">=", "..", "+", "-", "*", "/", "??"
]  # fmt: skip
UnitKind = Literal["duration", "bitrate", "frequency", "level", "loudness", "size", "percent"]


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name, where it is used or where it is given."""

    text: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number without a unit."""

    value: int | float


@dataclass(frozen=True, slots=True)
class Quantity(Node):
    """A number with a unit, in the unit's base: seconds, bits a second, hertz, decibels, LUFS, bytes, hundredths."""

    amount: float
    kind: UnitKind


@dataclass(frozen=True, slots=True)
class ClockTime(Node):
    """A time of day, in seconds since midnight; 24:00 ends a day."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Date(Node):
    """A day of the calendar."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Boolean(Node):
    """True or false."""

    value: bool


@dataclass(frozen=True, slots=True)
class Null(Node):
    """Nothing."""


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A string: pieces of text, and expressions interpolated between them."""

    parts: "tuple[str | Expression, ...]"


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b]`."""

    items: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class ObjectOf(Node):
    """`{k = v}`."""

    entries: "tuple[tuple[Name, Expression], ...]"


@dataclass(frozen=True, slots=True)
class Pair(Node):
    """`a => b`."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Argument(Node):
    """What a call gives; with a name, or by its place."""

    name: Name | None
    value: "Expression"


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`f(a, k=b)`."""

    function: "Expression"
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Pipe(Node):
    """`a |> f(b)`, which is `f(a, b)`."""

    left: "Expression"
    call: Call


@dataclass(frozen=True, slots=True)
class Field(Node):
    """`o.k`."""

    owner: "Expression"
    name: Name


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """What a function takes, and what it takes when nothing is given."""

    name: Name
    default: "Expression | None"


@dataclass(frozen=True, slots=True)
class Function(Node):
    """`fun (x) -> expr` or `fun (x) do … end`."""

    parameters: tuple[Parameter, ...]
    body: "tuple[Statement, ...]"


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """A condition and what holds under it."""

    condition: "Expression"
    body: "tuple[Statement, ...]"


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if … then … elsif … else … end`."""

    branches: tuple[Branch, ...]
    otherwise: "tuple[Statement, ...] | None"


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for x in list do … end`."""

    name: Name
    items: "Expression"
    body: "tuple[Statement, ...]"


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """`-a` or `not a`."""

    operator: Literal["-", "not"]
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Two values and what joins them."""

    operator: Operator
    left: "Expression"
    right: "Expression"


Expression = (
    Name
    | Number
    | Quantity
    | ClockTime
    | Date
    | Boolean
    | Null
    | Text
    | ListOf
    | ObjectOf
    | Pair
    | Call
    | Pipe
    | Field
    | Function
    | If
    | For
    | Unary
    | Binary
)
