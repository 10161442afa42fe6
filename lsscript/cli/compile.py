"""From a file to a plan: every phase, in order, and all their problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lsscript.check import check_module
from lsscript.check.explain_libraries import Machine, library_diagnostics
from lsscript.check.station_rules import Files, station_diagnostics
from lsscript.cli.library import library
from lsscript.cli.read import ScriptUnreadable, read_script
from lsscript.cli.surroundings import Surroundings
from lsscript.diagnostics import Diagnostic, in_order
from lsscript.diagnostics.order import strictly
from lsscript.diagnostics.render_json import render_json
from lsscript.diagnostics.render_text import render_text
from lsscript.evaluate import evaluate_program
from lsscript.evaluate.binder import SecretReader
from lsscript.modules import Program, ScriptReader, load_program
from lsscript.source import SourceFile
from lsscript.types import Scheme, Solver
from runtime.plan import Station

__all__ = [
    "Around",
    "Outcome",
    "ScriptUnreadable",
    "compile_file",
    "compile_text",
    "library",
    "render_json",
    "render_text",
]


class Around(Files, Machine, SecretReader, ScriptReader, Protocol):
    """What the language may know of the machine."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a script: the plan, if there is one, the problems, and the texts they point into."""

    station: Station | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]

    @property
    def has_errors(self) -> bool:
        """Whether the script cannot go on the air."""
        return any(each.severity == "error" for each in self.diagnostics)


def compile_file(path: Path, *, strict: bool = False, added: Sequence[str] = ()) -> Outcome:
    """Read, check and evaluate a script. With `strict`, every warning is an error; `added` are lines behind its own.

    Raises:
        ScriptUnreadable: the file cannot be read. What is wrong inside it never raises; see the outcome's problems.
    """
    folder = path.absolute().parent
    text = "\n".join([read_script(path), *added])
    outcome = compile_text(SourceFile(str(path), text), str(folder), Surroundings(folder))
    if not strict or not outcome.diagnostics:
        return outcome
    return Outcome(None, strictly(outcome.diagnostics), outcome.sources)


def compile_text(source: SourceFile, folder: str, around: Around) -> Outcome:
    """Check and evaluate a text as if it stood in `folder`; files and secrets are looked for in what is `around` it."""
    declared = library()
    program = load_program(source, around)
    sources = {**program.sources, **declared.sources}
    found = (*declared.diagnostics, *program.diagnostics, *check_program(program))
    if any(each.severity == "error" for each in found):
        return Outcome(None, in_order(found), sources)
    evaluated = evaluate_program(program.modules, declared.declarations, folder, around)
    found += evaluated.diagnostics
    if not evaluated.diagnostics:
        found += station_diagnostics(evaluated.promise, lambda span: sources[span.file].slice(span), around)
        found += library_diagnostics(evaluated.promise, around)
    failed = any(each.severity == "error" for each in found)
    return Outcome(None if failed else evaluated.station, in_order(found), sources)


def check_program(program: Program) -> tuple[Diagnostic, ...]:
    """Check a script and what it imports, each after what it imports itself."""
    solver, gives = Solver(), dict[str, Mapping[str, Scheme]]()
    found: list[Diagnostic] = []
    for each in program.modules:
        imported = {name: gives[key] for name, key in each.imports.items()}
        checked = check_module(
            each.module,
            each.source,
            library().declarations,
            imported,
            solver,
            is_imported=each is not program.modules[-1],
        )
        gives[each.key] = checked.gives
        found += checked.diagnostics
    return tuple(found)
