"""From a file to a plan: every phase, in order, and all their problems."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import stdlib
from lsscript.check import check_module
from lsscript.check.station_rules import station_diagnostics
from lsscript.cli.read import ScriptUnreadable, read_script
from lsscript.cli.surroundings import Surroundings
from lsscript.diagnostics import Diagnostic, in_order
from lsscript.diagnostics.order import strictly
from lsscript.diagnostics.render_json import render_json
from lsscript.diagnostics.render_text import render_text
from lsscript.evaluate import evaluate
from lsscript.modules import load_library
from lsscript.source import SourceFile
from lsscript.syntax.parse import parse
from runtime.plan import Station

__all__ = ["Outcome", "ScriptUnreadable", "compile_file", "compile_text", "render_json", "render_text"]


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


def compile_file(path: Path, *, strict: bool = False) -> Outcome:
    """Read, check and evaluate a script. With `strict`, every warning is an error.

    Raises:
        ScriptUnreadable: the file cannot be read. What is wrong inside it never raises; see the outcome's problems.
    """
    outcome = compile_text(SourceFile(str(path), read_script(path)), path.absolute().parent)
    if not strict or not outcome.diagnostics:
        return outcome
    return Outcome(None, strictly(outcome.diagnostics), outcome.sources)


def compile_text(source: SourceFile, folder: Path) -> Outcome:
    """Check and evaluate a text as if it stood in `folder`."""
    library = load_library(stdlib.NAMES, stdlib.read)
    sources = {source.name: source, **library.sources}
    parsed = parse(source)
    checked = check_module(parsed.module, source, library.declarations)
    found = (*library.diagnostics, *parsed.diagnostics, *checked.diagnostics)
    if any(each.severity == "error" for each in found):
        return Outcome(None, in_order(found), sources)
    surroundings = Surroundings(folder)
    evaluated = evaluate(parsed.module, source, library.declarations, str(folder), surroundings)
    found += evaluated.diagnostics
    if not evaluated.diagnostics:
        found += station_diagnostics(evaluated.promise, source.text, surroundings)
    failed = any(each.severity == "error" for each in found)
    return Outcome(None if failed else evaluated.station, in_order(found), sources)
