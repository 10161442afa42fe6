"""What can be wrong with imports, as facts; `explain.py` has the words."""

from typing import NamedTuple

from lsscript.source import Span

__all__ = ["Circle", "ComputedPath", "ModuleProblem", "NoSuchModule"]


class NoSuchModule(NamedTuple):
    """A script that cannot be had. `importer` is where the script with this import is itself imported."""

    span: Span
    path: str
    reason: str
    importer: Span | None


class Circle(NamedTuple):
    """An import that leads back to a script that is being read. `chain` are the imports from there to here."""

    span: Span
    path: str
    chain: tuple[Span, ...]


class ComputedPath(NamedTuple):
    """A path that would be known only when the script runs."""

    span: Span


ModuleProblem = NoSuchModule | Circle | ComputedPath
