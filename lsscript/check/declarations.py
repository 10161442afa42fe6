"""The types of library functions, from their declarations."""

from typing import assert_never

from lsscript.syntax import tree
from lsscript.types import NULL, SIMPLE, Choices, Function, ListOf, Optional, Parameter, Record, Scheme, Type

__all__ = ["UnknownTypeError", "scheme_of", "type_of"]


class UnknownTypeError(Exception):
    """The library names a type that there is not; a mistake of ours."""


def scheme_of(declaration: tree.Declaration) -> Scheme:
    """What a library function is."""
    parameters = tuple(
        Parameter(each.name.text, type_of(each.type), each.default is None, each.named_only)
        for each in declaration.parameters
    )
    return Scheme(frozenset(), Function(parameters, type_of(declaration.result)))


def type_of(expression: tree.TypeExpression) -> Type:
    """The type that is written.

    Raises:
        UnknownTypeError: there is no such type.
    """
    match expression:
        case tree.NamedType():
            return named(expression.name)
        case tree.OptionalType():
            return Optional(type_of(expression.item))
        case tree.ListType():
            return ListOf(type_of(expression.item))
        case tree.Choice():
            return Choices(expression.names)
        case tree.ObjectType():
            return Record(tuple((name.text, type_of(each)) for name, each in expression.entries))
        case tree.FunctionType():
            parameters = tuple(
                Parameter(f"value{i}", type_of(p)) for i, p in enumerate(expression.parameters, 1)
            )
            return Function(parameters, type_of(expression.result))
        case _:
            assert_never(expression)


def named(name: str) -> Type:
    """A type by its name; `nothing` is what a call gives that is made for its effect."""
    if name == "nothing":
        return NULL
    if name not in SIMPLE:
        raise UnknownTypeError(name)
    return SIMPLE[name]
