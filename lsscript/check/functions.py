"""The types of functions and blocks."""

from lsscript.syntax import tree
from lsscript.types import BOOL, NULL, UNKNOWN, Function, Parameter, Ref, Scheme, Type

from .context import Context
from .expectation import Condition, ValueOf
from .problems import CannotChange, Mismatch, WrongPlace
from .scope import Scope

__all__ = ["infer_block", "infer_function"]


def infer_function(
    context: Context,
    scope: Scope,
    parameters: tuple[tree.Parameter, ...],
    body: tuple[tree.Statement, ...],
    wanted: tuple[Type, ...] = (),
) -> Function:
    """A function takes what its body makes of its parameters; `wanted` are the types it will be given, as far as known."""
    taken = tuple(take(context, scope, each) for each in parameters)
    for parameter, kind in zip(taken, wanted, strict=False):
        context.solver.fits(kind, parameter.type)
    inner = scope.inner({each.name: Scheme(frozenset(), each.type) for each in taken})
    return Function(taken, context.infer_block(inner, body))


def take(context: Context, scope: Scope, parameter: tree.Parameter) -> Parameter:
    """A parameter: of its default's type, or of a type that its use will tell."""
    if parameter.default is None:
        return Parameter(parameter.name.text, context.solver.fresh())
    return Parameter(parameter.name.text, context.infer(scope, parameter.default), required=False)


def infer_block(context: Context, scope: Scope, body: tuple[tree.Statement, ...], wanted: bool) -> Type:
    """Check every line; the type is the last one's, null when that gives nothing."""
    kind: Type = NULL
    for number, statement in enumerate(body, 1):
        kind = infer_statement(context, scope, statement, wanted and number == len(body))
    return kind


def infer_statement(context: Context, scope: Scope, statement: tree.Statement, wanted: bool) -> Type:
    """Check one line, and put the name it gives into the scope."""
    match statement:
        case tree.Assignment():
            give(context, scope, statement.name.text, context.infer(scope, statement.value))
        case tree.Definition():
            define(context, scope, statement)
        case tree.Change():
            change(context, scope, statement)
        case tree.Broken():
            scope.names.update({name: Scheme(frozenset(), UNKNOWN) for name in statement.names})
        case tree.Import():
            give_module(context, scope, statement)
        case tree.Declaration():
            context.fail(WrongPlace(statement.span, "declaration"))
        case tree.ExpressionStatement():
            return alone(context, scope, statement.value, wanted)
    return NULL


def alone(context: Context, scope: Scope, value: tree.Expression, wanted: bool) -> Type:
    """An expression as a line; the branches of an `if` need not agree when nothing is done with it."""
    if not isinstance(value, tree.If) or wanted:
        return context.infer(scope, value)
    for branch in value.branches:
        decide(context, scope, branch.condition)
        context.infer_block(scope.inner(), branch.body, wanted=False)
    context.infer_block(scope.inner(), value.otherwise or (), wanted=False)
    return NULL


def decide(context: Context, scope: Scope, condition: tree.Expression) -> None:
    """What `if` decides by is true or false."""
    kind = context.infer(scope, condition)
    if not context.solver.fits(kind, BOOL):
        text = context.source.slice(condition.span)
        context.fail(Mismatch(condition.span, context.solver.resolve(kind), BOOL, Condition(), text))


def give(context: Context, scope: Scope, name: str, kind: Type) -> None:
    """Give a name to a value, for every type that it may have."""
    fixed = frozenset[int]().union(*(context.solver.variables(each.type) for each in scope.unsettled()))
    scheme = context.solver.generalise(kind, fixed)
    scope.give(name, scheme, loose=bool(context.solver.variables(scheme.type) - scheme.variables))


def give_module(context: Context, scope: Scope, statement: tree.Import) -> None:
    """Give names with dots to what an imported script gives; what is wrong with the script itself has been told."""
    name = statement.name.text
    if not scope.is_outermost_of_script:
        context.fail(WrongPlace(statement.span, "import"))
    found = context.imported.get(name)
    if found is None:
        scope.names[name] = Scheme(frozenset(), UNKNOWN)
        return
    scope.names.pop(name, None)
    scope.names.update({f"{name}.{each}": scheme for each, scheme in found.items()})


def define(context: Context, scope: Scope, definition: tree.Definition) -> None:
    """`def`: the name is known in its own body."""
    own = context.solver.fresh()
    inner = scope.inner({definition.name.text: Scheme(frozenset(), own)})
    function = infer_function(context, inner, definition.parameters, definition.body)
    context.solver.same(own, function)
    give(context, scope, definition.name.text, function)


def change(context: Context, scope: Scope, statement: tree.Change) -> None:
    """`name := value`."""
    context.used.add(statement.name.text)
    scheme = scope.find(statement.name.text)
    if scheme is None:
        context.not_in_scope(scope, statement.name.span, statement.name.text, called=False)
        return
    held, value = context.solver.find(scheme.type), context.infer(scope, statement.value)
    if not isinstance(held, Ref):
        if held != UNKNOWN:
            context.fail(CannotChange(statement.name.span, statement.name.text, held))
    elif not context.solver.fits(value, held.item):
        text = context.source.slice(statement.value.span)
        found, wanted = context.solver.resolve(value), context.solver.resolve(held.item)
        context.fail(Mismatch(statement.value.span, found, wanted, ValueOf(statement.name.text), text))
