"""What the parts of the checker share: the solver, the problems so far, and each other."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lsscript.source import SourceFile
from lsscript.syntax.tree import Expression, Statement
from lsscript.types import UNKNOWN, Solver, Type

from .problems import CheckProblem
from .scope import Scope

__all__ = ["Context"]


@dataclass(slots=True)
class Context:
    """The state of checking one module. `expression` and `block` find the type of an expression and of a block."""

    source: SourceFile
    expression: "Callable[[Context, Scope, Expression], Type]"
    block: "Callable[[Context, Scope, tuple[Statement, ...], bool], Type]"
    solver: Solver = field(default_factory=Solver)
    problems: list[CheckProblem] = field(default_factory=list)

    def infer(self, scope: Scope, expression: Expression) -> Type:
        """The type of an expression."""
        return self.solver.find(self.expression(self, scope, expression))

    def infer_block(self, scope: Scope, body: tuple[Statement, ...], wanted: bool = True) -> Type:
        """The type of the last line of a block; `wanted` when something is done with it."""
        return self.solver.find(self.block(self, scope, body, wanted))

    def fail(self, problem: CheckProblem) -> Type:
        """Keep a problem; what has failed fits everything."""
        self.problems.append(problem)
        return UNKNOWN
