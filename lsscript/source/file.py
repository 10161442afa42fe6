"""One file of the language, held as text."""

from bisect import bisect_right
from dataclasses import dataclass, field

from .span import Position, Span

__all__ = ["SourceFile"]


def line_starts(text: str) -> tuple[int, ...]:
    """The offset of the first character of each line; a line ends at its line feed."""
    starts = [0]
    end = text.find("\n")
    while end >= 0:
        starts.append(end + 1)
        end = text.find("\n", end + 1)
    return tuple(starts)


@dataclass(frozen=True)
class SourceFile:
    """A name to show, the text, and where its lines begin."""

    name: str
    text: str
    starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", line_starts(self.text))

    def position(self, offset: int) -> Position:
        """The line and column of an offset."""
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def span(self, start: int, end: int) -> Span:
        """A span of this file."""
        return Span(self.name, start, end)

    def slice(self, span: Span) -> str:
        """The characters of a span."""
        return self.text[span.start : span.end]
