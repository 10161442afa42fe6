"""Text to words. Strings are read here too, with what is interpolated in them, at true positions.

Nothing stops the lexer: what it cannot read it reports and steps over.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lsscript.source import SourceFile

from .problems import Foreign, SyntaxProblem, UnclosedString, UnexpectedCharacter
from .token import END_OF_LINE, MISTAKE, Comment, Token
from .vocabulary import HABITS, Vocabulary

__all__ = ["Words", "lex"]

STRING_PART = re.compile(r"(?P<text>(?:\\[^\n]|[^\"\\\n#]|#(?!\{))+)|(?P<open>\#\{)|(?P<close>\")")


class Words(NamedTuple):
    """All words of a text, its comments, and what could not be read."""

    tokens: tuple[Token, ...]
    comments: tuple[Comment, ...]
    problems: tuple[SyntaxProblem, ...]


def lex(source: SourceFile, vocabulary: Vocabulary, start: int = 0) -> Words:
    """The words of a text from the offset `start` on."""
    lexer = Lexer(source, vocabulary, start)
    while lexer.at < len(source.text):
        lexer.step()
    lexer.give_up_strings(lexer.at)
    return Words(tuple(lexer.tokens), tuple(lexer.comments), tuple(lexer.problems))


@dataclass(slots=True)
class Open:
    """A string that is being read: where it began, and how many braces are open in its interpolation."""

    start: int
    braces: int = 0


@dataclass(slots=True)
class Lexer:
    """Where the reading stands. `strings` are those whose interpolation is being read, the innermost last."""

    source: SourceFile
    vocabulary: Vocabulary
    at: int
    tokens: list[Token] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    problems: list[SyntaxProblem] = field(default_factory=list)
    strings: list[Open] = field(default_factory=list)

    def step(self) -> None:
        """Read one word."""
        found = self.vocabulary.words.match(self.source.text, self.at)
        if found is None:
            self.unexpected()
            return
        start, self.at = self.at, found.end()
        kind = str(found.lastgroup)
        match kind:
            case "SPACE":
                pass
            case "NEWLINE":
                self.end_line(start)
            case "COMMENT":
                self.comment(found.group(), start)
            case "QUOTE":
                self.add("STRING_START", start)
                self.strings.append(Open(start))
                self.string_part()
            case "LBRACE" | "RBRACE":
                self.brace(kind, start)
            case "NAME":
                self.add(self.name(found.group(), start), start)
            case _ if kind in HABITS:
                self.habit(kind, start)
            case _:
                self.add(kind, start)

    def add(self, kind: str, start: int) -> None:
        """Keep the text from `start` to here as a word."""
        self.tokens.append(Token(kind, self.source.text[start : self.at], start, self.at))

    def name(self, text: str, start: int) -> str:
        """The kind of a word: behind a dot even a keyword is a name (`fade.in`)."""
        behind_dot = self.tokens and self.tokens[-1].kind == "DOT" and self.tokens[-1].end == start
        return "NAME" if behind_dot else self.vocabulary.keywords.get(text, "NAME")

    def end_line(self, start: int) -> None:
        """The end of a line, which ends every open string too."""
        self.give_up_strings(start)
        self.add(END_OF_LINE, start)

    def comment(self, text: str, start: int) -> None:
        """Keep a comment beside the words."""
        before = self.source.text[self.source.text.rfind("\n", 0, start) + 1 : start]
        self.comments.append(Comment(text.rstrip(), start, self.at, alone=not before.strip()))

    def habit(self, group: str, start: int) -> None:
        """Report what another language writes, and read on with what stands for it here."""
        name, _, kind = HABITS[group]
        text = self.source.text[start : self.at]
        self.problems.append(Foreign(self.source.span(start, self.at), name, text))
        if kind is not None:
            self.tokens.append(Token(kind, text.lstrip("%"), start, self.at))

    def unexpected(self) -> None:
        """Report a character and step over it; what it stands in is not read."""
        span = self.source.span(self.at, self.at + 1)
        self.problems.append(UnexpectedCharacter(span, self.source.slice(span)))
        self.tokens.append(Token(MISTAKE, "", self.at, self.at))
        self.at += 1

    def brace(self, kind: str, start: int) -> None:
        """A brace of an object, or the one that ends an interpolation."""
        if not self.strings:
            self.add(kind, start)
        elif kind == "LBRACE":
            self.strings[-1].braces += 1
            self.add(kind, start)
        elif self.strings[-1].braces:
            self.strings[-1].braces -= 1
            self.add(kind, start)
        else:
            self.add("INTERPOLATION_END", start)
            self.string_part()

    def string_part(self) -> None:
        """Read on in a string: to its end, to the next interpolation, or to the end of the line."""
        while found := STRING_PART.match(self.source.text, self.at):
            start, self.at = self.at, found.end()
            match found.lastgroup:
                case "text":
                    self.add("STRING_TEXT", start)
                case "open":
                    self.add("INTERPOLATION_START", start)
                    return
                case _:
                    self.add("STRING_END", start)
                    self.strings.pop()
                    return
        self.at = self.line_end(self.at)
        self.give_up_strings(self.at)

    def line_end(self, offset: int) -> int:
        """The end of the line that `offset` is in."""
        end = self.source.text.find("\n", offset)
        return len(self.source.text) if end < 0 else end

    def give_up_strings(self, at: int) -> None:
        """Close every open string here; say so once. What they stand in is not read."""
        if not self.strings:
            return
        opening = self.source.span(self.strings[0].start, self.strings[0].start + 1)
        self.problems.append(UnclosedString(self.source.span(opening.start, at), opening))
        self.tokens.append(Token(MISTAKE, "", at, at))
        self.strings.clear()
