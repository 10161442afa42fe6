"""Entries among the names of a running station: its sources, the values that its functions share, the library.

Each entry is read and checked as a script is, before anything of it runs. The names that it gives end with it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lsscript.diagnostics.render_text import render_text
from lsscript.evaluate.binder import Binder
from lsscript.evaluate.budget import Budget
from lsscript.evaluate.draft import Draft
from lsscript.evaluate.expressions import Evaluator
from lsscript.evaluate.externs import ANYWHERE
from lsscript.evaluate.functions import Functions
from lsscript.evaluate.problems import OutOfTime
from lsscript.evaluate.value import Clock, OnAirSource, PairValue, Quantity, RefValue, Value, Weekday
from lsscript.evaluate.world import World
from lsscript.syntax import tree
from lsscript.syntax.walk import nodes
from lsscript.types import SIMPLE, UNKNOWN, ListOf, Pair, Record, Ref, Type
from runtime.plan import NodeId

from .session import Answer, Entry, Session

__all__ = ["LiveEntry", "NotUnderstood", "shared_names", "understand"]


PLAIN = (
    tree.Number,
    tree.Quantity,
    tree.ClockTime,
    tree.Date,
    tree.Boolean,
    tree.Null,
    tree.Text,
    tree.ListOf,
    tree.Pair,
    tree.Unary,
)
"""What a value that is written out is made of."""


class NotUnderstood(Exception):
    """An entry with problems; the text tells them as the checker does."""


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """An entry that can be evaluated in the running station."""

    session: Session
    entry: Entry

    def call(self, world: World, _arguments: object, has_time: Callable[[], bool]) -> Mapping[str, object]:
        """Its `value` and its `type`, as a script writes and names them.

        Raises:
            NotUnderstood: it came to no end, or did what cannot be done.
        """

        def evaluator(draft: Draft) -> Evaluator:
            return Evaluator(Binder(draft, self.session.secrets, ANYWHERE, world), budget=Budget(has_time))

        try:
            answer = self.session.evaluate(self.entry, evaluator)
        except OutOfTime:
            raise NotUnderstood("it took longer than it may") from None
        refuse(answer)
        return {"value": answer.value, "type": answer.type}


def understand(text: str, functions: Functions, sources: Iterable[str], *, plain: bool = False) -> LiveEntry:
    """Read and check an entry; where it must be `plain`, it only changes a ref, to a value that is written out.

    Raises:
        NotUnderstood: there are problems.
    """
    session = Session(functions.declarations, functions.secrets)
    for source in filter(str.isidentifier, sources):
        session.give(source, SIMPLE["source"], OnAirSource(NodeId(source)))
    for name in shared_names(functions):
        session.give(name, type_of(functions.refs[name]), functions.refs[name])
    entry = session.read(text)
    if isinstance(entry, Answer):
        refuse(entry)
        raise AssertionError("an answer without an entry has problems")
    if plain and not is_plain(entry.module):
        raise NotUnderstood(
            "a variable is set to a plain value: a number, a string, true, false, a duration …"
        )
    return LiveEntry(session, entry)


def is_plain(module: tree.Module) -> bool:
    """Whether a text is one change of a ref to a value that is written out: nothing is called, and nothing is read."""
    match module.statements:
        case (tree.Change(value=value),):
            return all(isinstance(each, PLAIN) for each in nodes(value))
        case _:
            return False


def shared_names(functions: Functions) -> tuple[str, ...]:
    """The names of the values that functions share; those without a name of their own cannot be entered."""
    return tuple(sorted(name for name in tuple(functions.refs) if name.isidentifier()))


def refuse(answer: Answer) -> None:
    """Tell the problems of an answer, if it has any.

    Raises:
        NotUnderstood: it has.
    """
    if answer.refused:
        raise NotUnderstood(answer.refused)
    if answer.problems and answer.source is not None:
        sources = {answer.source.name: answer.source}
        raise NotUnderstood(render_text(answer.problems, sources, colour=False).rstrip())


def type_of(value: Value) -> Type:
    """The type of what a ref holds; where the value alone does not tell it, one that fits everything."""
    match value:
        case RefValue():
            return Ref(type_of(value.held))
        case bool():
            return SIMPLE["bool"]
        case int() | float() | str():
            return SIMPLE[type(value).__name__.replace("str", "string")]
        case Quantity():
            return SIMPLE[value.kind]
        case Clock() | Weekday() | date():
            return SIMPLE[type(value).__name__.lower()]
        case OnAirSource():
            return SIMPLE["source"]
        case PairValue():
            return Pair(type_of(value.left), type_of(value.right))
        case tuple():
            return ListOf(type_of(value[0]) if value else UNKNOWN)
        case Mapping():
            return Record(tuple((name, type_of(each)) for name, each in value.items()))
        case _:
            return UNKNOWN
