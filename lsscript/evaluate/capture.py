"""Functions of the script as data: what a handler keeps of the names around it. `runtime.plan.handler` has the form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast, get_args

from lsscript.source import Span
from lsscript.syntax import tree
from lsscript.syntax.walk import dotted, nodes
from runtime import plan

from .problems import AtStartOnly, EvaluationProblem, NoSuchReading
from .value import (
    Clock,
    Closure,
    DnsFunctions,
    Extern,
    PairValue,
    Quantity,
    RefValue,
    Secret,
    SourceValue,
    Value,
    Weekday,
)

__all__ = ["HELD", "Capture"]

PLAN_DATA = (
    *get_args(plan.Schedule),
    *get_args(plan.Encoder),
    *get_args(plan.Dns),
    plan.AcmeAuthority,
    plan.Access,
    plan.Account,
    date,
)
"""What is plain data already."""

READINGS: Mapping[str, tuple[type, str]] = {
    "user": (plan.LiveInput, "input.live"),
    "connected": (plan.LiveInput, "input.live"),
}
"""What can be read of one kind of source alone, and the function that makes it."""

HELD = "="
"""The text of what is called and is no function: a `ref`. It is the one value that is captured."""

TextOf = Callable[[Span], str]
"""A place → what is written there."""

OriginOf = Callable[[Span], plan.Origin]
"""A place → its file and line."""


@dataclass(slots=True)
class Capture:
    """Takes functions out of one script.

    `source_id` gives the id of a source, `ref_id` that of a `ref`; `may_call` says whether a function of the library can be
    called while the station plays. Calls of others become `problems`.
    """

    text: TextOf
    origin: OriginOf
    source_id: Callable[[SourceValue], plan.NodeId]
    ref_id: Callable[[RefValue], str]
    may_call: Callable[[str], bool]
    problems: list[EvaluationProblem] = field(default_factory=list)

    def handler(self, function: Value, name: str, origin: plan.Origin) -> plan.Handler:
        """A function as the plan keeps it, with all the functions that it can reach."""
        reached = Reached(self)
        reached.number(function)
        return plan.Handler(plan.NodeId(name), tuple(reached.functions), origin=origin)


@dataclass(slots=True)
class Reached:
    """The functions that one handler can reach, itself the first, and the refs whose values are written down already."""

    capture: Capture
    functions: list[plan.Function] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    refs: set[str] = field(default_factory=set)

    def number(self, function: Value) -> int:
        """The place of a function among those that are reached; it is put there first, since functions may reach themselves."""
        if id(function) not in self.numbers:
            number = self.numbers[id(function)] = len(self.functions)
            self.functions.append(plan.Function(""))
            self.functions[number] = self.function(function)
        return self.numbers[id(function)]

    def function(self, function: Value) -> plan.Function:
        """A function as data; one of the library is its name."""
        match function:
            case Closure():
                self.capture.problems += misplaced(function, self.capture.may_call)
                self.capture.problems += misread(function)
                text, place = self.capture.text(function.span), self.capture.origin(function.span)
                return plan.Function(text, tuple(self.captured(function)), place)
            case Extern():
                return plan.Function(function.declaration.name.text)
            case _:
                return plan.Function(HELD, (("", self.plain(function)),))

    def captured(self, closure: Closure) -> Iterator[tuple[str, object]]:
        """The names that a function uses and does not give itself, with their values as plain data."""
        for name in sorted(used(closure)):
            if not closure.environment.has(name):
                continue
            value = closure.environment.find(name)
            if not isinstance(value, Extern):
                yield name, self.plain(value)

    def plain(self, value: Value) -> object:
        """A value as data that compares, prints and travels."""
        match value:
            case bool() | int() | float() | str() | None:
                return value
            case _ if isinstance(value, PLAN_DATA):
                return value
            case Quantity():
                return (value.kind, value.amount)
            case Weekday():
                return ("weekday", value.number)
            case Clock():
                return ("clock", value.seconds)
            case Secret():
                return plan.Secret(value.text, value.place)
            case SourceValue():
                return ("source", self.capture.source_id(value))
            case Closure() | Extern():
                return ("function", self.number(value))
            case RefValue():
                return self.ref(value)
            case DnsFunctions():
                return None  # nothing that a station calls has any use for it
            case PairValue():
                return ("pair", self.plain(value.left), self.plain(value.right))
            case tuple():
                return ("list", tuple(self.plain(each) for each in value))
            case Mapping():
                return ("object", tuple((name, self.plain(each)) for name, each in value.items()))
            case _:
                raise TypeError(type(value).__name__)

    def ref(self, ref: RefValue) -> object:
        """A ref by its id, with its value where it is met first: it may hold what reaches the ref again."""
        name = self.capture.ref_id(ref)
        if name in self.refs:
            return ("ref", name)
        self.refs.add(name)
        return ("ref", name, self.plain(ref.held))


def misplaced(closure: Closure, may_call: Callable[[str], bool]) -> Iterator[AtStartOnly]:
    """The calls in a function that only work while the script is read."""
    inside = [each for statement in closure.body for each in nodes(statement)]
    own = {
        each.name.text for each in inside if isinstance(each, tree.Assignment | tree.Definition | tree.For)
    }
    own |= {each.name.text for each in closure.parameters}
    for each in inside:
        name = dotted(each.function) or "" if isinstance(each, tree.Call) else ""
        if name and name not in own and closure.environment.has(name):
            called = closure.environment.find(name)
            if isinstance(called, Extern) and not may_call(called.declaration.name.text):
                yield AtStartOnly(cast(tree.Call, each).function.span, name)


def misread(closure: Closure) -> Iterator[NoSuchReading]:
    """What a function reads of a source that sources of its kind never have; of a parameter, nobody knows the kind."""
    own = {each.name.text for each in closure.parameters}
    for each in (each for statement in closure.body for each in nodes(statement)):
        if not isinstance(each, tree.Field) or each.name.text not in READINGS:
            continue
        owner = dotted(each.owner) or ""
        value = closure.environment.find(owner) if owner and closure.environment.has(owner) else None
        kind, function = READINGS[each.name.text]
        if owner not in own and isinstance(value, SourceValue) and not isinstance(value.node, kind):
            yield NoSuchReading(each.name.span, each.name.text, function)


def used(closure: Closure) -> set[str]:
    """The names in a function, without its parameters."""
    inside = [each for statement in closure.body for each in nodes(statement)]
    inside += [
        each for parameter in closure.parameters if parameter.default for each in nodes(parameter.default)
    ]
    names = {each.text for each in inside if isinstance(each, tree.Name)}
    names |= {dotted(each) or "" for each in inside if isinstance(each, tree.Field)}
    return names - {each.name.text for each in closure.parameters}
