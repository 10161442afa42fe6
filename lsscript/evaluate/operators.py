"""What operators make of values. The checker has seen to it that they go together."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from math import isinf
from typing import Any, NamedTuple

from lsscript.source import Span
from lsscript.syntax import tree
from runtime import plan

from .problems import BackwardDates, DivisionByZero, EvaluationError, NumberTooLarge
from .schedules import as_schedule, joined, ranged
from .value import Clock, Quantity, Value

__all__ = ["LARGEST", "LONGEST", "join", "negate", "text_of"]

DAY = 24 * 3600
LONGEST = 1_000_000
"""Characters of a string, items of a list; no more come from joining two."""

END = object()
"""Comes behind the last item."""

LARGEST = 10**18
"""No number of a script is larger."""

UNITS: Mapping[tree.UnitKind, str] = {
    "duration": "s", "bitrate": "bps", "frequency": "Hz", "level": "dB", "loudness": "LUFS", "size": "B", "percent": "%",
}  # fmt: skip
"""The unit that a quantity is shown in."""

LARGE: Mapping[tree.UnitKind, tuple[int, str]] = {"bitrate": (1000, "kbps"), "frequency": (1000, "kHz")}
"""The unit that a quantity of a thousand and more is shown in."""

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


def join(operator: tree.Operator, left: Value, right: Value, span: Span) -> Value:
    """Two values, joined; `and`, `or` of truths and `??` are decided before.

    Raises:
        EvaluationError: a division by zero, or a number too large.
    """
    if operator in COMPARE:
        return COMPARE[operator](bare(left), bare(right))
    if operator == "..":
        if isinstance(left, date) and isinstance(right, date) and right < left:
            raise EvaluationError(BackwardDates(span))
        return ranged(left, right)
    if operator in ("and", "or"):
        return joined(operator, left, right)
    if operator == "+" and isinstance(left, str | tuple):
        if len(left) + len(right) > LONGEST:  # type: ignore[arg-type] # the checker has seen to it
            raise EvaluationError(NumberTooLarge(span))
        return left + right  # type: ignore[operator] # the checker has seen to it
    try:
        amount = arithmetic(operator, bare(left), bare(right))
    except ZeroDivisionError:
        raise EvaluationError(DivisionByZero(span)) from None
    except OverflowError:
        raise EvaluationError(NumberTooLarge(span)) from None
    if isinf(amount) or abs(amount) > LARGEST:
        raise EvaluationError(NumberTooLarge(span))
    return with_unit(operator, left, right, amount)


def bare(value: Value) -> Any:  # noqa: ANN401 - whatever can be compared
    """A value without its unit."""
    match value:
        case Quantity():
            return value.amount
        case Clock():
            return value.seconds
        case _:
            return value


def arithmetic(operator: str, left: Any, right: Any) -> int | float:  # noqa: ANN401 - numbers
    """Two numbers, joined."""
    match operator:
        case "+":
            result = left + right
        case "-":
            result = left - right
        case "*":
            result = left * right
        case _:
            result = left / right
    return result if isinstance(result, int) else float(result)


def with_unit(operator: str, left: Value, right: Value, amount: float) -> Value:
    """The unit that the result has."""
    if isinstance(left, Clock):
        return Quantity(amount, "duration") if isinstance(right, Clock) else Clock(amount % DAY)
    if operator == "/" and isinstance(right, Quantity):
        return amount
    for side in (left, right):
        if isinstance(side, Quantity):
            return Quantity(amount, side.kind)
    return amount


def negate(operator: str, value: Value) -> Value:
    """`-a`, or `not a`."""
    if operator == "not":
        return not value if isinstance(value, bool) else plan.Not(as_schedule(value))
    if isinstance(value, Quantity):
        return Quantity(-value.amount, value.kind)
    return -value  # type: ignore[operator] # the checker has seen to it


def text_of(value: Value) -> str:
    """A value inside a string; of one that is longer than a string can be, the beginning."""
    text: list[str] = []
    length = 0
    left: list[Iterator[Any]] = [iter((value,))]
    while left and length <= LONGEST:
        part: Any = next(left[-1], END)
        if part is END:
            left.pop()
        elif isinstance(part, tuple) and not isinstance(part, Mark):
            left.append(listed(part))
        else:
            piece = part.text if isinstance(part, Mark) else simple_text(part)
            text.append(piece)
            length += len(piece)
    return "".join(text)


class Mark(NamedTuple):
    """What stands around and between the items of a list."""

    text: str


def listed(items: tuple[Value, ...]) -> Iterator[Any]:
    """A list's items and what stands around them."""
    yield Mark("[")
    for number, each in enumerate(items):
        if number:
            yield Mark(", ")
        yield each
    yield Mark("]")


def simple_text(value: Value) -> str:
    """A value that is no list, inside a string."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(value)
        case float():
            return f"{value:.10g}"
        case Quantity():
            factor, unit = LARGE.get(value.kind, (1, "")) if abs(value.amount) >= 1000 else (1, "")
            return f"{value.amount / factor:.10g}{unit or UNITS[value.kind]}"
        case Clock():
            minutes, seconds = divmod(int(value.seconds), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
        case date():
            return value.isoformat()
        case _:
            return f"({type(value).__name__.lower()})"
