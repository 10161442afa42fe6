"""The entry: names and types of a whole module."""

from collections.abc import Mapping
from typing import NamedTuple

from lsscript.diagnostics import Diagnostic
from lsscript.source import SourceFile, Span
from lsscript.syntax import tree
from lsscript.syntax.walk import nodes
from lsscript.types import SOURCE, UNKNOWN, ListOf, Optional, Pair, Record, Ref, Scheme, Solver, Type

from .context import Context
from .declarations import fields_of, names_of, scheme_of
from .explain import explain
from .explain_warnings import explain_warning
from .expressions import infer
from .functions import infer_block
from .problems import CheckProblem
from .scope import Scope
from .warnings import CheckWarning, UnusedName

__all__ = ["Checked", "check_module"]

NOTHING: Mapping[str, Mapping[str, Scheme]] = {}


class Checked(NamedTuple):
    """The types of a module's names, what is wrong with it, and what it gives to those who import it."""

    names: Mapping[str, Type]
    problems: tuple[CheckProblem, ...]
    gives: Mapping[str, Scheme]
    warnings: tuple[CheckWarning, ...] = ()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The problems in words."""
        return (*map(explain, self.problems), *map(explain_warning, self.warnings))


def check_module(
    module: tree.Module,
    source: SourceFile,
    declarations: Mapping[str, tree.Declaration],
    imported: Mapping[str, Mapping[str, Scheme]] = NOTHING,
    solver: Solver | None = None,
    *,
    is_imported: bool = False,
) -> Checked:
    """Check a module against the library's declarations.

    `imported` is what the scripts give that it imports, by the name it gives them. Modules that import each other share a
    solver, so that a variable means the same in all of them. What an imported script does not use itself, others may.
    """
    context = Context(source, infer, infer_block, given(module), imported, solver or Solver())
    context.places = places(module)
    context.fields = context.solver.fields = fields_of(declarations)
    library = Scope(names={name: scheme_of(each) for name, each in names_of(declarations).items()})
    scope = library.inner()
    context.infer_block(scope, module.statements, wanted=False)
    names = {name: shown(context, scheme) for name, scheme in scope.names.items()}
    gives = {name: each for name, each in scope.names.items() if "." not in name}
    unused = [] if is_imported else unused_names(module, context, names)
    return Checked(names, tuple(context.problems), gives, (*context.warnings, *unused))


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


def unused_names(module: tree.Module, context: Context, names: Mapping[str, Type]) -> list[UnusedName]:
    """The names that the script gives and never uses; sources among them are looked at when the station is known."""
    found = dict(context.given)
    modules = {each.name.text: each.name.span for each in module.statements if isinstance(each, tree.Import)}
    found |= {name: span for name, span in modules.items() if name in context.imported}
    left = [name for name in found if name not in context.used and not name.startswith("_")]
    return [
        UnusedName(found[name], name)
        for name in left
        if name in modules or not holds_source(names.get(name, UNKNOWN))
    ]


def holds_source(kind: Type) -> bool:
    """Whether a source is among what a type holds, or may be."""
    match kind:
        case ListOf() | Optional() | Ref():
            return holds_source(kind.item)
        case Pair():
            return holds_source(kind.left) or holds_source(kind.right)
        case Record():
            return any(holds_source(each) for _, each in kind.fields)
        case _:
            return kind in (SOURCE, UNKNOWN)
