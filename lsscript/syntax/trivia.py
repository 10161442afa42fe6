"""Comments, attached to what they speak about."""

from collections.abc import Sequence
from dataclasses import replace

from lsscript.source import SourceFile

from .token import Comment
from .tree import Declaration, Statement

__all__ = ["with_docs"]


def with_docs(
    statements: Sequence[Statement], comments: Sequence[Comment], source: SourceFile
) -> tuple[Statement, ...]:
    """Give every declaration the comment lines that stand directly above it."""
    lines = {source.position(each.start).line: each for each in comments if each.alone}
    documented: list[Statement] = []
    for statement in statements:
        if isinstance(statement, Declaration):
            statement = replace(statement, doc=doc_above(source.position(statement.span.start).line, lines))
        documented.append(statement)
    return tuple(documented)


def doc_above(line: int, comments: dict[int, Comment]) -> str:
    """The text of the comment lines that end just above a line."""
    found: list[str] = []
    while (comment := comments.get(line - 1 - len(found))) is not None:
        found.append(comment.text.removeprefix("#").removeprefix(" "))
    return "\n".join(reversed(found))
