"""The types of library functions, from their declarations.

A type whose name is a single letter stands for any type, the same one wherever the letter stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from lsscript.syntax import tree
from lsscript.types import (
    NULL,
    SIMPLE,
    Choices,
    Function,
    ListOf,
    Live,
    Optional,
    Pair,
    Parameter,
    Record,
    Ref,
    Scheme,
    Type,
    Variable,
)

__all__ = ["Fields", "UnknownTypeError", "fields_of", "names_of", "scheme_of"]

Fields = Mapping[str, Mapping[str, Type]]
"""The name of a type → what can be read of its values, with types."""


class UnknownTypeError(Exception):
    """The library names a type that there is not; a mistake of ours."""


def scheme_of(declaration: tree.Declaration) -> Scheme:
    """What a library function is, or a value of the library.

    Raises:
        UnknownTypeError: a type is named that there is not.
    """
    letters = Letters()
    if declaration.is_value:
        return Scheme(frozenset(), letters.type_of(declaration.result))
    parameters = tuple(
        Parameter(each.name.text, letters.type_of(each.type), each.default is None, each.named_only)
        for each in declaration.parameters
    )
    function = Function(parameters, letters.type_of(declaration.result))
    return Scheme(frozenset(each.number for each in letters.known.values()), function)


def names_of(declarations: Mapping[str, tree.Declaration]) -> dict[str, tree.Declaration]:
    """The declarations of what a script can name; the others are fields of types."""
    return {name: each for name, each in declarations.items() if not is_field(each)}


def fields_of(declarations: Mapping[str, tree.Declaration]) -> Fields:
    """What can be read of values: `extern source.title: string` is a field of sources."""
    found: dict[str, dict[str, Type]] = {}
    for name, each in declarations.items():
        if is_field(each):
            kind, _, member = name.partition(".")
            found.setdefault(kind, {})[member] = scheme_of(each).type
    return found


def is_field(declaration: tree.Declaration) -> bool:
    """Whether a declaration is of a field: its name begins with that of a type."""
    return declaration.is_value and declaration.name.text.partition(".")[0] in SIMPLE


@dataclass(slots=True)
class Letters:
    """The letters of one declaration, and the variables they stand for; negative, so that no solver makes the same."""

    known: dict[str, Variable] = field(default_factory=dict)

    def type_of(self, expression: tree.TypeExpression) -> Type:
        """The type that is written."""
        match expression:
            case tree.NamedType():
                return self.named(expression.name)
            case tree.AppliedType():
                return self.applied(expression)
            case tree.OptionalType():
                return Optional(self.type_of(expression.item))
            case tree.PairType():
                return Pair(self.type_of(expression.left), self.type_of(expression.right))
            case tree.ListType():
                return ListOf(self.type_of(expression.item))
            case tree.Choice():
                return Choices(expression.names)
            case tree.ObjectType():
                return Record(tuple((name.text, self.type_of(each)) for name, each in expression.entries))
            case tree.FunctionType():
                kinds = [self.type_of(each) for each in expression.parameters]
                taken = tuple(Parameter(f"value{number}", kind) for number, kind in enumerate(kinds, 1))
                return Function(taken, self.type_of(expression.result))
            case _:
                assert_never(expression)

    def named(self, name: str) -> Type:
        """A type by its name; `nothing` is what a call gives that is made for its effect."""
        if len(name) == 1:
            return self.known.setdefault(name, Variable(-1 - len(self.known)))
        if name == "nothing":
            return NULL
        if name not in SIMPLE:
            raise UnknownTypeError(name)
        return SIMPLE[name]

    def applied(self, expression: tree.AppliedType) -> Type:
        """A type made of another."""
        match expression.name:
            case "ref":
                return Ref(self.type_of(expression.item))
            case "live":
                return live(self.type_of(expression.item))
            case _:
                raise UnknownTypeError(expression.name)


def live(item: Type) -> Live:
    """`live(level)`, or `live(fun (a) -> b)`: a b, or such a function."""
    return Live(item.result, item.parameters) if isinstance(item, Function) else Live(item)
