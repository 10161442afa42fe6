"""The entry: the text of a script in, the same script in its one look out."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from lsscript.diagnostics import Diagnostic
from lsscript.source import SourceFile, Span
from lsscript.syntax.parse import parse
from lsscript.syntax.tree import Module, Node

from .layout import Rendered, render
from .rules import Row, remark_rows, stacked, statement_layout
from .words import Word, Words, read_words

__all__ = ["FormatFault", "format_script", "shape"]

WIDTH = 110
"""Characters of the longest line, where lines can be broken."""

GAP = 2
"""Spaces before a comment behind code, at least."""


class FormatFault(Exception):
    """A script that cannot be formatted, since it cannot be read. Carries why; empty when the fault is ours."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("this script cannot be formatted")
        self.diagnostics = diagnostics


def format_script(source: SourceFile) -> str:
    """The script as `lss fmt` writes it: the same statements and comments, the same meaning.

    Raises:
        FormatFault: the script does not read without problems.
    """
    parsed = parse(source)
    if parsed.problems:
        raise FormatFault(parsed.diagnostics)
    words = read_words(source)
    align_names(words.statements)
    text = "\n".join(aligned(render(stacked(rows(words)), WIDTH))).strip("\n")
    text = text + "\n" if text else ""
    if not same(parse(SourceFile(source.name, text)).module, parsed.module):
        raise FormatFault(())
    return text.replace("\n", "\r\n") if "\r\n" in source.text else text


def rows(words: Words) -> list[Row]:
    """Every statement and comment, from the first to the last."""
    found = [row for statement in words.statements for row in statement_layout(statement)]
    return [*found, *remark_rows(words.below)]


def same(one: Module, other: Module) -> bool:
    """Whether two readings are one script: tree and comments; comments may have come together on a line."""
    said = "".join(each.text for each in one.comments)
    return shape(one) == shape(other) and all(each.text in said for each in other.comments)


def shape(module: Module) -> object:
    """What a module means: its tree without places."""
    return module.edition, tuple(shape_of(each) for each in module.statements)


def shape_of(value: object) -> object:
    """A node or a value of a field without places."""
    if isinstance(value, Span):
        return None
    if isinstance(value, Node):
        return type(value).__name__, tuple(shape_of(getattr(value, field.name)) for field in fields(value))
    return tuple(shape_of(each) for each in value) if isinstance(value, tuple) else value


# ---- Columns ----------------------------------------------------------------------------------------------------------


def align_names(statements: Sequence[Sequence[Word]]) -> None:
    """Keep the `=` of neighbouring lines below each other where the writer has put them so."""
    for run in runs(statements):
        columns = {words[1].column for words in run}
        apart = any(words[1].start > words[0].end + 1 for words in run)
        if len(run) > 1 and len(columns) == 1 and apart:
            width = max(len(words[0].text) for words in run)
            for words in run:
                words[0].text = words[0].text.ljust(width)


def runs(statements: Sequence[Sequence[Word]]) -> Iterator[list[Sequence[Word]]]:
    """Neighbouring statements that give names, without a comment or a blank line between them."""
    run: list[Sequence[Word]] = []
    for words in statements:
        gives = len(words) > 1 and words[0].kind == "NAME" and words[1].kind == "EQUAL"
        if run and (not gives or words[0].above or words[0].blank):
            yield run
            run = []
        if gives:
            run.append(words)
    yield run


def aligned(lines: Sequence[Rendered]) -> Iterator[str]:
    """The lines as text; comments of neighbouring lines stay below each other where the writer has put them so."""
    begin = 0
    while begin < len(lines):
        end = begin + 1
        while end < len(lines) and lines[begin].remarks and same_column(lines[begin], lines[end]):
            end += 1
        width = max(len(each.code) for each in lines[begin:end])
        for each in lines[begin:end]:
            remarks = "  ".join(remark.text for remark in each.remarks)
            yield each.code.ljust(width + GAP) + remarks if remarks else each.code
        begin = end


def same_column(one: Rendered, other: Rendered) -> bool:
    """Whether the comments of two lines stood below each other."""
    return bool(other.remarks) and one.remarks[0].column == other.remarks[0].column
