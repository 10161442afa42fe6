"""Places in a text."""

from typing import NamedTuple

__all__ = ["Position", "Span"]


class Position(NamedTuple):
    """A line and a column as people count them: from 1, in characters."""

    line: int
    column: int


class Span(NamedTuple):
    """The characters from `start` up to, not including, `end` of the file called `file`; offsets count from 0."""

    file: str
    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """From the beginning of this span to the end of `other`."""
        return Span(self.file, self.start, max(self.end, other.end))

    def after(self) -> "Span":
        """The empty place just behind this span, where something is missing."""
        return Span(self.file, self.end, self.end)
