"""What joins a call to what the library's function does: the draft it adds to, and what may be read at the start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias, cast

from lsscript.source import Span
from lsscript.syntax import tree
from runtime import plan

from .arguments import string
from .data import value_of
from .draft import Draft
from .expressions import Given
from .live import with_first_values
from .problems import AtStartOnly, EvaluationError, NoSuchValue, OnAirOnly
from .value import OnAirSource, SourceValue, Value
from .world import World

__all__ = ["Binder", "Bound", "SecretReader"]


class SecretReader(Protocol):
    """Where secrets come from, and whatever else is known at the start."""

    def environment(self, name: str) -> str | None:
        """A variable of the environment, None when it is not set."""

    def first_line(self, path: str) -> str | None:
        """The first line of a file, None when it cannot be read."""

    def text(self, path: str) -> str | None:
        """The text of a file, None when it cannot be read."""

    def now(self, timezone: str) -> datetime:
        """The date and time in a zone, "" for the machine's."""


@dataclass(slots=True)
class Binder:
    """Does what a library function does: to the draft, or, where there is a `world`, in the running station."""

    draft: Draft
    secrets: SecretReader
    bindings: "Mapping[str, Bound]"
    world: World | None = None

    def __call__(self, declaration: tree.Declaration, given: Given) -> Value:
        """Call the function that is bound to a declaration.

        Raises:
            EvaluationError: an argument has a value that cannot be, a secret cannot be had, or there is no such function here.
        """
        for parameter in declaration.parameters:
            if isinstance(parameter.type, tree.Choice):
                chosen(declaration.name.text, parameter, given)
        bound = self.bindings.get(declaration.name.text)
        if bound is None:
            raise EvaluationError(AtStartOnly(given.span, declaration.name.text))
        return bound(self, with_first_values(declaration, given))

    def field(self, owner: Value, name: str, span: Span) -> Value:
        """A field of something that is no object: a source, of which only a running station knows anything.

        Raises:
            EvaluationError: nothing plays yet.
        """
        if self.world is None or not isinstance(owner, OnAirSource):
            raise EvaluationError(OnAirOnly(span, f".{name}"))
        return value_of(self.world.source(owner.id).get(name))

    def add(self, node: plan.Source, given: Given, children: tuple[SourceValue, ...] = ()) -> SourceValue:
        """A new source."""
        value = SourceValue(node, given.span, children, given.places, given.live)
        self.draft.made.append(value)
        return value


def chosen(function: str, parameter: tree.Declared, given: Given) -> None:
    """See that a computed string is one of those that are possible."""
    choices = cast(tree.Choice, parameter.type).names
    text = string(given, parameter.name.text)
    if text not in choices:
        span = given.places.get(parameter.name.text, given.span)
        raise EvaluationError(NoSuchValue(span, text, parameter.name.text, function, choices))


Bound: TypeAlias = Callable[[Binder, Given], Value]
"""What a function of the library does."""
