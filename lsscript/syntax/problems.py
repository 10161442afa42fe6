"""What can be wrong with a text, as facts; `explain.py` has the words."""

from dataclasses import dataclass
from typing import Literal

from lsscript.source import Span

__all__ = [
    "BadEscape",
    "Foreign",
    "Habit",
    "ImpossibleTime",
    "LateArgument",
    "NoEnd",
    "NotACall",
    "NotAnEdition",
    "SyntaxProblem",
    "TooDeep",
    "UnclosedBracket",
    "UnclosedString",
    "UnexpectedCharacter",
    "UnexpectedWord",
    "UnknownUnit",
    "UnmatchedClosing",
]

Habit = Literal[
    "merge conflict",
    "and-and",
    "or-or",
    "bang",
    "semicolon",
    "percent encoder",
    "single quotes",
    "typographic quotes",
    "slash comment",
    "change in place",
    "no digit before",
    "no digit after",
    "let",
    "return",
    "elif",
    "lambda",
    "while",
    "equals in condition",
    "compare as statement",
    "bare object",
    "colon",
    "begin",
]
"""What other languages write, or what is easily mistaken."""


@dataclass(frozen=True, slots=True)
class UnexpectedCharacter:
    """A character that nothing in the language begins with."""

    span: Span
    character: str


@dataclass(frozen=True, slots=True)
class UnclosedString:
    """A string that does not end on its line."""

    span: Span
    opening: Span


@dataclass(frozen=True, slots=True)
class UnclosedBracket:
    """A bracket that is never closed; `span` is where the closing one was missed."""

    span: Span
    opening: Span
    closing: str


@dataclass(frozen=True, slots=True)
class UnmatchedClosing:
    """A closing bracket or an `end` that closes nothing, or something else; `opening` is what was open."""

    span: Span
    text: str
    opening: Span | None
    wanted: str


@dataclass(frozen=True, slots=True)
class NoEnd:
    """A `def`, `if`, `for` or `fun … do` without its `end`."""

    span: Span
    word: str


@dataclass(frozen=True, slots=True)
class UnexpectedWord:
    """A word that cannot follow what stands before it. `expected` are kinds of tokens, `reading` what was being read."""

    span: Span
    kind: str
    text: str
    expected: frozenset[str]
    reading: str
    opening: Span | None


@dataclass(frozen=True, slots=True)
class Foreign:
    """A habit of another language."""

    span: Span
    habit: Habit
    text: str


@dataclass(frozen=True, slots=True)
class UnknownUnit:
    """A number followed by letters that are no unit; `likely` is the number as it was probably meant."""

    span: Span
    text: str
    unit: str
    likely: str | None


@dataclass(frozen=True, slots=True)
class ImpossibleTime:
    """A time of day or a date that no clock and no calendar has."""

    span: Span
    text: str
    what: Literal["time of day", "date"]


@dataclass(frozen=True, slots=True)
class BadEscape:
    """A backslash followed by something without a meaning."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class LateArgument:
    """An argument without a name behind one with a name."""

    span: Span
    named: Span


@dataclass(frozen=True, slots=True)
class NotACall:
    """The right side of `|>` is no call."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class NotAnEdition:
    """An edition line that this version does not know, or one that comes too late."""

    span: Span
    text: str
    late: bool


@dataclass(frozen=True, slots=True)
class TooDeep:
    """More nesting than can be read."""

    span: Span


SyntaxProblem = (
    UnexpectedCharacter
    | UnclosedString
    | UnclosedBracket
    | UnmatchedClosing
    | NoEnd
    | UnexpectedWord
    | Foreign
    | UnknownUnit
    | ImpossibleTime
    | BadEscape
    | LateArgument
    | NotACall
    | NotAnEdition
    | TooDeep
)
