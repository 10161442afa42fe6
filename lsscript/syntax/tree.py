"""The nodes of a script: frozen, each with the span it was written at."""

from dataclasses import dataclass
from typing import Literal

from lsscript.source import Span

from .token import Comment

__all__ = [
    "ANY_NAME",
    "AppliedType",
    "Argument",
    "Assignment",
    "Binary",
    "Boolean",
    "Branch",
    "Broken",
    "Call",
    "Change",
    "Choice",
    "ClockTime",
    "Date",
    "Declaration",
    "Declared",
    "Definition",
    "Expression",
    "ExpressionStatement",
    "Field",
    "For",
    "Function",
    "FunctionType",
    "If",
    "Import",
    "ListOf",
    "ListType",
    "Module",
    "Name",
    "NamedType",
    "Node",
    "Null",
    "Number",
    "ObjectOf",
    "ObjectType",
    "Operator",
    "OptionalType",
    "Pair",
    "PairType",
    "Parameter",
    "Pipe",
    "Quantity",
    "Statement",
    "Text",
    "TypeExpression",
    "Unary",
]

Operator = Literal[
    "or", "and", "not", "==", "!=", "<", "<=", ">", ">=", "..", "+", "-", "*", "/", "??"
]  # fmt: skip
UnitKind = Literal["duration", "bitrate", "frequency", "level", "loudness", "size", "percent"]


@dataclass(frozen=True, slots=True)
class Node:
    """Anything with a place in the text."""

    span: Span


# ---- Expressions --------------------------------------------------------------------------------------------------


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

# ---- Statements ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assignment(Node):
    """`name = value`."""

    name: Name
    value: Expression


@dataclass(frozen=True, slots=True)
class Change(Node):
    """`name := value`, for a name that holds a `ref`."""

    name: Name
    value: Expression


@dataclass(frozen=True, slots=True)
class Definition(Node):
    """`def name(…) … end`."""

    name: Name
    parameters: tuple[Parameter, ...]
    body: "tuple[Statement, ...]"


@dataclass(frozen=True, slots=True)
class Import(Node):
    """`import "file.lss" as name`."""

    path: Text
    name: Name


@dataclass(frozen=True, slots=True)
class ExpressionStatement(Node):
    """An expression that stands alone: a call, or the value of a function."""

    value: Expression


ANY_NAME = "="
"""Stands for a name that could not be read; no name is spelled so."""


@dataclass(frozen=True, slots=True)
class Broken(Node):
    """A statement that could not be read; its problem is told. `names` are those it would have given."""

    names: tuple[str, ...]


# ---- Declarations of the library ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamedType(Node):
    """`duration`."""

    name: str


@dataclass(frozen=True, slots=True)
class AppliedType(Node):
    """`ref(a)`: a type made of another."""

    name: str
    item: "TypeExpression"


@dataclass(frozen=True, slots=True)
class OptionalType(Node):
    """`duration?`: may be null."""

    item: "TypeExpression"


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """`"shuffle" | "sequential"`: one of these strings."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListType(Node):
    """`[source]`."""

    item: "TypeExpression"


@dataclass(frozen=True, slots=True)
class ObjectType(Node):
    """`{title: string}`."""

    entries: "tuple[tuple[Name, TypeExpression], ...]"


@dataclass(frozen=True, slots=True)
class FunctionType(Node):
    """`fun (track) -> any`."""

    parameters: "tuple[TypeExpression, ...]"
    result: "TypeExpression"


@dataclass(frozen=True, slots=True)
class PairType(Node):
    """`(schedule => source)`."""

    left: "TypeExpression"
    right: "TypeExpression"


TypeExpression = (
    PairType | NamedType | AppliedType | OptionalType | Choice | ListType | ObjectType | FunctionType
)


@dataclass(frozen=True, slots=True)
class Declared(Node):
    """A parameter of a library function. `named_only`: it stands behind the `*`."""

    name: Name
    type: TypeExpression
    default: Expression | None
    named_only: bool


@dataclass(frozen=True, slots=True)
class Declaration(Node):
    """`extern def name(…) -> type`: a function whose body is not in the language. `doc` is the comment above it.

    `extern name: type` declares a value in the same way; `result` is its type.
    """

    name: Name
    parameters: tuple[Declared, ...]
    result: TypeExpression
    doc: str
    is_value: bool = False


Statement = Assignment | Change | Definition | Import | ExpressionStatement | Broken | Declaration


@dataclass(frozen=True, slots=True)
class Module:
    """A whole file: its edition (None when the file does not say), its statements, its comments."""

    file: str
    edition: int | None
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
