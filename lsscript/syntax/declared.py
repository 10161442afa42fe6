"""Lark's trees to nodes: declarations of the library, and the types in them."""

from collections.abc import Sequence
from typing import cast

from lark import Token, Tree

from . import tree
from .literals import Child, LiteralBuilder
from .walk import literal

__all__ = ["build_declaration"]


def build_declaration(builder: LiteralBuilder, node: Tree[Token]) -> tree.Declaration:
    """`extern def name(…) -> type`."""
    if node.data == "declared_value":
        return build_value(builder, node)
    qualified, parameters, result = node.children
    name = tree.Name(builder.span(qualified), ".".join(map(str, cast(Tree[Token], qualified).children)))
    declared = build_declared(builder, cast(Tree[Token], parameters).children)
    return tree.Declaration(builder.span(node), name, declared, build_type(builder, result), "")


def build_value(builder: LiteralBuilder, node: Tree[Token]) -> tree.Declaration:
    """`extern name: type`."""
    qualified, kind = node.children
    name = tree.Name(builder.span(qualified), ".".join(map(str, cast(Tree[Token], qualified).children)))
    return tree.Declaration(builder.span(node), name, (), build_type(builder, kind), "", is_value=True)


def build_declared(builder: LiteralBuilder, nodes: Sequence[Child]) -> tuple[tree.Declared, ...]:
    """The parameters of a library function."""
    found, named_only = [], False
    for node in cast("list[Tree[Token]]", nodes):
        if node.data == "named_only":
            named_only = True
            continue
        default = builder.expression(node.children[2]) if len(node.children) > 2 else None
        name, kind = builder.name(node.children[0]), build_type(builder, node.children[1])
        found.append(tree.Declared(builder.span(node), name, kind, default, named_only))
    return tuple(found)


def build_type(builder: LiteralBuilder, node: Child) -> tree.TypeExpression:
    """The type of a parameter or a result."""
    span, children = builder.span(node), cast(Tree[Token], node).children
    match str(cast(Tree[Token], node).data):
        case "type_name":
            return tree.NamedType(span, str(children[0]))
        case "type_applied":
            return tree.AppliedType(span, str(children[0]), build_type(builder, children[1]))
        case "type_optional":
            return tree.OptionalType(span, build_type(builder, children[0]))
        case "type_choice":
            return tree.Choice(span, tuple(literal(builder.expression(child)) or "" for child in children))
        case "type_pair":
            return tree.PairType(span, build_type(builder, children[0]), build_type(builder, children[1]))
        case "type_list":
            return tree.ListType(span, build_type(builder, children[0]))
        case "type_object":
            entries = [cast(Tree[Token], child).children for child in children]
            return tree.ObjectType(span, tuple((builder.name(k), build_type(builder, v)) for k, v in entries))
        case _:
            *parameters, result = [build_type(builder, child) for child in children]
            return tree.FunctionType(span, tuple(parameters), result)
