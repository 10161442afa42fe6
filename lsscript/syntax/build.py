"""Lark's trees to our nodes. Nothing here looks at text but for numbers, times and escapes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from lark import Token, Tree

from lsscript.source import SourceFile, Span

from . import tree
from .problems import BadEscape, Foreign, ImpossibleTime, LateArgument, NotACall, SyntaxProblem, UnknownUnit
from .strings import unescape, wrong_escapes
from .units import Measured, measure

__all__ = ["Builder"]

Child = Tree[Token] | Token
DAY = 24 * 3600
DEEPEST = 150
"""Expressions inside expressions; what comes later goes through them by recursion, which Python bounds."""

LONGEST_NUMBER = 30
"""Digits; a longer number is a slip, and Python would refuse to read one of thousands."""


@dataclass(slots=True)
class Builder:
    """Builds the nodes of one file and collects what is wrong with single words."""

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

    # ---- statements -----------------------------------------------------------------------------------------------

    def statement(self, node: Child) -> tree.Statement:
        """A statement; anything else is an expression that stands alone."""
        build = getattr(self, f"statement_{node.data}", None) if isinstance(node, Tree) else None
        if build is not None:
            return cast(tree.Statement, build(node))
        return self.alone(self.expression(node))

    def alone(self, value: tree.Expression) -> tree.ExpressionStatement | tree.Broken:
        """An expression as a statement; a comparison there was meant to give a name."""
        if isinstance(value, tree.Binary) and value.operator == "==" and isinstance(value.left, tree.Name):
            between = self.source.span(value.left.span.end, value.right.span.start)
            self.problems.append(Foreign(between, "compare as statement", value.left.text))
            return tree.Broken(value.span, (value.left.text,))
        return tree.ExpressionStatement(value.span, value)

    def statement_assignment(self, node: Tree[Token]) -> tree.Assignment:
        """`name = value`."""
        return tree.Assignment(
            self.span(node), self.name(node.children[0]), self.expression(node.children[1])
        )

    def statement_change(self, node: Tree[Token]) -> tree.Change:
        """`name := value`."""
        return tree.Change(self.span(node), self.name(node.children[0]), self.expression(node.children[1]))

    def statement_definition(self, node: Tree[Token]) -> tree.Definition:
        """`def name(…) … end`."""
        name, parameters, body = node.children
        return tree.Definition(
            self.span(node), self.name(name), self.parameters(parameters), self.block(body)
        )

    def statement_import_(self, node: Tree[Token]) -> tree.Import:
        """`import "file.lss" as name`."""
        path, name = node.children
        return tree.Import(self.span(node), cast(tree.Text, self.expression(path)), self.name(name))

    def block(self, node: Child) -> tuple[tree.Statement, ...]:
        """The statements of a block."""
        return tuple(self.statement(child) for child in cast(Tree[Token], node).children)

    def parameters(self, node: Child) -> tuple[tree.Parameter, ...]:
        """What a function takes."""
        return tuple(self.parameter(cast(Tree[Token], child)) for child in cast(Tree[Token], node).children)

    def parameter(self, node: Tree[Token]) -> tree.Parameter:
        """`x` or `x=1`."""
        default = self.expression(node.children[1]) if len(node.children) > 1 else None
        return tree.Parameter(self.span(node), self.name(node.children[0]), default)

    # ---- expressions ------------------------------------------------------------------------------------------------

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

    def expressions(self, nodes: Sequence[Child]) -> tuple[tree.Expression, ...]:
        """Several."""
        return tuple(self.expression(node) for node in nodes)

    def build_group(self, node: Tree[Token]) -> tree.Expression:
        """`(a)` is `a`."""
        return self.expression(node.children[0])

    def build_name(self, node: Tree[Token]) -> tree.Name:
        """A name that is used."""
        return self.name(node.children[0])

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
        return tree.Null(span)

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

    def build_list(self, node: Tree[Token]) -> tree.ListOf:
        """`[a, b]`."""
        return tree.ListOf(self.span(node), self.expressions(node.children))

    def build_object(self, node: Tree[Token]) -> tree.ObjectOf:
        """`{k = v}`."""
        entries = [cast(Tree[Token], child).children for child in node.children]
        return tree.ObjectOf(self.span(node), tuple((self.name(k), self.expression(v)) for k, v in entries))

    def build_pair(self, node: Tree[Token]) -> tree.Pair:
        """`a => b`."""
        return tree.Pair(self.span(node), *self.two(node))

    def build_call(self, node: Tree[Token]) -> tree.Call:
        """`f(a, k=b)`."""
        function, arguments = node.children
        given = tuple(self.argument(child) for child in cast(Tree[Token], arguments).children)
        self.in_order(given)
        return tree.Call(self.span(node), self.expression(function), given)

    def argument(self, node: Child) -> tree.Argument:
        """An argument, with a name or without."""
        children = cast(Tree[Token], node).children
        name = self.name(children[0]) if len(children) > 1 else None
        return tree.Argument(self.span(node), name, self.expression(children[-1]))

    def in_order(self, arguments: Sequence[tree.Argument]) -> None:
        """Named arguments come after those without a name."""
        named: tree.Argument | None = None
        for argument in arguments:
            if argument.name is not None:
                named = named or argument
            elif named is not None:
                self.problems.append(LateArgument(argument.span, named.span))
                return

    def build_field(self, node: Tree[Token]) -> tree.Field:
        """`o.k`."""
        return tree.Field(self.span(node), self.expression(node.children[0]), self.name(node.children[1]))

    def build_pipe(self, node: Tree[Token]) -> tree.Expression:
        """`a |> f(b)`."""
        left, right = self.two(node)
        if isinstance(right, tree.Call):
            return tree.Pipe(self.span(node), left, right)
        self.problems.append(NotACall(right.span, self.source.slice(right.span)))
        return left

    def build_function(self, node: Tree[Token]) -> tree.Function:
        """`fun (x) -> expr`."""
        value = self.expression(node.children[1])
        body = tree.ExpressionStatement(value.span, value)
        return tree.Function(self.span(node), self.parameters(node.children[0]), (body,))

    def build_function_block(self, node: Tree[Token]) -> tree.Function:
        """`fun (x) do … end`."""
        parameters, body = node.children
        return tree.Function(self.span(node), self.parameters(parameters), self.block(body))

    def build_if_(self, node: Tree[Token]) -> tree.If:
        """`if … then … elsif … else … end`."""
        children: list[Any] = list(node.children)
        last = children[-1]
        otherwise = self.block(children.pop().children[0]) if last.data == "else_" else None
        branches = [self.branch(*children[i : i + 2]) for i in range(0, len(children), 2)]
        return tree.If(self.span(node), tuple(branches), otherwise)

    def branch(self, condition: Child, body: Child) -> tree.Branch:
        """A condition and its block."""
        return tree.Branch(self.span(condition), self.expression(condition), self.block(body))

    def build_for_(self, node: Tree[Token]) -> tree.For:
        """`for x in list do … end`."""
        name, items, body = node.children
        return tree.For(self.span(node), self.name(name), self.expression(items), self.block(body))

    def build_not_(self, node: Tree[Token]) -> tree.Unary:
        """`not a`."""
        return tree.Unary(self.span(node), "not", self.expression(node.children[0]))

    def build_minus(self, node: Tree[Token]) -> tree.Expression:
        """`-a`; `+a` is `a`."""
        operand = self.expression(node.children[1])
        return tree.Unary(self.span(node), "-", operand) if str(node.children[0]) == "-" else operand

    def two(self, node: Tree[Token]) -> tuple[tree.Expression, tree.Expression]:
        """The first and the last child."""
        return self.expression(node.children[0]), self.expression(node.children[-1])

    def build_coalesce(self, node: Tree[Token]) -> tree.Binary:
        """`a ?? b`."""
        return tree.Binary(self.span(node), "??", *self.two(node))

    def build_disjunction(self, node: Tree[Token]) -> tree.Binary:
        """`a or b`."""
        return tree.Binary(self.span(node), "or", *self.two(node))

    def build_conjunction(self, node: Tree[Token]) -> tree.Binary:
        """`a and b`."""
        return tree.Binary(self.span(node), "and", *self.two(node))

    def build_range(self, node: Tree[Token]) -> tree.Binary:
        """`a .. b`."""
        return tree.Binary(self.span(node), "..", *self.two(node))

    def build_comparison(self, node: Tree[Token]) -> tree.Binary:
        """`a < b`, and every operator that stands in the tree itself."""
        return tree.Binary(self.span(node), cast(tree.Operator, str(node.children[1])), *self.two(node))

    build_sum = build_comparison
    build_product = build_comparison

    # ---- declarations of the library ------------------------------------------------------------------------------------

    def statement_declaration(self, node: Tree[Token]) -> tree.Declaration:
        """`extern def name(…) -> type`."""
        qualified, parameters, result = node.children
        name = tree.Name(self.span(qualified), ".".join(map(str, cast(Tree[Token], qualified).children)))
        declared = self.declared(cast(Tree[Token], parameters).children)
        return tree.Declaration(self.span(node), name, declared, self.type(result), "")

    def declared(self, nodes: Sequence[Child]) -> tuple[tree.Declared, ...]:
        """The parameters of a library function."""
        found, named_only = [], False
        for node in cast("list[Tree[Token]]", nodes):
            if node.data == "named_only":
                named_only = True
                continue
            default = self.expression(node.children[2]) if len(node.children) > 2 else None
            name, kind = self.name(node.children[0]), self.type(node.children[1])
            found.append(tree.Declared(self.span(node), name, kind, default, named_only))
        return tuple(found)

    def type(self, node: Child) -> tree.TypeExpression:
        """The type of a parameter or a result."""
        span, children = self.span(node), cast(Tree[Token], node).children
        match str(cast(Tree[Token], node).data):
            case "type_name":
                return tree.NamedType(span, str(children[0]))
            case "type_applied":
                return tree.AppliedType(span, str(children[0]), self.type(children[1]))
            case "type_optional":
                return tree.OptionalType(span, self.type(children[0]))
            case "type_choice":
                return tree.Choice(span, tuple(plain(self.expression(child)) for child in children))
            case "type_list":
                return tree.ListType(span, self.type(children[0]))
            case "type_object":
                entries = [cast(Tree[Token], child).children for child in children]
                return tree.ObjectType(span, tuple((self.name(k), self.type(v)) for k, v in entries))
            case _:
                *parameters, result = [self.type(child) for child in children]
                return tree.FunctionType(span, tuple(parameters), result)


def plain(text: tree.Expression) -> str:
    """The text of a string without interpolation."""
    parts = text.parts if isinstance(text, tree.Text) else ()
    return "".join(part for part in parts if isinstance(part, str))
