"""What can be wrong with a text, as facts; `explain.py` has the words."""

from typing import Literal, NamedTuple

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
    "hours in braces",
    "braces",
    "tuple",
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


class UnexpectedCharacter(NamedTuple):
    """A character that nothing in the language begins with."""

    span: Span
    character: str


class UnclosedString(NamedTuple):
    """A string that does not end on its line."""

    span: Span
    opening: Span


class UnclosedBracket(NamedTuple):
    """A bracket that is never closed; `span` is where the closing one was missed."""

    span: Span
    opening: Span
    closing: str


class UnmatchedClosing(NamedTuple):
    """A closing bracket or an `end` that closes nothing, or something else; `opening` is what was open."""

    span: Span
    text: str
    opening: Span | None
    wanted: str


class NoEnd(NamedTuple):
    """A `def`, `if`, `for` or `fun … do` without its `end`."""

    span: Span
    word: str


class UnexpectedWord(NamedTuple):
    """A word that cannot follow what stands before it. `expected` are kinds of tokens, `reading` what was being read."""

    span: Span
    kind: str
    text: str
    expected: frozenset[str]
    reading: str
    opening: Span | None


class Foreign(NamedTuple):
    """A habit of another language."""

    span: Span
    habit: Habit
    text: str


class UnknownUnit(NamedTuple):
    """A number followed by letters that are no unit; `likely` is the number as it was probably meant."""

    span: Span
    text: str
    unit: str
    likely: str | None


class ImpossibleTime(NamedTuple):
    """A time of day or a date that no clock and no calendar has."""

    span: Span
    text: str
    what: Literal["time of day", "date"]


class BadEscape(NamedTuple):
    """A backslash followed by something without a meaning."""

    span: Span
    text: str


class LateArgument(NamedTuple):
    """An argument without a name behind one with a name."""

    span: Span
    named: Span


class NotACall(NamedTuple):
    """The right side of `|>` is no call."""

    span: Span
    text: str


class NotAnEdition(NamedTuple):
    """An edition line that this version does not know, or one that comes too late."""

    span: Span
    text: str
    late: bool


class TooDeep(NamedTuple):
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
