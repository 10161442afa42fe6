"""Text to `Module`. Always gives one, with what could be read, beside the problems.

The words are cut into top-level statements first (`newlines.py`), and each is read on its own (`reader.py`).
"""

import re
from typing import NamedTuple

from lsscript.diagnostics import Diagnostic
from lsscript.source import SourceFile

from .explain import explain
from .lexer import lex
from .newlines import Chunk, cut
from .problems import NotAnEdition, SyntaxProblem, UnclosedBracket, UnexpectedWord, UnmatchedClosing
from .reader import Reader
from .table import Table, table
from .tree import Module, Statement
from .trivia import with_docs

__all__ = ["EDITION", "Parsed", "parse"]

EDITION = 1
"""The newest edition of the language that this version reads."""

MISFITS = (UnmatchedClosing, UnclosedBracket, UnexpectedWord)
"""Mistakes that come from words that do not fit together."""

EDITION_LINE = re.compile(
    r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?P<line>lss[ \t]+(?P<number>[^\s#]+))[ \t]*(?=#|\r?\n|\Z)"
)


class Parsed(NamedTuple):
    """What could be read of a text, and what could not."""

    module: Module
    problems: tuple[SyntaxProblem, ...]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The problems in words."""
        return tuple(explain(each) for each in self.problems)


def parse(source: SourceFile, tables: Table | None = None) -> Parsed:
    """Read a text."""
    tables = tables or table()
    edition, problems, masked = read_edition(source)
    words = lex(masked, tables.vocabulary)
    chunks, unbalanced = cut(words.tokens, masked)
    problems += words.problems
    statements: list[Statement] = []
    misfits = list(unbalanced)
    for chunk in chunks:
        reader = Reader(chunk, masked, tables)
        statements += reader.statements()
        misfits = without_echoes(misfits, reader.problems, chunk)
    problems += first_of_lines(misfits, masked)
    documented = with_docs(statements, words.comments, masked)
    return Parsed(Module(source.name, edition, documented, words.comments), tuple(problems))


def without_echoes(
    unbalanced: list[SyntaxProblem], found: list[SyntaxProblem], chunk: Chunk
) -> list[SyntaxProblem]:
    """All problems, but for what closes nothing behind a word of the same statement that does not fit."""
    unfit = [each.span.start for each in found if isinstance(each, UnexpectedWord)]
    last = chunk.tokens[-1].end
    first = min(unfit, default=last)
    kept = [
        each
        for each in unbalanced
        if not (isinstance(each, UnmatchedClosing) and first < each.span.start < last)
    ]
    return kept + found


def first_of_lines(problems: list[SyntaxProblem], source: SourceFile) -> list[SyntaxProblem]:
    """Of words that do not fit together, the first on each line: what follows a bracket that is missing fits no more."""
    lines: set[int] = set()
    kept: list[SyntaxProblem] = []
    for problem in problems:
        if isinstance(problem, MISFITS):
            span = problem.opening if isinstance(problem, UnclosedBracket) else problem.span
            line = source.position(span.start).line
            if line in lines:
                continue
            lines.add(line)
        kept.append(problem)
    return kept


def read_edition(source: SourceFile) -> tuple[int | None, list[SyntaxProblem], SourceFile]:
    """The edition, and the text with spaces where its line was: it is read before the grammar is chosen."""
    found = EDITION_LINE.match(source.text)
    if found is None:
        return None, [], source
    start, end = found.span("line")
    masked = SourceFile(source.name, source.text[:start] + " " * (end - start) + source.text[end:])
    number = found["number"]
    if number == str(EDITION):
        return EDITION, [], masked
    problem = NotAnEdition(source.span(*found.span("number")), number, late=False)
    return None, [problem], masked
