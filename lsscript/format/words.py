"""The words of a script, each with the comments that belong to it.

Rules:
1. A comment behind code belongs to the word before it; one with a line of its own to the word behind it.
2. A string is one word, with everything that is interpolated in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lsscript.source import SourceFile
from lsscript.syntax.lexer import lex
from lsscript.syntax.newlines import cut
from lsscript.syntax.parse import EDITION_LINE, read_edition
from lsscript.syntax.table import table
from lsscript.syntax.token import END_OF_LINE, Comment, Token

__all__ = ["EDITION", "STRING", "Remark", "Word", "Words", "read_words"]

STRING = "STRING"
"""The kind of a word that is a whole string."""

EDITION = "EDITION"
"""The kind of the word that is the edition line."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment: its text, the column it stood at, and whether a blank line was above it."""

    text: str
    column: int
    blank: bool


@dataclass(slots=True)
class Word:
    """A word: its kind as the grammar names it, where it stood, and its comments.

    `first`: it begins its line. `blank`: an empty line is above it. `above` are the comments on lines of their own before it.
    """

    kind: str
    text: str
    start: int
    end: int
    line: int
    column: int
    first: bool = False
    blank: bool = False
    above: list[Remark] = field(default_factory=list)
    behind: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Words:
    """The statements of a script as words, ends of inner statements among them, and the comments below the last."""

    statements: tuple[tuple[Word, ...], ...]
    below: tuple[Remark, ...]


def read_words(source: SourceFile) -> Words:
    """The words of a script that reads without problems."""
    _, _, masked = read_edition(source)
    lexed = lex(masked, table().vocabulary)
    chunks, _ = cut(lexed.tokens, masked)
    statements = [tuple(words(chunk.tokens, source)) for chunk in chunks]
    found = EDITION_LINE.match(source.text)
    if found is not None:
        statements.insert(0, (edition(*found.span("line"), source),))
    below = attach([each for words in statements for each in words], lexed.comments, source)
    return Words(tuple(statements), below)


def words(tokens: Sequence[Token], source: SourceFile) -> Iterator[Word]:
    """The words of one statement; the tokens of a string are one."""
    depth, start = 0, 0
    for token in tokens:
        if token.kind == "STRING_START":
            start = start if depth else token.start
            depth += 1
        elif token.kind == "STRING_END":
            depth -= 1
            if depth == 0:
                yield word(STRING, start, token.end, source)
        elif depth == 0:
            yield word(token.kind, token.start, token.end, source)


def word(kind: str, start: int, end: int, source: SourceFile) -> Word:
    """A word without its comments."""
    at = source.position(start)
    return Word(kind, source.text[start:end], start, end, at.line, at.column)


def edition(start: int, end: int, source: SourceFile) -> Word:
    """The edition line."""
    found = word(EDITION, start, end, source)
    found.text = " ".join(found.text.split())
    return found


def attach(found: Sequence[Word], comments: Sequence[Comment], source: SourceFile) -> tuple[Remark, ...]:
    """Give every word its comments, and say what is above it; what is left is below the last."""
    above: list[Remark] = []
    last: Word | None = None
    line = 0
    both: list[Word | Comment] = [*(each for each in found if each.kind != END_OF_LINE), *comments]
    for each in sorted(both, key=lambda one: one.start):
        at = source.position(each.start)
        blank = at.line > line + 1
        if isinstance(each, Word):
            each.first, each.blank, each.above = at.line > line, blank, above
            above, last = [], each
        else:
            remark = Remark(each.text, at.column, blank)
            if last is not None and at.line == line and not above:
                last.behind.append(remark)
            else:
                above.append(remark)
        line = at.line
    return tuple(above)
