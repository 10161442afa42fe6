"""The type of each kind of expression."""

from typing import assert_never, cast

from lsscript.syntax import tree
from lsscript.syntax.walk import dotted, literal, root
from lsscript.types import (
    BOOL,
    CLOCK,
    DATE,
    FLOAT,
    INT,
    NULL,
    SECRET,
    SIMPLE,
    STRING,
    UNKNOWN,
    Choices,
    Function,
    ListOf,
    Live,
    Named,
    Optional,
    Pair,
    Record,
    Scheme,
    Type,
    Variable,
)

from .calls import infer_call
from .context import Context
from .expectation import BranchOf, Condition, Expectation, ItemOf, Items
from .functions import infer_function
from .operators import infer_binary, infer_unary
from .problems import (
    Group,
    Mismatch,
    NoFields,
    NoSuchChoice,
    NoSuchField,
    SecretShown,
)
from .scope import Scope
from .warnings import PlainSecret

__all__ = ["check", "infer"]


def infer(context: Context, scope: Scope, expression: tree.Expression) -> Type:
    """The type of an expression."""
    match expression:
        case tree.Number():
            return INT if isinstance(expression.value, int) else FLOAT
        case tree.Quantity():
            return SIMPLE[expression.kind]
        case tree.ClockTime():
            return CLOCK
        case tree.Date():
            return DATE
        case tree.Boolean():
            return BOOL
        case tree.Null():
            return NULL
        case tree.Text():
            return infer_text(context, scope, expression)
        case tree.Name():
            return infer_name(context, scope, expression)
        case tree.Field():
            return infer_field(context, scope, expression)
        case tree.ListOf():
            return infer_list(context, scope, expression)
        case tree.ObjectOf():
            return Record(
                tuple((name.text, context.infer(scope, value)) for name, value in expression.entries)
            )
        case tree.Pair():
            return Pair(context.infer(scope, expression.left), context.infer(scope, expression.right))
        case tree.Call():
            return infer_call(context, scope, expression, None, check)
        case tree.Pipe():
            return infer_call(context, scope, expression.call, expression.left, check)
        case tree.Function():
            return infer_function(context, scope, expression.parameters, expression.body)
        case tree.If():
            return infer_if(context, scope, expression)
        case tree.For():
            return infer_loop(context, scope, expression)
        case tree.Unary():
            return infer_unary(context, scope, expression)
        case tree.Binary():
            return infer_binary(context, scope, expression)
        case _:
            assert_never(expression)


def check(
    context: Context, scope: Scope, expression: tree.Expression, wanted: Type, why: Expectation
) -> None:
    """Report an expression whose type is not the wanted one."""
    place, wanted = wanted, context.solver.find(wanted)
    chosen = wanted.item if isinstance(wanted, Optional) else wanted
    if isinstance(chosen, Choices) and (text := literal(expression)) is not None:
        if text not in chosen.names:
            context.fail(NoSuchChoice(expression.span, text, chosen.names, why))
        return
    if isinstance(expression, tree.ListOf) and is_list_of_known(context, wanted):
        for item in expression.items:
            check(context, scope, item, cast(ListOf, wanted).item, why)
        return
    if isinstance(wanted, Pair) and isinstance(expression, tree.Pair):
        check(context, scope, expression.left, wanted.left, why)
        check(context, scope, expression.right, wanted.right, why)
        return
    found = infer_for(context, scope, expression, wanted)
    if isinstance(wanted, Live):
        wanted = wanted.like(found)
    if chosen == SECRET and found == STRING:
        context.warnings.append(PlainSecret(expression.span))
    if not context.solver.fits(found, wanted) and not context.solver.widens(found, place):
        part(context, expression, found, wanted, why)


def is_list_of_known(context: Context, wanted: Type) -> bool:
    """Whether a list is wanted of which it is known what its items must be."""
    return isinstance(wanted, ListOf) and not isinstance(context.solver.find(wanted.item), Variable)


def infer_for(context: Context, scope: Scope, expression: tree.Expression, wanted: Type) -> Type:
    """The type of an expression; a function is told what it will be given."""
    taken = wanted.item if isinstance(wanted, Optional) else wanted
    taken = taken.function if isinstance(taken, Live) else taken
    if isinstance(expression, tree.Function) and isinstance(taken, Function):
        given = tuple(each.type for each in taken.parameters)
        return infer_function(context, scope, expression.parameters, expression.body, given)
    return context.infer(scope, expression)


def infer_text(context: Context, scope: Scope, text: tree.Text) -> Type:
    """A string, whatever is interpolated in it, but no secret."""
    for part in text.parts:
        if not isinstance(part, str) and context.infer(scope, part) == SECRET:
            context.fail(SecretShown(part.span))
    return STRING


def infer_name(context: Context, scope: Scope, name: tree.Name) -> Type:
    """What a name means."""
    context.used.add(name.text)
    scheme = scope.find(name.text)
    if scheme is not None:
        return context.solver.instantiate(scheme)
    members = scope.members(name.text)
    if members:
        return context.fail(Group(name.span, name.text, members))
    return context.not_in_scope(scope, name.span, name.text, called=False)


def infer_field(context: Context, scope: Scope, field: tree.Field) -> Type:
    """A name with dots of the library, or a field of an object."""
    qualified = dotted(field)
    if qualified is not None and (
        scope.is_of_library(qualified, field.owner) or not is_value(scope, field.owner)
    ):
        return infer_qualified(context, scope, field, qualified)
    owner = context.solver.find(context.infer(scope, field.owner))
    if owner == UNKNOWN:
        return UNKNOWN
    if isinstance(owner, Named) and owner.name in context.fields:
        known = context.fields[owner.name]
        if field.name.text in known:
            return known[field.name.text]
        return context.fail(NoSuchField(field.name.span, field.name.text, tuple(known)))
    if isinstance(owner, Variable):
        result = context.solver.fresh()
        context.solver.settle(owner, Record(((field.name.text, result),), is_open=True))
        return result
    if not isinstance(owner, Record):
        return context.fail(NoFields(field.name.span, owner, field.name.text, qualified or ""))
    fields = dict(owner.fields)
    if field.name.text in fields:
        return fields[field.name.text]
    if owner.is_open:
        return UNKNOWN
    return context.fail(NoSuchField(field.name.span, field.name.text, tuple(fields)))


def is_value(scope: Scope, owner: tree.Expression) -> bool:
    """Whether what a field is asked of is a name that is known, or a field of one."""
    while isinstance(owner, tree.Field):
        if scope.find(dotted(owner) or "") is not None:
            return True
        owner = owner.owner
    return isinstance(owner, tree.Name) and scope.find(owner.text) is not None


def infer_qualified(context: Context, scope: Scope, field: tree.Field, qualified: str) -> Type:
    """A name with dots, when its first part is no name of the script."""
    context.used.add(root(field))
    scheme = scope.find(qualified)
    if scheme is not None:
        return context.solver.instantiate(scheme)
    if scope.members(qualified):
        return context.fail(Group(field.span, qualified, scope.members(qualified)))
    called = root(field) not in context.imported
    return context.not_in_scope(scope, field.span, qualified, called)


def infer_list(context: Context, scope: Scope, items: tree.ListOf) -> Type:
    """A list of what all its items are."""
    common: Type = context.solver.fresh()
    for number, item in enumerate(items.items, 1):
        kind = context.infer(scope, item)
        both = context.solver.common(common, kind)
        if both is None:
            part(context, item, kind, common, ItemOf(number, items.items[0].span))
        else:
            common = both
    return ListOf(common)


def part(context: Context, node: tree.Node, found: Type, wanted: Type, why: Expectation) -> Type:
    """Report a value whose type is not that of those before it."""
    found, wanted = context.solver.resolve(found), context.solver.resolve(wanted)
    return context.fail(Mismatch(node.span, found, wanted, why, context.source.slice(node.span)))


def infer_if(context: Context, scope: Scope, choice: tree.If) -> Type:
    """What the branches of an `if` agree on; without an `else`, it may be null."""
    for branch in choice.branches:
        check(context, scope, branch.condition, BOOL, Condition())
    common: Type = context.solver.fresh()
    first = choice.branches[0].body[-1:] or (choice,)
    for body in (*(each.body for each in choice.branches), choice.otherwise or ()):
        kind = context.infer_block(scope.inner(), body)
        both = context.solver.common(common, kind)
        if both is None:
            return part(context, (body[-1:] or (choice,))[0], kind, common, BranchOf(first[0].span))
        common = both
    return common


def infer_loop(context: Context, scope: Scope, loop: tree.For) -> Type:
    """A `for` is made for its effects."""
    item = context.solver.fresh()
    check(context, scope, loop.items, ListOf(item), Items())
    inner = scope.inner({loop.name.text: Scheme(frozenset(), item)})
    context.infer_block(inner, loop.body, wanted=False)
    return NULL
