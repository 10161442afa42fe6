"""Nodes that stand on lines of their own, and the file that they make."""

from dataclasses import dataclass

from lsscript.syntax.token import Comment

from .declarations import Declaration
from .expressions import Expression, Name, Parameter, Text
from .node import Node

__all__ = [
    "ANY_NAME",
    "Assignment",
    "Broken",
    "Change",
    "Definition",
    "ExpressionStatement",
    "Import",
    "Module",
    "Statement",
]


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


Statement = Assignment | Change | Definition | Import | ExpressionStatement | Broken | Declaration


@dataclass(frozen=True, slots=True)
class Module:
    """A whole file: its edition (None when the file does not say), its statements, its comments."""

    file: str
    edition: int | None
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
