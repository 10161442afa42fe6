"""Calls: what is given to what is taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lsscript.syntax import tree
from lsscript.syntax.walk import dotted
from lsscript.types import UNKNOWN, Function, Parameter, Ref, Type, Variable

from .context import Context
from .expectation import ArgumentOf, Expectation
from .problems import (
    DoubledArgument,
    MissingArgument,
    NotAFunction,
    TooManyArguments,
    UnknownArgument,
)
from .scope import Scope

__all__ = ["infer_call"]

Check = Callable[[Context, Scope, tree.Expression, Type, Expectation], None]
"""Reports an expression whose type is not the wanted one."""


class Given(NamedTuple):
    """An argument as it was given: its name, if it has one, and its value."""

    name: tree.Name | None
    value: tree.Expression


def infer_call(
    context: Context, scope: Scope, call: tree.Call, piped: tree.Expression | None, check: Check
) -> Type:
    """The type of what a call gives. `piped` is its first argument, from the left of `|>`."""
    given = [Given(None, piped)] if piped is not None else []
    given += [Given(each.name, each.value) for each in call.arguments]
    function = called(context, scope, call.function)
    match function:
        case Function() if late(given):
            for each in in_order(given):
                context.infer(scope, each.value)
            return function.result
        case Function():
            name = dotted(call.function) or "this function"
            matching = Matching(context, function, name)
            matching.match(given)
            matching.missing(call)
            for argument, parameter, number in matching.pairs():
                if matching.crowded and argument.name is None:
                    continue
                check(
                    context, scope, argument.value, parameter.type, ArgumentOf(name, parameter.name, number)
                )
            return function.result
        case Ref() if not given:
            return function.item
        case Variable() if all(each.name is None for each in given):
            return call_unknown(context, scope, function, given)
        case _:
            for each in given:
                context.infer(scope, each.value)
            if function == UNKNOWN or isinstance(function, Variable):
                return UNKNOWN
            return context.fail(NotAFunction(call.function.span, function, dotted(call.function) or ""))


def late(given: Sequence[Given]) -> bool:
    """Whether an argument without a name stands behind one with a name; that has been told."""
    named = [each.name is not None for each in given]
    return named != sorted(named)


def in_order(given: Sequence[Given]) -> list[Given]:
    """The arguments without those that stand behind one with a name: what they were meant to be is not known."""
    first = next(number for number, each in enumerate(given) if each.name is not None)
    return [each for number, each in enumerate(given) if number < first or each.name is not None]


def called(context: Context, scope: Scope, function: tree.Expression) -> Type:
    """What is called; a name that there is not is told as a function."""
    if (
        isinstance(function, tree.Name)
        and scope.find(function.text) is None
        and not scope.members(function.text)
    ):
        return context.not_in_scope(scope, function.span, function.text, called=True)
    return context.infer(scope, function)


def call_unknown(context: Context, scope: Scope, function: Variable, given: Sequence[Given]) -> Type:
    """A call of a parameter: it must be a function that takes what it is given."""
    taken = tuple(Parameter(f"value{i}", context.infer(scope, each.value)) for i, each in enumerate(given, 1))
    result = context.solver.fresh()
    context.solver.settle(function, Function(taken, result))
    return result


@dataclass(slots=True)
class Matching:
    """The arguments of one call, put to the parameters they are for; `crowded`: more of them by place than there are places."""

    context: Context
    function: Function
    name: str
    taken: dict[str, Given] = field(default_factory=dict)
    failed: bool = False
    crowded: bool = False

    def match(self, given: Sequence[Given]) -> None:
        """Find the parameter of every argument; report those that have none."""
        places = iter([each for each in self.function.parameters if not each.named_only])
        for argument in given:
            parameter = self.by_name(argument.name) if argument.name else next(places, None)
            if parameter is None:
                self.superfluous(argument)
            elif parameter.name in self.taken:
                self.doubled(argument, parameter)
            else:
                self.taken[parameter.name] = argument

    def by_name(self, name: tree.Name) -> Parameter | None:
        """The parameter of that name."""
        return next((each for each in self.function.parameters if each.name == name.text), None)

    def superfluous(self, argument: Given) -> None:
        """Report an argument that nothing takes; of those without a name, the first."""
        parameters = self.function.parameters
        if argument.name is not None:
            known = tuple(each.name for each in parameters)
            self.context.fail(UnknownArgument(argument.name.span, argument.name.text, self.name, known))
        elif not self.failed:
            named_only = tuple(each.name for each in parameters if each.named_only)
            takes = len(parameters) - len(named_only)
            self.context.fail(TooManyArguments(argument.value.span, self.name, takes, named_only))
            self.crowded = True
        self.failed = True

    def doubled(self, argument: Given, parameter: Parameter) -> None:
        """Report an argument that is given twice."""
        first = self.taken[parameter.name].value.span
        span = argument.name.span if argument.name else argument.value.span
        self.context.fail(DoubledArgument(span, first, parameter.name, self.name))

    def pairs(self) -> list[tuple[Given, Parameter, int]]:
        """Each argument with its parameter and the parameter's number."""
        numbered = enumerate(self.function.parameters, 1)
        return [(self.taken[each.name], each, number) for number, each in numbered if each.name in self.taken]

    def missing(self, call: tree.Call) -> None:
        """Report what is needed and not given, unless an argument with a wrong name may be just that."""
        names = tuple(
            each.name for each in self.function.parameters if each.required and each.name not in self.taken
        )
        if names and not self.failed:
            self.context.fail(MissingArgument(call.function.span, names, self.name))
