"""The rule for ends of lines: which of them end a statement. Cuts the words of a text into its top-level statements.

Rules:
1. Inside `( [ {` and inside an interpolation, the end of a line means nothing.
2. Before `|>` it means nothing either.
3. `def`, `then`, `else` and `do` turn ends of lines on again, until their `end`.
4. A bracket is taken for forgotten when the next line stands no deeper than the bracket's own line, has the shape of a
   statement, and could not go on with what stands before it anyway.
5. What is never closed costs the text up to the next line of that depth with the shape of a statement, not the whole file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lsscript.source import SourceFile, Span

from .problems import NoEnd, SyntaxProblem, TooDeep, UnclosedBracket, UnmatchedClosing
from .token import END_OF_LINE, MISTAKE, Token

__all__ = ["Chunk", "cut"]

CLOSING = {"LPAR": ")", "LSQB": "]", "LBRACE": "}", "INTERPOLATION_START": "}"}
OPENING = {"RPAR": "LPAR", "RSQB": "LSQB", "RBRACE": "LBRACE", "INTERPOLATION_END": "INTERPOLATION_START"}
OPENS_BLOCK = frozenset({"THEN", "ELSE", "DO"})
CLOSES_BLOCK = frozenset({"END", "ELSE", "ELSIF"})
NEVER_INSIDE = frozenset({"DEF", "EXTERN", "IMPORT"})
DEEPEST = 150
"""Brackets and blocks that may be open at once."""

BEGINS_STATEMENT = frozenset({"DEF", "EXTERN", "IMPORT", "IF", "FOR"})
ENDS_EXPRESSION = frozenset(
    {"NAME", "INTEGER", "DECIMAL", "QUANTITY", "CLOCK", "DATE", "STRING_END", "RAW_STRING", "TRUE", "FALSE"}
    | {"NULL", "RPAR", "RSQB", "RBRACE", "END"}
)


class Chunk(NamedTuple):
    """The words of one top-level statement. A broken one is not read any further; its problem has been told.

    `levels` says how many blocks are open before each word, and behind the last. `blamed` are the offsets of the
    brackets that were reported: what does not fit inside them is no news.
    """

    tokens: tuple[Token, ...]
    levels: tuple[int, ...]
    broken: bool
    blamed: frozenset[int]


@dataclass(slots=True)
class Entry:
    """Something open: its word, whether ends of lines count inside it, and how deep its line is indented.

    `header_end` is the bracket that closes the parameters of a `def`: a `do` behind it, as in other languages, opens nothing.
    """

    token: Token
    newlines: bool
    indent: int
    header_end: Token | None = None

    @property
    def is_bracket(self) -> bool:
        """Whether it is a bracket rather than a block."""
        return self.token.kind in CLOSING


def cut(tokens: Sequence[Token], source: SourceFile) -> tuple[tuple[Chunk, ...], tuple[SyntaxProblem, ...]]:
    """The top-level statements of a text, and what is open or closed too often."""
    cutter = Cutter(tokens, source)
    chunks = []
    while (chunk := cutter.statement()) is not None:
        chunks.append(chunk)
    return tuple(chunks), tuple(cutter.problems)


@dataclass(slots=True)
class Cutter:
    """Where the cutting stands; `stack` is what is open, `kept` the words of the statement so far."""

    tokens: Sequence[Token]
    source: SourceFile
    at: int = 0
    stack: list[Entry] = field(default_factory=list)
    kept: list[Token] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    suspect: Entry | None = None
    blamed: set[int] = field(default_factory=set)
    problems: list[SyntaxProblem] = field(default_factory=list)

    def statement(self) -> Chunk | None:
        """The next top-level statement, or None at the end."""
        while self.kind() == END_OF_LINE:
            self.at += 1
        if self.at >= len(self.tokens):
            return None
        self.stack, self.kept, self.levels, self.suspect, self.blamed = [], [], [], None, set()
        first = self.at
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.kind == END_OF_LINE and self.ends_statement(token):
                return self.chunk()
            if token.kind != END_OF_LINE:
                self.take(token)
            if len(self.stack) > DEEPEST:
                return self.too_deep(first)
        return self.give_up(first) if self.stack else self.chunk()

    def too_deep(self, first: int) -> Chunk:
        """More is open than can be read: the rest of the text is not."""
        opened = self.stack[-1].token
        self.problems.append(TooDeep(self.span(opened)))
        kept = tuple(token for token in self.tokens[first : self.at] if token.kind != END_OF_LINE)
        self.at = len(self.tokens)
        return Chunk(kept, (), broken=True, blamed=frozenset(self.blamed))

    def chunk(self) -> Chunk:
        """The statement as it was kept."""
        levels = (*self.levels, self.level())
        return Chunk(tuple(self.kept), levels, broken=False, blamed=frozenset(self.blamed))

    def level(self) -> int:
        """How many blocks are open."""
        return sum(1 for entry in self.stack if not entry.is_bracket)

    def keep(self, token: Token, level: int) -> None:
        """Keep a word."""
        self.kept.append(token)
        self.levels.append(level)

    def mistake(self, at: int) -> None:
        """Mark a place as one whose problem is told."""
        self.keep(Token(MISTAKE, "", at, at), self.level())

    def kind(self, ahead: int = 0) -> str:
        """The kind of the word `ahead` of here, or "" behind the last."""
        index = self.at + ahead
        return self.tokens[index].kind if index < len(self.tokens) else ""

    def next_word(self) -> Token | None:
        """The next word that is no end of a line."""
        index = self.at
        while self.kind(index - self.at) == END_OF_LINE:
            index += 1
        return self.tokens[index] if index < len(self.tokens) else None

    def take(self, token: Token) -> None:
        """Keep a word, and follow what it opens or closes."""
        before, level = self.kept[-1].kind if self.kept else "", self.level()
        match token.kind:
            case kind if kind in CLOSING:
                self.push(token, newlines=False)
            case kind if kind in OPENING:
                self.close_bracket(token)
            case "DEF" if before != "EXTERN":
                self.push(token, newlines=True)
            case "IF" | "FOR":
                self.push(token, newlines=self.counts())
            case "THEN" | "ELSE" | "ELSIF" if self.top_is("IF"):
                self.stack[-1].newlines = token.kind != "ELSIF" or (
                    len(self.stack) > 1 and self.stack[-2].newlines
                )
            case "DO" if self.top_is("FOR"):
                self.stack[-1].newlines = True
            case "DO" if not (self.top_is("DEF") and self.stack[-1].header_end is self.kept[-1]):
                self.push(token, newlines=True)
            case "END":
                self.close_block(token)
            case _:
                pass
        self.keep(token, level)

    def push(self, token: Token, newlines: bool) -> None:
        """Something opens."""
        self.stack.append(Entry(token, newlines, self.indent(token)))

    def top_is(self, kind: str) -> bool:
        """Whether the innermost open thing is of this kind."""
        return bool(self.stack) and self.stack[-1].token.kind == kind

    def counts(self) -> bool:
        """Whether the end of a line counts here."""
        return not self.stack or self.stack[-1].newlines

    def indent(self, token: Token) -> int:
        """How deep the line of a word is indented."""
        line = self.source.line(self.source.position(token.start).line)
        return len(line) - len(line.lstrip())

    def span(self, token: Token) -> Span:
        """Where a word stands."""
        return self.source.span(token.start, token.end)

    # ---- closing ------------------------------------------------------------------------------------------------

    def close_bracket(self, token: Token) -> None:
        """A closing bracket: closes its own kind, or is a mistake."""
        wanted = OPENING[token.kind]
        if self.top_is(wanted):
            self.stack.pop()
            if self.top_is("DEF") and self.stack[-1].header_end is None:
                self.stack[-1].header_end = token
        elif any(entry.token.kind == wanted for entry in self.stack):
            self.unclosed(self.stack[-1], self.span(token))
            while not self.top_is(wanted):
                self.stack.pop()
            self.stack.pop()
        else:
            self.unmatched(token)

    def close_block(self, token: Token) -> None:
        """An `end`: closes the innermost block, or is a mistake."""
        if not any(not entry.is_bracket for entry in self.stack):
            self.unmatched(token)
            return
        while self.stack[-1].is_bracket:
            self.unclosed(self.stack.pop(), self.span(token))
        closed = self.stack.pop()
        first_on_line = self.source.position(token.start).column == self.indent(token) + 1
        if first_on_line and closed.indent > self.indent(token) and self.suspect is None:
            self.suspect = closed

    def unclosed(self, entry: Entry, at: Span) -> None:
        """Report something open, unless a mistake inside it is told already; the lexer tells of interpolations."""
        self.blamed.add(entry.token.start)
        told = any(token.kind == MISTAKE and token.start >= entry.token.start for token in self.kept)
        if entry.is_bracket and (told or entry.token.kind == "INTERPOLATION_START"):
            self.mistake(at.start)
            return
        opening = self.span(entry.token)
        if entry.is_bracket:
            self.problems.append(UnclosedBracket(at, opening, CLOSING[entry.token.kind]))
        else:
            self.problems.append(NoEnd(opening, entry.token.text))
        self.mistake(at.start)

    def unmatched(self, token: Token) -> None:
        """Report something that closes nothing."""
        top = self.stack[-1] if self.stack else None
        wanted = CLOSING.get(top.token.kind, "end") if top else ""
        opening = self.span(top.token) if top else None
        self.problems.append(UnmatchedClosing(self.span(token), token.text, opening, wanted))
        self.mistake(token.start)

    # ---- ends of lines ------------------------------------------------------------------------------------------

    def ends_statement(self, token: Token) -> bool:
        """Whether this end of a line ends the top-level statement; one that ends an inner statement is kept."""
        following = self.next_word()
        if following is None:
            return not self.stack
        if following.kind == "PIPE":
            return False
        if not self.counts() and self.bracket_forgotten(following):
            self.forget_brackets()
        if not self.stack:
            return True
        last = self.kept[-1].kind
        if self.counts() and following.kind not in CLOSES_BLOCK and last not in (*OPENS_BLOCK, END_OF_LINE):
            self.keep(token, self.level())
        return False

    def bracket_forgotten(self, following: Token) -> bool:
        """Rule 4."""
        if self.indent(following) > self.stack[-1].indent or not self.like_statement(following):
            return False
        before = self.kept[-1].kind
        if before in ENDS_EXPRESSION or following.kind in NEVER_INSIDE:
            return True
        gives_name = self.kind_behind(following) == "EQUAL"
        return gives_name and (self.top_is("LSQB") or before not in ("COMMA", "LPAR", "LBRACE"))

    def like_statement(self, token: Token) -> bool:
        """Whether a line that begins with this word has the shape of a statement."""
        if token.kind in BEGINS_STATEMENT:
            return True
        return token.kind == "NAME" and self.kind_behind(token) in ("EQUAL", "LPAR", "DOT", "BECOMES")

    def kind_behind(self, token: Token) -> str:
        """The kind of the word behind one that is not far ahead."""
        index = self.at
        while index < len(self.tokens) and self.tokens[index] is not token:
            index += 1
        return self.kind(index + 1 - self.at)

    def forget_brackets(self) -> None:
        """Go on as if the open brackets of this statement had been closed."""
        after = self.span(self.kept[-1]).after()
        self.unclosed(self.stack[-1], after)
        while self.stack and self.stack[-1].is_bracket:
            self.stack.pop()

    # ---- the end of the text --------------------------------------------------------------------------------------

    def give_up(self, first: int) -> Chunk:
        """Rule 5: the text ended, and something is open."""
        brackets = [entry for entry in self.stack if entry.is_bracket]
        blame = brackets[-1] if brackets else self.suspect or self.stack[-1]
        restart = self.restart(self.stack[0])
        last = self.last_word(first, restart)
        self.unclosed(blame, self.span(last).after())
        self.at = restart
        kept = tuple(token for token in self.tokens[first:restart] if token.kind != END_OF_LINE)
        return Chunk(kept, (), broken=True, blamed=frozenset(self.blamed))

    def restart(self, entry: Entry) -> int:
        """Where reading goes on behind something that is never closed."""
        opened = next(i for i, token in enumerate(self.tokens) if token is entry.token)
        for index in range(opened + 1, len(self.tokens)):
            token = self.tokens[index]
            if token.kind == END_OF_LINE or self.tokens[index - 1].kind != END_OF_LINE:
                continue
            self.at = index
            if self.indent(token) <= entry.indent and self.like_statement(token):
                return index
        return len(self.tokens)

    def last_word(self, first: int, end: int) -> Token:
        """The last word of a stretch of the text."""
        return next(token for token in reversed(self.tokens[first:end]) if token.kind != END_OF_LINE)
