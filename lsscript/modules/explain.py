"""The words for what can be wrong with imports."""

from typing import assert_never

from lsscript.diagnostics import Diagnostic, Label

from .problems import Circle, ComputedPath, ModuleProblem, NoSuchModule

__all__ = ["explain"]


def explain(problem: ModuleProblem) -> Diagnostic:
    """A problem in words."""
    match problem:
        case NoSuchModule() | ComputedPath():
            return not_imported(problem)
        case Circle():
            return circle(problem)
        case _:
            assert_never(problem)


def not_imported(problem: NoSuchModule | ComputedPath) -> Diagnostic:
    """LSS209."""
    if isinstance(problem, ComputedPath):
        title, label = "the path of an import cannot be computed", Label(problem.span, "known only later")
        others: tuple[Label, ...] = ()
        help_ = "write the path as it is, without `#{…}`"
    else:
        title, label = f'the script "{problem.path}" cannot be imported', Label(problem.span, problem.reason)
        others = (Label(problem.importer, "imported from here"),) if problem.importer else ()
        help_ = "a relative path begins in the folder of the script that imports"
    return Diagnostic("LSS209", "error", title, label, help=help_, others=others)


def circle(problem: Circle) -> Diagnostic:
    """LSS210."""
    label = Label(problem.span, "leads back to where it began")
    others = tuple(Label(each, "on the way here") for each in problem.chain)
    text = "A script is run before the one that imports it; in a circle, none could be first."
    help_ = "move what both need into a third script, and import that"
    title = f'the import of "{problem.path}" makes a circle'
    return Diagnostic("LSS210", "error", title, label, text, help_, others)
