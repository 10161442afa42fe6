"""A script and all that it imports, in the order in which they run.

Rules.
1. A path is relative to the folder of the script that imports; it becomes a key, relative to the folder of the first.
2. A script is read once, however often it is imported, and stands before each that imports it.
3. An import that leads back to a script that is being read is told, and left out.
"""

import os.path
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import NamedTuple, Protocol

from lsscript.diagnostics import Diagnostic
from lsscript.source import SourceFile, Span
from lsscript.syntax.parse import parse
from lsscript.syntax.tree import Import, Module
from lsscript.syntax.walk import literal

from .explain import explain
from .problems import Circle, ComputedPath, ModuleProblem, NoSuchModule

__all__ = ["Imported", "Program", "ScriptReader", "Unreadable", "load_program"]


class Unreadable(Exception):
    """A script that cannot be read; its text is the reason."""


class ScriptReader(Protocol):
    """Where imported scripts come from."""

    def script(self, path: str) -> str:
        """The text of a script; a relative path begins in the folder of the first script.

        Raises:
            Unreadable: it cannot be had.
        """


class Imported(NamedTuple):
    """One script of a program. `imports` are the keys of what it imports, by the name it gives them."""

    key: str
    source: SourceFile
    module: Module
    imports: Mapping[str, str]


class Program(NamedTuple):
    """The first script is the last of `modules`: each stands behind what it imports."""

    modules: tuple[Imported, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def sources(self) -> dict[str, SourceFile]:
        """The texts by the names that spans carry."""
        return {each.source.name: each.source for each in self.modules}


def load_program(source: SourceFile, reader: ScriptReader) -> Program:
    """Read a script and everything it imports."""
    folder = PurePath(source.name).parent
    loading = Loading("" if folder == PurePath() else folder.as_posix(), reader)
    loading.load(PurePath(source.name).name, source, ())
    found = (*loading.diagnostics, *(explain(each) for each in loading.problems))
    return Program(tuple(loading.modules.values()), found)


@dataclass(slots=True)
class Loading:
    """Goes through imports depth first. `shown` is put before keys where people see them."""

    shown: str
    reader: ScriptReader
    modules: dict[str, Imported] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    problems: list[ModuleProblem] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    def load(self, key: str, source: SourceFile, chain: tuple[tuple[str, Span], ...]) -> None:
        """Read a script that is there. `chain` are the scripts that are being read, each with its import on the way here."""
        parsed = parse(source)
        self.diagnostics += parsed.diagnostics
        imports = {}
        for statement in parsed.module.statements:
            if isinstance(statement, Import):
                wanted = self.follow(key, statement, chain)
                if wanted in self.modules:
                    imports[statement.name.text] = wanted
        self.modules[key] = Imported(key, source, parsed.module, imports)

    def follow(self, key: str, statement: Import, chain: tuple[tuple[str, Span], ...]) -> str:
        """Read what an import names, unless it is read already; gives its key."""
        path, span = literal(statement.path), statement.path.span
        if path is None:
            self.problems.append(ComputedPath(span))
            return ""
        wanted = PurePath(os.path.normpath(PurePath(key).parent / path)).as_posix()
        known = [each for each, _ in (*chain, (key, span))]
        if wanted in known:
            way = tuple(each for _, each in chain[known.index(wanted) :])
            self.problems.append(Circle(span, path, way))
        elif wanted not in self.modules:
            self.read(wanted, path, (*chain, (key, span)))
        return wanted

    def read(self, key: str, path: str, chain: tuple[tuple[str, Span], ...]) -> None:
        """Read a script for the first time; one that cannot be had is told where it is first wanted."""
        if key in self.lost:
            return
        try:
            text = self.reader.script(key)
        except Unreadable as fault:
            self.lost.add(key)
            importer = chain[-2][1] if len(chain) > 1 else None
            self.problems.append(NoSuchModule(chain[-1][1], path, str(fault), importer))
        else:
            self.load(key, SourceFile(PurePath(self.shown, key).as_posix(), text), chain)
