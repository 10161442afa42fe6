"""Lark's trees to nodes: numbers, quantities, times and strings."""

from dataclasses import dataclass, field
from datetime import date
from typing import cast

from lark import Token, Tree

from lsscript.source import SourceFile, Span

from . import tree
from .problems import BadEscape, ImpossibleTime, SyntaxProblem, UnknownUnit
from .strings import unescape, wrong_escapes
from .units import Measured, measure

__all__ = ["Child", "LiteralBuilder"]

Child = Tree[Token] | Token
DAY = 24 * 3600
DEEPEST = 150
"""Expressions inside expressions; what comes later goes through them by recursion, which Python bounds."""

LONGEST_NUMBER = 30
"""Digits; a longer number is a slip, and Python would refuse to read one of thousands."""


@dataclass(slots=True)
class LiteralBuilder:
    """Builds the literals of one file, and collects what is wrong with single words."""

    source: SourceFile
    problems: list[SyntaxProblem] = field(default_factory=list)
    depth: int = 0

    def span(self, child: Child) -> Span:
        """Where a tree or a token stands."""
        if isinstance(child, Token):
            return self.source.span(child.start_pos or 0, child.end_pos or 0)
        return self.source.span(child.meta.start_pos, child.meta.end_pos)

    def name(self, token: Child) -> tree.Name:
        """A name."""
        return tree.Name(self.span(token), str(token))

    def expression(self, node: Child) -> tree.Expression:
        """An expression.

        Raises:
            RecursionError: it is nested deeper than `DEEPEST`.
        """
        if self.depth >= DEEPEST:
            raise RecursionError
        self.depth += 1
        built = cast(tree.Expression, getattr(self, f"build_{cast(Tree[Token], node).data}")(node))
        self.depth -= 1
        return built

    def build_integer(self, node: Tree[Token]) -> tree.Number:
        """`3`."""
        return tree.Number(self.span(node), int(str(node.children[0])[:LONGEST_NUMBER]))

    def build_decimal(self, node: Tree[Token]) -> tree.Number:
        """`0.5`."""
        return tree.Number(self.span(node), float(str(node.children[0])))

    def build_quantity(self, node: Tree[Token]) -> tree.Quantity | tree.Null:
        """`3s`."""
        text, span = str(node.children[0]), self.span(node)
        measured = measure(text)
        if isinstance(measured, Measured):
            return tree.Quantity(span, measured.amount, measured.kind)
        self.problems.append(UnknownUnit(span, text, measured.unit, measured.likely))
        meant = measure(measured.likely) if measured.likely else None
        return (
            tree.Quantity(span, meant.amount, meant.kind) if isinstance(meant, Measured) else tree.Null(span)
        )

    def build_clock(self, node: Tree[Token]) -> tree.ClockTime:
        """`06:00`."""
        text, span = str(node.children[0]), self.span(node)
        hours, minutes, seconds = (int(part) for part in (text + ":0:0").split(":")[:3])
        total = hours * 3600 + minutes * 60 + seconds
        if minutes > 59 or seconds > 59 or total > DAY or len(text.split(":", maxsplit=1)[0]) == 1:
            self.problems.append(ImpossibleTime(span, text, "time of day"))
        return tree.ClockTime(span, total)

    def build_date(self, node: Tree[Token]) -> tree.Date:
        """`2026-12-24`."""
        text, span = str(node.children[0]), self.span(node)
        year, month, day = (int(part) for part in text.split("-"))
        try:
            date(year, month, day)
        except ValueError:
            self.problems.append(ImpossibleTime(span, text, "date"))
        return tree.Date(span, year, month, day)

    def build_true(self, node: Tree[Token]) -> tree.Boolean:
        """`true`."""
        return tree.Boolean(self.span(node), value=True)

    def build_false(self, node: Tree[Token]) -> tree.Boolean:
        """`false`."""
        return tree.Boolean(self.span(node), value=False)

    def build_null(self, node: Tree[Token]) -> tree.Null:
        """`null`."""
        return tree.Null(self.span(node))

    def build_string(self, node: Tree[Token]) -> tree.Text:
        """`"…#{expr}…"`."""
        parts = [self.part(child) for child in node.children[1:-1]]
        return tree.Text(self.span(node), tuple(parts))

    def part(self, child: Child) -> str | tree.Expression:
        """A piece of text, or what is interpolated."""
        if isinstance(child, Tree):
            return self.expression(child.children[1])
        start = child.start_pos or 0
        for at, escape in wrong_escapes(child):
            self.problems.append(BadEscape(self.source.span(start + at, start + at + len(escape)), escape))
        return unescape(child)

    def build_raw_string(self, node: Tree[Token]) -> tree.Text:
        """`r"…"`."""
        text = str(node.children[0])[2:-1]
        return tree.Text(self.span(node), (text,) if text else ())
