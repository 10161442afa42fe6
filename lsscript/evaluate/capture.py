"""Functions of the script as data: what a handler keeps of the names around it."""

from collections.abc import Callable, Mapping
from datetime import date

from lsscript.source import Span
from lsscript.syntax import tree
from lsscript.syntax.walk import dotted, nodes
from runtime import plan

from .value import Clock, Closure, Extern, Quantity, RefValue, Secret, SourceValue, Value, Weekday

__all__ = ["handler_of"]

TextOf = Callable[[Span], str]
"""A place → what is written there."""

IdOf = Callable[[SourceValue], plan.NodeId]
"""The id of a source."""


def handler_of(closure: Closure, name: str, text: TextOf, origin: plan.Origin, id_of: IdOf) -> plan.Handler:
    """A function as the plan keeps it: its text, and the values of the names in it that are not its own."""
    return plan.Handler(plan.NodeId(name), text(closure.span), captured(closure, text, id_of), origin=origin)


def captured(closure: Closure, text: TextOf, id_of: IdOf) -> tuple[tuple[str, object], ...]:
    """The names that a function uses and does not give itself, with their values as plain data."""
    found = {}
    for name in sorted(used(closure) - {closure.name}):
        value = closure.environment.find(name) if closure.environment.has(name) else None
        if value is not None and not isinstance(value, Extern):
            found[name] = plain(value, text, id_of)
    return tuple(found.items())


def used(closure: Closure) -> set[str]:
    """The names in a function, without its parameters."""
    inside = [each for statement in closure.body for each in nodes(statement)]
    inside += [
        each for parameter in closure.parameters if parameter.default for each in nodes(parameter.default)
    ]
    names = {each.text for each in inside if isinstance(each, tree.Name)}
    names |= {dotted(each) or "" for each in inside if isinstance(each, tree.Field)}
    return names - {each.name.text for each in closure.parameters}


def plain(value: Value, text: TextOf, id_of: IdOf) -> object:
    """A value as data that compares, prints and travels: (its kind, what it holds). Secrets keep only their place."""
    match value:
        case bool() | int() | float() | str() | None:
            return value
        case Quantity():
            return (value.kind, value.amount)
        case Weekday():
            return ("weekday", value.number)
        case date():
            return ("date", value.isoformat())
        case Clock():
            return ("clock", value.seconds)
        case Secret():
            return ("secret", value.place)
        case SourceValue():
            return ("source", id_of(value))
        case Closure():
            return ("function", text(value.span), captured_once(value, text, id_of))
        case RefValue():
            return ("ref", plain(value.held, text, id_of))
        case tuple():
            return ("list", tuple(plain(each, text, id_of) for each in value))
        case Mapping():
            return ("object", tuple((name, plain(each, text, id_of)) for name, each in value.items()))
        case _:
            return (type(value).__name__.lower(), repr(value))


def captured_once(closure: Closure, text: TextOf, id_of: IdOf) -> tuple[tuple[str, object], ...]:
    """What a captured function captures: all but functions, which may name each other without end."""
    inside = {name: closure.environment.find(name) for name in used(closure) if closure.environment.has(name)}
    return tuple(
        (name, plain(value, text, id_of))
        for name, value in sorted(inside.items(), key=lambda pair: pair[0])
        if not isinstance(value, Extern | Closure)
    )
