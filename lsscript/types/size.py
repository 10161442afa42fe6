"""How large a type is when it is written out, counted no further than somebody wants to know."""

from collections.abc import Callable, Iterator

from .type import Function, ListOf, Live, Optional, Pair, Record, Ref, Type

__all__ = ["size"]


def size(kind: Type, find: Callable[[Type], Type], most: int) -> int:
    """The number of parts of a type, at most `most`. `find` gives what is known of a variable.

    A part that stands in several places is counted in each of them, and looked at once.
    """
    known: dict[int, int] = {}

    def of(part: Type) -> int:
        part = find(part)
        if id(part) not in known:
            known[id(part)] = most  # a type that holds itself has no end
            known[id(part)] = min(most, 1 + sum(map(of, inside(part))))
        return known[id(part)]

    return of(kind)


def inside(kind: Type) -> Iterator[Type]:
    """The types directly in a type."""
    match kind:
        case ListOf() | Optional() | Ref() | Live():
            yield kind.item
        case Pair():
            yield kind.left
            yield kind.right
        case Record():
            yield from (each for _, each in kind.fields)
        case Function():
            yield from (each.type for each in kind.parameters)
            yield kind.result
        case _:
            return
