"""Nodes of the library: what there is, and of which types."""

from dataclasses import dataclass

from .expressions import Expression, Name
from .node import Node

__all__ = [
    "AppliedType",
    "Choice",
    "Declaration",
    "Declared",
    "FunctionType",
    "ListType",
    "NamedType",
    "ObjectType",
    "OptionalType",
    "PairType",
    "TypeExpression",
]


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
