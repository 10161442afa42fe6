"""The words of a text."""

from typing import NamedTuple

__all__ = ["END_OF_LINE", "MISTAKE", "Comment", "Token"]

END_OF_LINE = "_NEWLINE"
"""The kind of a token that ends a line, and so perhaps a statement."""

MISTAKE = "MISTAKE"
"""The kind of a token that has been reported already: what it stands in is not read, and nothing more is said."""


class Token(NamedTuple):
    """One word: its kind as the grammar names it, its text, and where it stands."""

    kind: str
    text: str
    start: int
    end: int


class Comment(NamedTuple):
    """A comment, from its `#` to the end of its line. `alone`: nothing else is on the line."""

    text: str
    start: int
    end: int
    alone: bool
