"""Lark's trees to our nodes: statements and expressions."""

from collections.abc import Sequence
from typing import Any, cast

from lark import Token, Tree

from . import tree
from .declared import build_declaration
from .literals import Child, LiteralBuilder
from .problems import Foreign, LateArgument, NotACall

__all__ = ["Builder"]


class Builder(LiteralBuilder):
    """Builds the nodes of one file and collects what is wrong with single words."""

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

    def statement_declaration(self, node: Tree[Token]) -> tree.Declaration:
        """`extern def name(…) -> type`."""
        return build_declaration(self, node)

    statement_declared_value = statement_declaration

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

    def expressions(self, nodes: Sequence[Child]) -> tuple[tree.Expression, ...]:
        """Several."""
        return tuple(self.expression(node) for node in nodes)

    def build_group(self, node: Tree[Token]) -> tree.Expression:
        """`(a)` is `a`."""
        return self.expression(node.children[0])

    def build_name(self, node: Tree[Token]) -> tree.Name:
        """A name that is used."""
        return self.name(node.children[0])

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
