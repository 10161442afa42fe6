"""Parameters that may change while the station plays: a value, or a function that gives it.

What the library declares as `live(level)` needs nothing more: the node's field of that name holds the value, and, where a
function was given, the planner puts a `plan.Live` in its place.
"""

from collections.abc import Iterator

from lsscript.syntax import tree

from .expressions import Given
from .operators import negate
from .problems import EvaluationError, OnAirOnly
from .value import Closure, Extern, Quantity, RefValue, Value

__all__ = ["with_first_values"]


def with_first_values(declaration: tree.Declaration, given: Given) -> Given:
    """What is given, with what live functions give first in their place.

    Raises:
        EvaluationError: a function fails.
    """
    found = {each.name.text: each for each in live_parameters(declaration)}
    functions = {
        name: given.values[name]
        for name in found
        if isinstance(given.values[name], Closure | Extern | RefValue)
    }
    if not functions:
        return given
    first = {name: first_value(given, function, found[name].default) for name, function in functions.items()}
    return given._replace(values={**given.values, **first}, live=functions)


def live_parameters(declaration: tree.Declaration) -> Iterator[tree.Declared]:
    """The parameters that may be live, and whose functions are given nothing."""
    for each in declaration.parameters:
        match each.type:
            case tree.AppliedType(name="live", item=item) if not isinstance(item, tree.FunctionType):
                yield each
            case _:
                pass


def first_value(given: Given, function: Value, default: tree.Expression | None) -> Value:
    """What a function gives while the script is read; one that asks what plays is not asked yet."""
    try:
        return given.apply(function, ())
    except EvaluationError as failure:
        if not isinstance(failure.problem, OnAirOnly):
            raise
    return constant(default)


def constant(default: tree.Expression | None) -> Value:
    """A default of the library: a number or a quantity."""
    match default:
        case tree.Quantity():
            return Quantity(default.amount, default.kind)
        case tree.Number():
            return default.value
        case tree.Unary(operator="-"):
            return negate("-", constant(default.operand))
        case _:
            raise TypeError("a live parameter has a default that is a number or a quantity")
