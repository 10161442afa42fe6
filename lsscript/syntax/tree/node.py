"""What every node of a script has: a place in the text."""

from dataclasses import dataclass

from lsscript.source import Span

__all__ = ["Node"]


@dataclass(frozen=True, slots=True)
class Node:
    """Anything with a place in the text."""

    span: Span
