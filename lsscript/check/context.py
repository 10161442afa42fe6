"""What the parts of the checker share: the solver, the problems so far, and each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lsscript.source import SourceFile, Span
from lsscript.syntax.tree import ANY_NAME, Call, Expression, Function, ListOf, ObjectOf, Pair, Pipe, Statement
from lsscript.types import UNKNOWN, Named, Scheme, Solver, Type, size

from .declarations import Fields
from .problems import CheckProblem, Mismatch, NotInScope, TooManyParts
from .scope import Scope
from .warnings import CheckWarning

__all__ = ["Context"]


MOST_PARTS = 1000
"""Parts of a type; what is made of more is a mistake, or made to keep the check busy."""

GROWING = (Call, Function, ListOf, ObjectOf, Pair, Pipe)
"""What can make a type larger than those it is made of."""


@dataclass(slots=True)
class Context:
    """The state of checking one module.

    `expression` and `block` find the type of an expression and of a block; `given` is where the module first gives its
    names, `places` where it gives any, also inside functions, and `used` are those that are asked for; `imported` is what the
    scripts give that it imports, by the name it gives them; `missed` are the causes that were told; `fields` are what can be
    read of values that are no objects.
    """

    source: SourceFile
    expression: "Callable[[Context, Scope, Expression], Type]"
    block: "Callable[[Context, Scope, tuple[Statement, ...], bool], Type]"
    given: Mapping[str, Span]
    imported: "Mapping[str, Mapping[str, Scheme]]" = field(default_factory=dict)
    solver: Solver = field(default_factory=Solver)
    problems: list[CheckProblem] = field(default_factory=list)
    warnings: list[CheckWarning] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)
    places: Mapping[str, Span] = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)

    def infer(self, scope: Scope, expression: Expression) -> Type:
        """The type of an expression; one that grows beyond all measure is told, and not followed."""
        kind = self.solver.find(self.expression(self, scope, expression))
        if isinstance(expression, GROWING) and size(kind, self.solver.find, MOST_PARTS) >= MOST_PARTS:
            return self.too_many_parts(expression.span)
        return kind

    def too_many_parts(self, span: Span) -> Type:
        """Tell of a type that is too large, the first time: what is made of it is too."""
        if "too many parts" in self.missed:
            return UNKNOWN
        self.missed.add("too many parts")
        return self.fail(TooManyParts(span))

    def infer_block(self, scope: Scope, body: tuple[Statement, ...], wanted: bool = True) -> Type:
        """The type of the last line of a block; `wanted` when something is done with it."""
        return self.solver.find(self.block(self, scope, body, wanted))

    def not_in_scope(self, scope: Scope, span: Span, name: str, called: bool) -> Type:
        """Report a name that is not there, once; one that may have been lost with a broken line is not news."""
        first = name.partition(".")[0]
        cause = name if scope.members(first) else first
        if scope.find(ANY_NAME) is not None or cause in self.missed:
            return UNKNOWN
        self.missed.add(cause)
        known, later = self.fitting(scope, name, called), self.given.get(name)
        return self.fail(NotInScope(span, name, called, known, later, self.places))

    def fitting(self, scope: Scope, name: str, called: bool) -> frozenset[str]:
        """The names that are here; for what is called, those that can be."""
        known = frozenset(scope.all())
        if not called or "." in name:
            return known
        return frozenset(each for each in known if not isinstance(self.kind_of(scope, each), Named))

    def kind_of(self, scope: Scope, name: str) -> Type:
        """The type of a name that is here."""
        scheme = scope.find(name)
        return self.solver.find(scheme.type) if scheme is not None else UNKNOWN

    def fail(self, problem: CheckProblem) -> Type:
        """Keep a problem; what has failed fits everything. A name of the wrong type is told of once."""
        if isinstance(problem, Mismatch) and problem.text.isidentifier():
            cause = f"{problem.text}: {problem.found} {problem.wanted}"
            if cause in self.missed:
                return UNKNOWN
            self.missed.add(cause)
        self.problems.append(problem)
        return UNKNOWN
