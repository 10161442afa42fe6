"""Text to `Module`. Always gives one, with what could be read, beside the problems.

Strategy: the top-level statements are cut first (`newlines.py`), and each is read on its own. Inside a block, the parser's
state before every statement is kept; a mistake costs the innermost statement it stands in, and reading goes on behind it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import lark
from lark.exceptions import UnexpectedToken

from lsscript.diagnostics import Diagnostic
from lsscript.source import SourceFile, Span

from .build import Builder
from .expected import innermost, named_mistake, reading
from .explain import explain
from .lexer import lex
from .newlines import CLOSES_BLOCK, OPENS_BLOCK, Chunk, cut
from .problems import Foreign, NotAnEdition, SyntaxProblem, TooDeep, UnexpectedWord
from .table import STATEMENT, Table, table
from .token import END_OF_LINE, MISTAKE, Token
from .tree import Broken, Module, Statement
from .trivia import with_docs

__all__ = ["EDITION", "Parsed", "parse"]

EDITION = 1
"""The newest edition of the language that this version reads."""

EDITION_LINE = re.compile(
    r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?P<line>lss[ \t]+(?P<number>[^\s#]+))[ \t]*(?=#|\r?\n|\Z)"
)
OPENS_LEVEL = frozenset({"DEF", "IF", "FOR"})


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
    problems += [*words.problems, *unbalanced]
    statements: list[Statement] = []
    for chunk in chunks:
        reader = Reader(chunk, masked, tables)
        statements += reader.statements()
        problems += reader.problems
    documented = with_docs(statements, words.comments, masked)
    return Parsed(Module(source.name, edition, documented, words.comments), tuple(problems))


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


def levels(tokens: Sequence[Token]) -> list[int]:
    """How many blocks are open before each word, and behind the last."""
    level, found, waiting, before = 0, [0], 0, ""
    for token in tokens:
        if token.kind in OPENS_LEVEL and before != "EXTERN":
            level += 1
            waiting += token.kind == "FOR"
        elif token.kind == "DO" and waiting:
            waiting -= 1
        elif token.kind == "DO":
            level += 1
        elif token.kind == "END":
            level -= 1
        before = token.kind
        found.append(level)
    return found


@dataclass(slots=True)
class Reader:
    """Reads one top-level statement."""

    chunk: Chunk
    source: SourceFile
    tables: Table
    problems: list[SyntaxProblem] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def statements(self) -> list[Statement]:
        """The statement, if it could be read, behind a stand-in for the names that were lost in it."""
        found: list[Statement] = []
        if self.chunk.broken:
            self.lose(self.chunk.tokens)
        elif (read := self.read()) is not None:
            found.append(read)
        if self.lost:
            found.insert(0, Broken(self.span(self.chunk.tokens[0]), tuple(self.lost)))
        return found

    def read(self) -> Statement | None:
        """The statement, or None when nothing of it could be read."""
        try:
            read = self.feed_all()
            builder = Builder(self.source)
            statement = builder.statement(read) if read is not None else None
        except RecursionError:
            first, last = self.chunk.tokens[0], self.chunk.tokens[-1]
            self.problems.append(TooDeep(self.span(first).to(self.span(last))))
            self.lose(self.chunk.tokens)
            return None
        self.problems += builder.problems
        return statement

    def feed_all(self) -> Any:  # noqa: ANN401 - a tree of Lark, or None
        """Feed every word to the parser, and go on behind mistakes."""
        tokens = self.chunk.tokens
        depth = levels(tokens)
        parser: Any = self.tables.parser.parse_interactive(start=STATEMENT)
        saved = {0: (parser.copy(deepcopy_values=False), 0)}
        at = 0
        while at < len(tokens):
            token, level = tokens[at], depth[at]
            if token.kind == END_OF_LINE:
                saved[level] = (parser.copy(deepcopy_values=False), at)
            try:
                parser.feed_token(lark.Token(token.kind, token.text, token.start, end_pos=token.end))
            except UnexpectedToken as fault:
                self.tell(at, fault, parser)
                level = max(each for each in saved if each <= max(level, 0))
                if level == 0:
                    self.lose(tokens)
                    return None
                resume = self.behind(at, level, depth)
                state, begun = saved[level]
                self.lose(tokens[begun:resume])
                if resume >= len(tokens):
                    return None
                parser = state.copy(deepcopy_values=False)
                at = resume + (tokens[begun].kind in OPENS_BLOCK and tokens[resume].kind == END_OF_LINE)
                continue
            at += 1
            if token.kind in OPENS_BLOCK:
                saved[depth[at]] = (parser.copy(deepcopy_values=False), at - 1)
            elif token.kind == "END":
                saved = {each: state for each, state in saved.items() if each <= depth[at]}
        return self.finish(parser)

    def finish(self, parser: Any) -> Any:  # noqa: ANN401 - Lark's parser and its tree
        """Tell the parser that the statement ends here."""
        last = self.chunk.tokens[-1]
        try:
            return parser.feed_token(lark.Token("$END", "", last.end, end_pos=last.end))
        except UnexpectedToken as fault:
            self.tell(len(self.chunk.tokens), fault, parser)
            self.lose(self.chunk.tokens)
            return None

    def behind(self, at: int, level: int, depth: Sequence[int]) -> int:
        """The index of the end of the innermost statement that the word at `at` stands in."""
        tokens = self.chunk.tokens
        for index in range(at, len(tokens)):
            here = depth[index]
            if here <= level and tokens[index].kind == END_OF_LINE:
                return index
            if here <= level and tokens[index].kind in CLOSES_BLOCK:
                return index
        return len(tokens)

    def tell(self, at: int, fault: UnexpectedToken, parser: Any) -> None:  # noqa: ANN401 - Lark's parser
        """Say once what does not fit."""
        tokens = self.chunk.tokens
        before = tokens[:at]
        end = tokens[-1].end
        token = tokens[at] if at < len(tokens) else Token("$END", "", end, end)
        opening = innermost(before)
        told = opening is not None and opening.start in self.chunk.blamed
        if told or MISTAKE in (token.kind, *(each.kind for each in before[-1:])):
            return
        mistake = named_mistake(before, token)
        if mistake is not None:
            self.problems.append(Foreign(self.span(mistake[1]), mistake[0], mistake[1].text))
        elif token.kind == "INTEGER" and before and before[-1].text == "lss":
            self.problems.append(NotAnEdition(self.span(before[-1]), token.text, late=True))
        else:
            self.problems.append(self.unexpected(before, token, frozenset(parser.accepts()) or fault.accepts))

    def unexpected(self, before: Sequence[Token], token: Token, expected: Any) -> UnexpectedWord:  # noqa: ANN401
        """What is known about a word that does not fit."""
        opening = innermost(before)
        at_end = token.kind in (END_OF_LINE, "$END")
        span = self.span(before[-1]).after() if at_end and before else self.span(token)
        return UnexpectedWord(
            span,
            token.kind,
            token.text,
            frozenset(expected or ()),
            reading(before, opening),
            self.span(opening) if opening else None,
        )

    def lose(self, tokens: Sequence[Token]) -> None:
        """Remember the names that unread words would have given, so that nothing is said about their absence."""
        for first, second in pairwise(tokens):
            if first.kind == "NAME" and second.kind in ("EQUAL", "BECOMES"):
                self.lost.append(first.text)
            elif first.kind in ("DEF", "AS") and second.kind == "NAME":
                self.lost.append(second.text)

    def span(self, token: Token) -> Span:
        """Where a word stands."""
        return self.source.span(token.start, token.end)
