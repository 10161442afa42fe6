"""The tree, run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import NamedTuple, Protocol, assert_never, cast

from lsscript.source import Span
from lsscript.syntax import tree
from lsscript.syntax.walk import dotted

from .budget import Budget
from .environment import Environment
from .operators import LONGEST, join, negate, text_of
from .problems import Endless, EvaluationError, EvaluationProblem, FollowsError, NumberTooLarge
from .value import FAILED, Clock, Closure, Extern, PairValue, Quantity, RefValue, Value

__all__ = ["Evaluator", "Given"]

NONE: Mapping[str, Value] = {}


class Given(NamedTuple):
    """What a call of a library function gives: values and places by parameter, and where the call stands.

    `apply` calls a function that is among the values. `live` are the functions that give those of the values that may change
    while the station plays; among the values stands what they give first.
    """

    values: Mapping[str, Value]
    places: Mapping[str, Span]
    span: Span
    apply: Callable[[Value, Sequence[Value]], Value]
    live: Mapping[str, Value] = NONE


def is_value(environment: Environment, owner: tree.Expression) -> bool:
    """Whether what a field is asked of is a name, or a field of one; else it is the beginning of a name with dots."""
    while isinstance(owner, tree.Field):
        if environment.has(dotted(owner) or ""):
            return True
        owner = owner.owner
    return not isinstance(owner, tree.Name) or environment.has(owner.text)


def is_of_library(environment: Environment, qualified: str, owner: tree.Expression) -> bool:
    """Whether both a name with a dot and its first part are functions of the library: `relay.all` and `relay`."""
    if not isinstance(owner, tree.Name) or not (environment.has(owner.text) and environment.has(qualified)):
        return False
    return isinstance(environment.find(owner.text), Extern)


def found(environment: Environment, name: str) -> Value:
    """The value of a name that is here.

    Raises:
        FollowsError: the statement that gives it failed.
    """
    value = environment.find(name)
    if value is FAILED:
        raise FollowsError
    return value


class Library(Protocol):
    """What the functions of the library do, and what can be read of a source."""

    def __call__(self, declaration: tree.Declaration, given: Given, /) -> Value:
        """Call a function of the library."""

    def field(self, owner: Value, name: str, span: Span) -> Value:
        """A field of something that is no object."""


@dataclass(slots=True)
class Evaluator:
    """Runs one module."""

    bind: Library
    budget: Budget = field(default_factory=Budget)
    problems: list[EvaluationProblem] = field(default_factory=list)

    # ---- statements -----------------------------------------------------------------------------------------------

    def run(self, environment: Environment, statements: Sequence[tree.Statement]) -> None:
        """Run the statements of a module; one that fails is told, and the next one runs."""
        for statement in statements:
            try:
                self.statement(environment, statement)
                continue
            except EvaluationError as failure:
                self.problems.append(failure.problem)
            except RecursionError:
                self.problems.append(Endless(statement.span))
            except FollowsError:
                pass  # what it follows from has been told
            if isinstance(statement, tree.Assignment):
                environment.values[statement.name.text] = FAILED

    def statement(self, environment: Environment, statement: tree.Statement) -> Value:
        """Run one statement."""
        match statement:
            case tree.Assignment():
                environment.values[statement.name.text] = self.value(environment, statement.value)
            case tree.Definition():
                name, span = statement.name.text, statement.span
                closure = Closure(name, statement.parameters, statement.body, environment, span)
                environment.values[name] = closure
            case tree.Change():
                held = found(environment, statement.name.text)
                cast(RefValue, held).held = self.value(environment, statement.value)
            case tree.ExpressionStatement():
                return self.value(environment, statement.value)
            case tree.Import() | tree.Broken() | tree.Declaration():
                pass
            case _:
                assert_never(statement)
        return None

    def block(self, environment: Environment, body: Sequence[tree.Statement]) -> Value:
        """Run a block; its value is that of its last line."""
        result: Value = None
        for statement in body:
            result = self.statement(environment, statement)
        return result

    # ---- expressions ------------------------------------------------------------------------------------------------

    def value(self, environment: Environment, expression: tree.Expression) -> Value:
        """The value of an expression."""
        match expression:
            case tree.Number() | tree.Boolean():
                return expression.value
            case tree.Null():
                return None
            case tree.Quantity():
                return Quantity(expression.amount, expression.kind)
            case tree.ClockTime():
                return Clock(expression.seconds)
            case tree.Date():
                return date(expression.year, expression.month, expression.day)
            case tree.Text():
                return self.text(environment, expression)
            case tree.Name():
                return found(environment, expression.text)
            case tree.Field():
                return self.field(environment, expression)
            case tree.ListOf():
                return tuple(self.value(environment, item) for item in expression.items)
            case tree.ObjectOf():
                return {name.text: self.value(environment, value) for name, value in expression.entries}
            case tree.Pair():
                return PairValue(
                    self.value(environment, expression.left), self.value(environment, expression.right)
                )
            case tree.Call():
                return self.call(environment, expression, None)
            case tree.Pipe():
                return self.call(environment, expression.call, expression.left)
            case tree.Function():
                return Closure("", expression.parameters, expression.body, environment, expression.span)
            case tree.If():
                return self.choose(environment, expression)
            case tree.For():
                self.loop(environment, expression)
                return None
            case tree.Unary():
                return negate(expression.operator, self.value(environment, expression.operand))
            case tree.Binary():
                return self.binary(environment, expression)
            case _:
                assert_never(expression)

    def text(self, environment: Environment, text: tree.Text) -> str:
        """A string with what is interpolated in it."""
        parts = [
            part if isinstance(part, str) else text_of(self.value(environment, part)) for part in text.parts
        ]
        if sum(map(len, parts)) > LONGEST:
            raise EvaluationError(NumberTooLarge(text.span))
        return cast(str, self.budget.counted("".join(parts), text.span))

    def field(self, environment: Environment, field: tree.Field) -> Value:
        """A name of the library with dots, or a field of an object."""
        qualified = dotted(field)
        if qualified is not None and (
            is_of_library(environment, qualified, field.owner) or not is_value(environment, field.owner)
        ):
            return found(environment, qualified)
        owner = self.value(environment, field.owner)
        if isinstance(owner, Mapping):
            return owner[field.name.text]
        return self.bind.field(owner, field.name.text, field.name.span)

    def choose(self, environment: Environment, choice: tree.If) -> Value:
        """`if`."""
        for branch in choice.branches:
            if self.value(environment, branch.condition):
                return self.block(environment.inner(), branch.body)
        return self.block(environment.inner(), choice.otherwise or ())

    def loop(self, environment: Environment, loop: tree.For) -> None:
        """`for`."""
        for item in cast("tuple[Value, ...]", self.value(environment, loop.items)):
            self.budget.step(loop.span)
            inner = environment.inner()
            inner.values[loop.name.text] = item
            self.block(inner, loop.body)

    def binary(self, environment: Environment, expression: tree.Binary) -> Value:
        """Two values; of `and`, `or` and `??`, the right one only when it matters."""
        left = self.value(environment, expression.left)
        match expression.operator, left:
            case ("??", None) | ("and", True) | ("or", False):
                return self.value(environment, expression.right)
            case ("??", _) | ("and", False) | ("or", True):
                return left
            case _:
                right = self.value(environment, expression.right)
                return self.budget.counted(
                    join(expression.operator, left, right, expression.span), expression.span
                )

    # ---- calls --------------------------------------------------------------------------------------------------------

    def call(self, environment: Environment, call: tree.Call, piped: tree.Expression | None) -> Value:
        """A call of a function of the script or of the library."""
        self.budget.step(call.span)
        arguments = [tree.Argument(piped.span, None, piped)] if piped is not None else []
        arguments += call.arguments
        function = self.value(environment, call.function)
        match function:
            case Extern():
                return self.call_library(environment, function.declaration, arguments, call)
            case Closure():
                return self.call_script(environment, function, arguments)
            case _:
                return cast(RefValue, function).held

    def call_script(
        self, environment: Environment, function: Closure, arguments: Sequence[tree.Argument]
    ) -> Value:
        """Run a function of the script."""
        given = self.matched(environment, [each.name.text for each in function.parameters], arguments)
        inner = function.environment.inner()
        for parameter in function.parameters:
            name, default = parameter.name.text, parameter.default
            inner.values[name] = given[name] if name in given else self.default(function.environment, default)
        return self.block(inner, function.body)

    def call_library(
        self,
        environment: Environment,
        function: tree.Declaration,
        arguments: Sequence[tree.Argument],
        call: tree.Call,
    ) -> Value:
        """Do what a function of the library does."""
        names = [each.name.text for each in function.parameters]
        values = self.matched(environment, names, arguments)
        places = self.placed(names, arguments)
        for parameter in function.parameters:
            if parameter.name.text not in values:
                values[parameter.name.text] = self.default(environment, parameter.default)
        span = call.function.span.to(call.span)
        return self.budget.counted(
            self.bind(function, Given(values, places, span, partial(self.apply, span))), span
        )

    def apply(self, span: Span, function: Value, values: Sequence[Value]) -> Value:
        """Call a function with values that are there already, by place, for a call that stands at `span`."""
        self.budget.step(span)
        match function:
            case Closure():
                inner = function.environment.inner()
                inner.values |= self.by_place(function.environment, function.parameters, values)
                return self.block(inner, function.body)
            case Extern():
                given = self.by_place(Environment(), function.declaration.parameters, values)
                return self.bind(function.declaration, Given(given, {}, span, partial(self.apply, span)))
            case _:
                return cast(RefValue, function).held

    def by_place(
        self,
        environment: Environment,
        parameters: Sequence[tree.Parameter | tree.Declared],
        values: Sequence[Value],
    ) -> dict[str, Value]:
        """The values by parameter, with the defaults of those that are not given."""
        return {
            each.name.text: values[number]
            if number < len(values)
            else self.default(environment, each.default)
            for number, each in enumerate(parameters)
        }

    def default(self, environment: Environment, default: tree.Expression | None) -> Value:
        """What is taken when nothing is given."""
        return self.value(environment, default) if default is not None else None

    def matched(
        self, environment: Environment, names: Sequence[str], arguments: Sequence[tree.Argument]
    ) -> dict[str, Value]:
        """The values of the arguments by parameter."""
        places = iter(names)
        return {
            (each.name.text if each.name else next(places)): self.value(environment, each.value)
            for each in arguments
        }

    def placed(self, names: Sequence[str], arguments: Sequence[tree.Argument]) -> dict[str, Span]:
        """Where the arguments stand, by parameter."""
        places = iter(names)
        return {(each.name.text if each.name else next(places)): each.value.span for each in arguments}
