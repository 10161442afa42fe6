"""Functions of the script, rebuilt from the plan and called by the running station.

Strategy: a function's text is read where it stood, so that what goes wrong names the script's line. The values it captured come
from the plan; a `ref` is one value for all functions of a station. Nothing here waits or keeps time: the caller runs one
function at a time, and says when time is up.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from lsscript.check.declarations import names_of
from lsscript.source import SourceFile, Span
from lsscript.syntax import tree
from lsscript.syntax.parse import parse
from runtime import plan

from .binder import Binder, SecretReader
from .budget import Budget
from .capture import HELD
from .data import data_of, value_of
from .draft import Draft
from .environment import Environment
from .explain import explain
from .expressions import Evaluator
from .externs import ANYWHERE, VALUES
from .problems import Endless, EvaluationError, OutOfTime
from .ref_memory import RefMemory
from .value import (
    Clock,
    Extern,
    PairValue,
    RefValue,
    Secret,
    Value,
    Weekday,
)
from .world import World

__all__ = ["FunctionFailed", "Functions", "Prepared"]

HasTime = Callable[[], bool]


class FunctionFailed(Exception):
    """A function came to no end, or did what cannot be done; the text is a sentence, `place` the line it happened on."""

    def __init__(self, words: str, place: plan.Origin) -> None:
        super().__init__(words)
        self.place = place


@dataclass(frozen=True, slots=True)
class Prepared:
    """A function that can be called."""

    value: Value
    functions: "Functions"
    draft: Draft
    origin: plan.Origin

    def call(self, world: World, arguments: Sequence[object], has_time: HasTime) -> object:
        """What the function gives, as plain data.

        Args:
            world: the running station.
            arguments: plain data, as `data.py` has it; what the function does not take is left out.
            has_time: asked again and again; when it says no, the function is given up.

        Raises:
            FunctionFailed: it gave nothing.
        """
        binder = Binder(self.draft, self.functions.secrets, ANYWHERE, world)
        evaluator = Evaluator(binder, budget=Budget(has_time))
        span = self.draft.source.span(0, 0)
        given = [value_of(each) for each in arguments]
        try:
            return data_of(evaluator.apply(span, self.value, given))
        except EvaluationError as failure:
            told = explain(failure.problem)
            raise FunctionFailed(told.title, self.place(failure.problem.span)) from None
        except OutOfTime as failure:
            raise FunctionFailed("it took longer than it may", self.place(failure.span)) from None
        except RecursionError:
            told = explain(Endless(span))
            raise FunctionFailed(told.title, self.origin) from None

    def place(self, span: Span) -> plan.Origin:
        """Where something went wrong, as far as that is in the function's text."""
        return self.draft.origin(span) if span.file in self.draft.sources else self.origin


@dataclass(slots=True)
class Functions:
    """The functions of one station, and the refs they share."""

    declarations: Mapping[str, tree.Declaration]
    secrets: SecretReader
    refs: dict[str, RefValue] = field(default_factory=dict)
    memory: RefMemory = field(default_factory=RefMemory)

    def prepare(self, handler: plan.Handler) -> Prepared:
        """Make a function of the plan ready to be called."""
        draft = Draft(SourceFile("", ""), {})
        return Prepared(Rebuilt(self, handler, draft).function(0), self, draft, handler.functions[0].place)

    def recall(self, values: Mapping[str, object]) -> None:
        """Have refs hold what they held in an earlier station, those to come included."""
        self.memory.waiting.update(values)
        for name, ref in tuple(self.refs.items()):
            self.memory.begin(name, ref)

    def remembered(self) -> Mapping[str, object]:
        """What refs hold, as plain data. From any thread."""
        return self.memory.all(self.refs)

    def keep(self, names: Collection[str]) -> None:
        """The script has these refs alone from now on."""
        for name in [name for name in tuple(self.refs) if name not in names]:
            self.memory.end(name, self.refs.pop(name))

    def library(self) -> Environment:
        """The names of the library."""
        return Environment(
            values={
                name: VALUES[name] if each.is_value else Extern(each)
                for name, each in names_of(self.declarations).items()
            }
        )


@dataclass(slots=True)
class Rebuilt:
    """The functions of one handler, made anew; each once, since they may reach each other."""

    functions: Functions
    handler: plan.Handler
    draft: Draft
    made: dict[int, Value] = field(default_factory=dict)

    def function(self, number: int) -> Value:
        """One of the handler's functions."""
        if number not in self.made:
            self.made[number] = self.make(number)
        return self.made[number]

    def make(self, number: int) -> Value:
        """Read a function's text, among the names it captured."""
        data = self.handler.functions[number]
        if data.text == HELD:
            return self.value(data.captured[0][1])
        environment = self.functions.library().inner()
        statement = self.read(number, data)
        evaluator = Evaluator(Binder(self.draft, self.functions.secrets, ANYWHERE))
        value = evaluator.statement(environment, statement)
        if isinstance(statement, tree.Definition):
            value = environment.values[statement.name.text]
        self.made[number] = value
        for name, captured in data.captured:
            environment.values[name] = self.value(captured)
        return value

    def read(self, number: int, data: plan.Function) -> tree.Statement:
        """A function's text as a statement, at the line and column where it stood."""
        line, column = max(data.place.line, 1), max(data.place.column, 1)
        opening, closing = ("", "") if data.text.startswith("def ") else ("(", ")")
        text = "\n" * (line - 1) + " " * (column - 1 - len(opening)) + opening + data.text + closing
        name = f"{number}/{data.place.file}"
        source = SourceFile(name, text)
        cast("dict[str, SourceFile]", self.draft.sources)[name] = source
        return parse(source).module.statements[0]

    def value(self, data: object) -> Value:
        """A captured value."""
        match data:
            case ("function", int() as number):
                return self.function(number)
            case ("ref", str() as name, *held):
                return self.ref(name, held)
            case ("list", tuple() as items):
                return tuple(self.value(each) for each in items)
            case ("object", tuple() as entries):
                return {name: self.value(each) for name, each in entries}
            case ("pair", left, right):
                return PairValue(self.value(left), self.value(right))
            case ("clock", int() | float() as seconds):
                return Clock(seconds)
            case ("weekday", int() as day):
                return Weekday(day)
            case plan.Secret():
                return Secret(data.place, data.text)
            case _:
                return value_of(data)

    def ref(self, name: str, held: Sequence[object]) -> Value:
        """The value of this name that all functions of the station share."""
        known = self.functions.refs
        if name not in known:
            known[name] = RefValue(None)
            known[name].held = self.value(held[0]) if held else None
            self.functions.memory.begin(name, known[name])
        return known[name]
