"""Going through a tree."""

from collections.abc import Iterator
from dataclasses import fields

from .tree import Expression, Field, Name, Node, Text

__all__ = ["children", "dotted", "literal", "nodes", "root"]


def children(node: Node) -> Iterator[Node]:
    """The nodes directly inside a node."""
    for field in fields(node):
        yield from inside(getattr(node, field.name))


def inside(value: object) -> Iterator[Node]:
    """The nodes in a value of a field."""
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from inside(each)


def nodes(node: Node) -> Iterator[Node]:
    """A node and everything inside it, in the order of the text."""
    yield node
    for child in children(node):
        yield from nodes(child)


def dotted(expression: Expression) -> str | None:
    """`a.b.c` as one name; None for anything else."""
    match expression:
        case Name():
            return expression.text
        case Field():
            owner = dotted(expression.owner)
            return f"{owner}.{expression.name.text}" if owner is not None else None
        case _:
            return None


def root(expression: Expression) -> str:
    """The first part of a name with dots; "" for anything else."""
    while isinstance(expression, Field):
        expression = expression.owner
    return expression.text if isinstance(expression, Name) else ""


def literal(expression: Expression) -> str | None:
    """The text of a string without interpolation; None for anything else."""
    if not isinstance(expression, Text):
        return None
    parts = [part for part in expression.parts if isinstance(part, str)]
    return "".join(parts) if len(parts) == len(expression.parts) else None
