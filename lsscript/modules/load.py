"""The library: every declaration of every part, by its qualified name."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from lsscript.diagnostics import Diagnostic
from lsscript.source import SourceFile
from lsscript.syntax.parse import parse
from lsscript.syntax.tree import Declaration

__all__ = ["Library", "Reader", "load_library"]

Reader = Callable[[str], str]
"""Name → text."""


class Library(NamedTuple):
    """What every script can call. `sources` are its texts, `diagnostics` what is wrong with them (nothing, by test)."""

    declarations: Mapping[str, Declaration]
    sources: Mapping[str, SourceFile]
    diagnostics: tuple[Diagnostic, ...]


def load_library(names: Iterable[str], read: Reader) -> Library:
    """Read the parts of the library."""
    declarations: dict[str, Declaration] = {}
    sources: dict[str, SourceFile] = {}
    diagnostics: list[Diagnostic] = []
    for name in names:
        source = SourceFile(f"stdlib/{name}.lss", read(name))
        parsed = parse(source)
        sources[source.name] = source
        diagnostics += parsed.diagnostics
        found = (each for each in parsed.module.statements if isinstance(each, Declaration))
        declarations |= {each.name.text: each for each in found}
    return Library(declarations, sources, tuple(diagnostics))
