"""The entry: names and types of a whole module."""

from collections.abc import Mapping
from typing import NamedTuple

from lsscript.diagnostics import Diagnostic
from lsscript.source import SourceFile, Span
from lsscript.syntax import tree
from lsscript.types import Scheme, Type

from .context import Context
from .declarations import scheme_of
from .explain import explain
from .expressions import infer
from .functions import infer_block
from .problems import CheckProblem
from .scope import Scope

__all__ = ["Checked", "check_module"]


class Checked(NamedTuple):
    """The types of a module's names, and what is wrong with it."""

    names: Mapping[str, Type]
    problems: tuple[CheckProblem, ...]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The problems in words."""
        return tuple(explain(each) for each in self.problems)


def check_module(
    module: tree.Module, source: SourceFile, declarations: Mapping[str, tree.Declaration]
) -> Checked:
    """Check a module against the library's declarations."""
    context = Context(source, infer, infer_block, given(module))
    library = Scope(names={name: scheme_of(each) for name, each in declarations.items()})
    scope = library.inner()
    context.infer_block(scope, module.statements, wanted=False)
    names = {name: shown(context, scheme) for name, scheme in scope.names.items()}
    return Checked(names, tuple(context.problems))


def given(module: tree.Module) -> Mapping[str, Span]:
    """Where the names of a module are given first."""
    found: dict[str, Span] = {}
    for statement in module.statements:
        if isinstance(statement, tree.Assignment | tree.Definition):
            found.setdefault(statement.name.text, statement.name.span)
    return found


def shown(context: Context, scheme: Scheme) -> Type:
    """A scheme's type, with all that is known by now."""
    return context.solver.resolve(scheme.type)
