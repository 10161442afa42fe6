"""Reads one top-level statement: words to nodes, and on behind mistakes.

Strategy: inside a block, the parser's state before every statement is kept. A mistake costs the innermost statement that it
stands in; the parser goes back to the state before it, and reading goes on behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import lark
from lark.exceptions import UnexpectedToken

from lsscript.source import SourceFile, Span

from .build import Builder
from .expected import innermost, named_mistake, reading
from .newlines import CLOSES_BLOCK, ENDS_EXPRESSION, OPENS_BLOCK, Chunk
from .problems import Foreign, NotAnEdition, SyntaxProblem, TooDeep, UnexpectedWord
from .table import STATEMENT, Table
from .token import END_OF_LINE, MISTAKE, Token
from .tree import ANY_NAME, Broken, Statement

__all__ = ["Reader"]


class Saved(NamedTuple):
    """The parser as it was before a statement of a block, and the index of the word before that statement."""

    parser: Any
    at: int


@dataclass(slots=True)
class Reader:
    """Reads one top-level statement."""

    chunk: Chunk
    source: SourceFile
    tables: Table
    problems: list[SyntaxProblem] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    failed: int = -1

    def statements(self) -> list[Statement]:
        """The statement, if it could be read, behind a stand-in for the names that were lost in it."""
        found: list[Statement] = []
        if self.chunk.broken:
            self.lose(self.chunk.tokens)
        elif (read := self.read()) is not None:
            found.append(read)
        if self.lost or self.failed >= 0:
            span = self.span(self.chunk.tokens[0])
            given = self.given() if found else []
            found = [Broken(span, tuple(self.lost)), *found]
            found += [Broken(span, tuple(given))] if given else []
        return found

    def given(self) -> list[str]:
        """The name that the statement gives: of what has lost a part, nothing is known."""
        kinds = [token.kind for token in self.chunk.tokens[:2]]
        at = {("DEF", "NAME"): 1, ("NAME", "EQUAL"): 0}.get(tuple(kinds))  # type: ignore[arg-type] # it may be shorter
        return [] if at is None else [self.chunk.tokens[at].text]

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
        tokens, depth = self.chunk.tokens, self.chunk.levels
        parser: Any = self.tables.parser.parse_interactive(start=STATEMENT)
        saved: dict[int, Saved] = {}
        at = 0
        while at < len(tokens):
            kind = tokens[at].kind
            before = Saved(parser.copy(deepcopy_values=False), at) if kind == END_OF_LINE else None
            if not self.feed(parser, at):
                parser, at = self.recover(at, saved, depth)
                continue
            at += 1
            if before is not None:
                saved[depth[at]] = before
            elif kind in OPENS_BLOCK:
                saved[depth[at]] = Saved(parser.copy(deepcopy_values=False), at - 1)
            elif kind == "END":
                saved = {level: each for level, each in saved.items() if level <= depth[at]}
        return self.finish(parser) if parser is not None else None

    def feed(self, parser: Any, at: int) -> bool:  # noqa: ANN401 - Lark's parser
        """Feed a word, and tell once when it does not fit."""
        token = self.chunk.tokens[at]
        try:
            parser.feed_token(lark.Token(token.kind, token.text, token.start, end_pos=token.end))
        except UnexpectedToken:
            if at != self.failed:
                self.tell(self.chunk.tokens[:at], token, frozenset(parser.accepts()))
            return False
        return True

    def recover(self, at: int, saved: dict[int, Saved], depth: Sequence[int]) -> tuple[Any, int]:
        """The parser before the statement with a mistake, and the word to go on with; no parser when nothing is left.

        A word that has failed before is stepped over, so that reading always comes to an end.
        """
        tokens = self.chunk.tokens
        level = max((each for each in saved if each <= depth[at]), default=0)
        resume = self.behind(at + (at == self.failed), level, depth) if level else len(tokens)
        self.failed = at
        begun = saved[level].at if level else 0
        self.lose(tokens[begun:resume])
        if resume == len(tokens):
            return None, resume
        opened = tokens[begun].kind in OPENS_BLOCK and tokens[resume].kind == END_OF_LINE
        return saved[level].parser.copy(deepcopy_values=False), resume + opened

    def behind(self, at: int, level: int, depth: Sequence[int]) -> int:
        """The index of the word that ends the innermost statement that the word at `at` stands in."""
        for index in range(at, len(self.chunk.tokens)):
            if depth[index] <= level and self.chunk.tokens[index].kind in (END_OF_LINE, *CLOSES_BLOCK):
                return index
        return len(self.chunk.tokens)

    def finish(self, parser: Any) -> Any:  # noqa: ANN401 - Lark's parser and its tree
        """Tell the parser that the statement ends here."""
        end = self.chunk.tokens[-1].end
        try:
            return parser.feed_token(lark.Token("$END", "", end, end_pos=end))
        except UnexpectedToken:
            self.tell(self.chunk.tokens, Token("$END", "", end, end), frozenset(parser.accepts()))
            self.lose(self.chunk.tokens)
            return None

    def tell(self, before: Sequence[Token], token: Token, expected: frozenset[str]) -> None:
        """Say once what does not fit."""
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
            self.problems.append(self.unexpected(before, token, expected))

    def unexpected(self, before: Sequence[Token], token: Token, expected: frozenset[str]) -> UnexpectedWord:
        """What is known about a word that does not fit."""
        opening = innermost(before)
        at_end = token.kind in (END_OF_LINE, "$END") or self.begins_line(before, token)
        span = self.span(before[-1]).after() if at_end and before else self.span(token)
        return UnexpectedWord(
            span,
            END_OF_LINE if at_end else token.kind,
            token.text,
            expected,
            reading(before, opening),
            self.span(opening) if opening else None,
        )

    def begins_line(self, before: Sequence[Token], token: Token) -> bool:
        """Whether a word stands on a later line than the one before it: what is missing is missing there.

        An `end` or `else` behind a whole value is itself what does not fit.
        """
        if not before or (token.kind in CLOSES_BLOCK and before[-1].kind in (*ENDS_EXPRESSION, *OPENS_BLOCK)):
            return False
        return "\n" in self.source.text[before[-1].end : token.start]

    def lose(self, tokens: Sequence[Token]) -> None:
        """Remember the names that unread words would have given, so that nothing is said about their absence.

        Where the name itself is missing, it may be any: `ANY_NAME`.
        """
        words = [token for token in tokens if token.kind not in (END_OF_LINE, MISTAKE, *OPENS_BLOCK)]
        match [token.kind for token in words[:2]]:
            case ["EQUAL", *_] | ["DEF", "LPAR"]:
                self.lost.append(ANY_NAME)
            case ["NAME", follows] if follows not in ("EQUAL", "BECOMES", "LPAR", "DOT"):
                self.lost.append(words[0].text)
            case _:
                pass
        for first, second in pairwise(tokens):
            if first.kind == "NAME" and second.kind in ("EQUAL", "BECOMES"):
                self.lost.append(first.text)
            elif first.kind in ("DEF", "AS") and second.kind == "NAME":
                self.lost.append(second.text)
        for first, _, third in zip(tokens, tokens[1:], tokens[2:], strict=False):
            if first.kind == "DEF" and third.kind != "LPAR":
                self.lost.append(ANY_NAME)

    def span(self, token: Token) -> Span:
        """Where a word stands."""
        return self.source.span(token.start, token.end)
