"""What operators make of what they join. Units behave as in physics."""

from lsscript.syntax import tree
from lsscript.types import (
    BOOL,
    CLOCK,
    DATE,
    DURATION,
    FLOAT,
    INT,
    NULL,
    SCHEDULE,
    STRING,
    UNKNOWN,
    WEEKDAY,
    Choices,
    ListOf,
    Named,
    Optional,
    Type,
    Variable,
)
from lsscript.types.type import UNITS

from .context import Context
from .expectation import OperandOf
from .problems import Mismatch, NotCombined
from .scope import Scope

__all__ = ["infer_binary", "infer_unary"]

NUMBERS = (INT, FLOAT)
DAYS = (DATE, WEEKDAY, SCHEDULE)
RANGES = (CLOCK, DATE, WEEKDAY)


def infer_unary(context: Context, scope: Scope, expression: tree.Unary) -> Type:
    """`-a` of a number or a quantity, `not a` of a truth or a schedule."""
    kind = context.infer(scope, expression.operand)
    if kind == UNKNOWN:
        return UNKNOWN
    wanted: tuple[Type, ...] = (BOOL, *DAYS) if expression.operator == "not" else (*NUMBERS, *UNITS)
    if isinstance(kind, Variable):
        context.solver.settle(kind, BOOL if expression.operator == "not" else FLOAT)
        return context.solver.find(kind)
    if kind not in wanted:
        text = context.source.slice(expression.operand.span)
        return context.fail(
            Mismatch(expression.operand.span, kind, wanted[0], OperandOf(expression.operator), text)
        )
    return SCHEDULE if kind in DAYS else kind


def infer_binary(context: Context, scope: Scope, expression: tree.Binary) -> Type:
    """The type of two joined values."""
    left, right = context.infer(scope, expression.left), context.infer(scope, expression.right)
    left, right = settle(context, left, right)
    if UNKNOWN in (left, right):
        return BOOL if expression.operator in ("==", "!=", "<", "<=", ">", ">=") else UNKNOWN
    result = joined(context, expression.operator, left, right)
    if result is not None:
        return result
    found, other = context.solver.resolve(left), context.solver.resolve(right)
    spans = expression.left.span, expression.right.span
    return context.fail(NotCombined(expression.span, expression.operator, found, other, *spans))


def settle(context: Context, left: Type, right: Type) -> tuple[Type, Type]:
    """Choices are strings here; a variable beside a type becomes that type."""
    left, right = (STRING if isinstance(each, Choices) else each for each in (left, right))
    if isinstance(left, Variable) and not isinstance(right, Variable | Optional):
        context.solver.settle(left, right)
    elif isinstance(right, Variable) and not isinstance(left, Variable | Optional):
        context.solver.settle(right, left)
    elif isinstance(left, Variable) and isinstance(right, Variable):
        context.solver.same(left, right)
    return context.solver.find(left), context.solver.find(right)


def joined(context: Context, operator: tree.Operator, left: Type, right: Type) -> Type | None:
    """What the operator makes of two types, or None when it cannot join them."""
    match operator:
        case "+" | "-":
            return added(context, operator, left, right)
        case "*":
            return multiplied(left, right)
        case "/":
            return divided(left, right)
        case "==" | "!=":
            alike = context.solver.fits(left, right) or context.solver.fits(right, left)
            return BOOL if alike else None
        case "<" | "<=" | ">" | ">=":
            return BOOL if comparable(left, right) else None
        case "and" | "or" | "not":
            return logical(left, right)
        case "..":
            return SCHEDULE if left == right and left in RANGES else None
        case "??":
            return otherwise(context, left, right)


def added(context: Context, operator: str, left: Type, right: Type) -> Type | None:
    """Like and like; a duration to or from a time of day; strings and lists one behind the other."""
    if {left, right} <= set(NUMBERS):
        return INT if left == right == INT else FLOAT
    if isinstance(left, Variable):
        context.solver.settle(left, FLOAT)
        return FLOAT
    if left == right and left in UNITS:
        return left
    if left == CLOCK:
        return CLOCK if right == DURATION else DURATION if (operator, right) == ("-", CLOCK) else None
    if operator == "+" and left == right == STRING:
        return STRING
    if operator == "+" and isinstance(left, ListOf) and isinstance(right, ListOf):
        return left if context.solver.fits(right, left) else None
    return None


def multiplied(left: Type, right: Type) -> Type | None:
    """A number times a number or a quantity."""
    if {left, right} <= set(NUMBERS):
        return INT if left == right == INT else FLOAT
    for number, quantity in ((left, right), (right, left)):
        if number in NUMBERS and quantity in UNITS:
            return quantity
    return FLOAT if isinstance(left, Variable) else None


def divided(left: Type, right: Type) -> Type | None:
    """A number or a quantity by a number; a quantity by its own kind is a number."""
    if left in (*NUMBERS, *UNITS) and right in NUMBERS:
        return left if left in UNITS else FLOAT
    if isinstance(left, Variable):
        return FLOAT
    return FLOAT if left == right and left in UNITS else None


def comparable(left: Type, right: Type) -> bool:
    """Whether one can be less than the other."""
    ordered: tuple[Named, ...] = (STRING, CLOCK, DATE, *UNITS)
    return {left, right} <= set(NUMBERS) or (left == right and left in ordered) or isinstance(left, Variable)


def logical(left: Type, right: Type) -> Type | None:
    """Two truths, or two schedules."""
    if left in DAYS and right in DAYS:
        return SCHEDULE
    return BOOL if left == right == BOOL or isinstance(left, Variable) else None


def otherwise(context: Context, left: Type, right: Type) -> Type | None:
    """`a ?? b`: a, or b when a is null."""
    if left == NULL:
        return right
    return context.solver.common(left.item if isinstance(left, Optional) else left, right)
