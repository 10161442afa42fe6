"""The entry: names and types of a whole module."""

from collections.abc import Mapping
from typing import NamedTuple

from lsscript.diagnostics import Diagnostic
from lsscript.source import SourceFile, Span
from lsscript.syntax import tree
from lsscript.syntax.walk import nodes
from lsscript.types import Scheme, Solver, Type

from .context import Context
from .declarations import scheme_of
from .explain import explain
from .expressions import infer
from .functions import infer_block
from .problems import CheckProblem
from .scope import Scope

__all__ = ["Checked", "check_module"]

NOTHING: Mapping[str, Mapping[str, Scheme]] = {}


class Checked(NamedTuple):
    """The types of a module's names, what is wrong with it, and what it gives to those who import it."""

    names: Mapping[str, Type]
    problems: tuple[CheckProblem, ...]
    gives: Mapping[str, Scheme]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The problems in words."""
        return tuple(explain(each) for each in self.problems)


def check_module(
    module: tree.Module,
    source: SourceFile,
    declarations: Mapping[str, tree.Declaration],
    imported: Mapping[str, Mapping[str, Scheme]] = NOTHING,
    solver: Solver | None = None,
) -> Checked:
    """Check a module against the library's declarations.

    `imported` is what the scripts give that it imports, by the name it gives them. Modules that import each other share a
    solver, so that a variable means the same in all of them.
    """
    context = Context(source, infer, infer_block, given(module), imported, solver or Solver())
    context.places = places(module)
    library = Scope(names={name: scheme_of(each) for name, each in declarations.items()})
    scope = library.inner()
    context.infer_block(scope, module.statements, wanted=False)
    names = {name: shown(context, scheme) for name, scheme in scope.names.items()}
    gives = {name: each for name, each in scope.names.items() if "." not in name}
    return Checked(names, tuple(context.problems), gives)


def given(module: tree.Module) -> Mapping[str, Span]:
    """Where the names of a module are given first."""
    found: dict[str, Span] = {}
    for statement in module.statements:
        if isinstance(statement, tree.Assignment | tree.Definition):
            found.setdefault(statement.name.text, statement.name.span)
    return found


def places(module: tree.Module) -> Mapping[str, Span]:
    """Where names are given first, also those of parameters and inside functions."""
    found: dict[str, Span] = {}
    for statement in module.statements:
        for node in nodes(statement):
            if isinstance(node, tree.Assignment | tree.Definition | tree.Parameter | tree.For):
                found.setdefault(node.name.text, node.name.span)
    return found


def shown(context: Context, scheme: Scheme) -> Type:
    """A scheme's type, with all that is known by now."""
    return context.solver.resolve(scheme.type)
