"""The document algebra: text that may be broken into lines, and the breaking of it.

Rules:
1. A `Group` stands on one line when it fits there, otherwise each `Line` directly in it begins a new line.
2. A group with a `HardLine` or a `Suffix` in it cannot stand on one line.
3. A `Suffix` (a comment behind the code) waits for the end of its line, and has no width.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, assert_never

__all__ = [
    "Doc",
    "Group",
    "HardLine",
    "IfBroken",
    "Line",
    "Nest",
    "Rendered",
    "Suffix",
    "Text",
    "forces",
    "group",
    "render",
]

STEP = 2
"""Spaces that a level of nesting is indented by."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text without an end of a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A place where a group may be broken; `flat` stands there when it is not."""

    flat: str = " "


@dataclass(frozen=True, slots=True)
class HardLine:
    """The end of a line, whatever fits; with `blank`, an empty line follows."""

    blank: bool = False


@dataclass(frozen=True, slots=True)
class Suffix:
    """A comment behind the code of its line; `column` is where it stood."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class IfBroken:
    """Text that is there only when the group around it is broken."""

    text: str


@dataclass(frozen=True, slots=True)
class Nest:
    """Lines inside begin deeper."""

    inner: "Doc"


@dataclass(frozen=True, slots=True)
class Group:
    """Broken everywhere or nowhere."""

    inner: "Doc"
    broken: bool


Doc = Text | Line | HardLine | Suffix | IfBroken | Nest | Group | tuple["Doc", ...]


class Rendered(NamedTuple):
    """A line: its code with its indentation, and the comments behind it."""

    code: str
    remarks: tuple[Suffix, ...]


def group(inner: Doc, broken: bool = False) -> Group:
    """A group; one that cannot stand on a line is broken from the beginning."""
    return Group(inner, broken or forces(inner))


def forces(doc: Doc) -> bool:
    """Whether a layout cannot stand on one line."""
    match doc:
        case HardLine() | Suffix():
            return True
        case Group():
            return doc.broken
        case Nest():
            return forces(doc.inner)
        case tuple():
            return any(forces(each) for each in doc)
        case _:
            return False


class Task(NamedTuple):
    """A part that is still to be written: its indentation, whether it stays on its line, and itself."""

    indent: int
    flat: bool
    doc: Doc


def render(doc: Doc, width: int) -> tuple[Rendered, ...]:
    """The lines of a layout, none wider than `width` characters where that can be had."""
    writer = Writer(width)
    writer.write(doc)
    return tuple(writer.lines)


class Writer:
    """Where the writing stands."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[Rendered] = []
        self.code = ""
        self.remarks: list[Suffix] = []

    def write(self, doc: Doc) -> None:
        """Write a whole layout."""
        tasks = [Task(0, False, doc)]
        while tasks:
            self.step(tasks.pop(), tasks)
        self.end_line(0)

    def step(self, task: Task, tasks: list[Task]) -> None:
        """Write one part, or put its parts before what is left."""
        indent, flat, doc = task
        match doc:
            case Text():
                self.code += doc.text
            case Line() if flat:
                self.code += doc.flat
            case Line():
                self.end_line(indent)
            case HardLine():
                self.end_line(indent, blank=doc.blank)
            case Suffix():
                self.remarks.append(doc)
            case IfBroken():
                self.code += "" if flat else doc.text
            case Nest():
                tasks.append(Task(indent + STEP, flat, doc.inner))
            case Group():
                fits = not doc.broken and (flat or self.fits(doc.inner, tasks))
                tasks.append(Task(indent, fits, doc.inner))
            case tuple():
                tasks.extend(Task(indent, flat, each) for each in reversed(doc))
            case _:
                assert_never(doc)

    def end_line(self, indent: int, blank: bool = False) -> None:
        """End the line, and begin the next at its indentation."""
        self.lines.append(Rendered(self.code.rstrip(), tuple(self.remarks)))
        if blank:
            self.lines.append(Rendered("", ()))
        self.code, self.remarks = " " * indent, []

    def fits(self, doc: Doc, rest: Sequence[Task]) -> bool:
        """Whether a layout fits on what is left of the line, with what must follow it there."""
        room = self.width - len(self.code)
        for piece in pieces(doc, rest):
            if piece is None:
                return True
            room -= len(piece)
            if room < 0:
                return False
        return True


def pieces(doc: Doc, rest: Sequence[Task]) -> Iterator[str | None]:
    """The texts of a flat layout and of what follows it, up to the first end of a line (None)."""
    stack = [*rest, Task(0, True, doc)]
    while stack:
        _, flat, each = stack.pop()
        match each:
            case Text():
                yield each.text
            case Line():
                yield each.flat if flat else None
            case HardLine():
                yield None
            case Suffix():
                pass
            case IfBroken():
                yield "" if flat else each.text
            case Nest():
                stack.append(Task(0, flat, each.inner))
            case Group():
                stack.append(Task(0, not each.broken and flat, each.inner))
            case tuple():
                stack.extend(Task(0, flat, part) for part in reversed(each))
            case _:
                assert_never(each)
