"""The library's functions of plain values: lists, strings, numbers, JSON."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, cast

from .arguments import string
from .expressions import Given
from .operators import LARGEST, LONGEST, bare, text_of
from .problems import EvaluationError, NoOrder, NotAsJson, NumberTooLarge
from .value import Clock, Quantity, Value

__all__ = ["VALUE_BINDINGS", "stringify"]

Bound = Callable[[object, Given], Value]
ORDERED = (int, float, str, date)

MOST_PARTS = 100_000
"""Parts of a value that becomes JSON."""


class Turn(Protocol):
    """A function of one string."""

    def __call__(self, text: str, /) -> Value: ...


# ---- Lists ------------------------------------------------------------------------------------------------------------


def items(given: Given) -> tuple[Value, ...]:
    """The argument `list`."""
    return cast("tuple[Value, ...]", given.values["list"])


def called(given: Given, *values: Value) -> Value:
    """What the argument `function` gives."""
    return given.apply(given.values["function"], values)


def fold(_binder: object, given: Given) -> Value:
    """`list.fold(…)`."""
    result = given.values["start"]
    for each in items(given):
        result = called(given, result, each)
    return result


def sort(_binder: object, given: Given) -> Value:
    """`list.sort(…)`."""
    by = given.values["by"]
    keys = [each if by is None else given.apply(by, (each,)) for each in items(given)]
    order = sorted(range(len(keys)), key=[in_order(key, keys[0], given) for key in keys].__getitem__)
    return tuple(items(given)[place] for place in order)


def in_order(value: Value, other: Value, given: Given) -> Any:  # noqa: ANN401 - what can be compared
    """A value as it is compared with another.

    Raises:
        EvaluationError: it has no order, or one of its own.
    """
    plain = bare(value)
    alike = type(value) is type(other) or both_numbers(value, other)
    if isinstance(plain, bool) or not isinstance(plain, ORDERED) or not alike:
        raise EvaluationError(NoOrder(given.span))
    return plain


def both_numbers(one: Value, other: Value) -> bool:
    """Whether two values are numbers, whole or not."""
    return isinstance(one, int | float) and isinstance(other, int | float)


def find(_binder: object, given: Given) -> Value:
    """`list.find(…)`."""
    return next((each for each in items(given) if called(given, each)), None)


def numbers(_binder: object, given: Given) -> Value:
    """`list.range(…)`."""
    first, last = cast(int, given.values["first"]), cast(int, given.values["last"])
    if last - first >= LONGEST:
        raise EvaluationError(NumberTooLarge(given.span))
    return tuple(range(first, last + 1))


# ---- Strings ------------------------------------------------------------------------------------------------------------


def text_function(turn: Turn) -> Bound:
    """A function of the argument `text` alone."""
    return lambda _binder, given: turn(string(given, "text"))


def split(_binder: object, given: Given) -> Value:
    """`string.split(…)`; without a separator, characters."""
    text, separator = string(given, "text"), string(given, "separator")
    return tuple(text.split(separator) if separator else text)


def joined(_binder: object, given: Given) -> Value:
    """`string.join(…)`."""
    parts, separator = cast("tuple[str, ...]", given.values["parts"]), string(given, "separator")
    return bounded(given, sum(map(len, parts)) + len(separator) * len(parts), lambda: separator.join(parts))


def replaced(_binder: object, given: Given) -> Value:
    """`string.replace(…)`."""
    text, part, by = (string(given, name) for name in ("text", "part", "by"))
    if not part:
        return text
    return bounded(given, len(text) + text.count(part) * len(by), lambda: text.replace(part, by))


def bounded(given: Given, length: int, make: Callable[[], str]) -> str:
    """A string that is made only when it is not too long."""
    if length > LONGEST:
        raise EvaluationError(NumberTooLarge(given.span))
    return make()


def to_int(text: str, /) -> Value:
    """`string.to_int(…)`."""
    plain = text.strip()
    number = plain.removeprefix("-")
    return int(plain) if number.isascii() and number.isdigit() and len(number) < len(str(LARGEST)) else None


def to_float(text: str, /) -> Value:
    """`string.to_float(…)`."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) <= LARGEST else None


# ---- Numbers ------------------------------------------------------------------------------------------------------------


def chosen(choose: Callable[..., int]) -> Bound:
    """`math.min` and `math.max`; `choose` is given the two and gives the place of one."""

    def bound(_binder: object, given: Given) -> Value:
        both = [given.values["a"], given.values["b"]]
        return both[choose((0, 1), key=[in_order(each, both[0], given) for each in both].__getitem__)]

    return bound


def whole(turn: Callable[[float], int]) -> Bound:
    """A number made whole."""
    return lambda _binder, given: turn(cast(float, given.values["number"]))


# ---- JSON ---------------------------------------------------------------------------------------------------------------


def parse(_binder: object, given: Given) -> Value:
    """`json.parse(…)`."""
    example = given.values["example"]
    try:
        found = json.loads(string(given, "text"))
    except (ValueError, RecursionError):
        return example
    return shaped(found, example)


def shaped(found: Any, example: Value) -> Value:  # noqa: ANN401 - whatever a text holds
    """What was found, in the shape of an example."""
    match example:
        case bool() | str():
            return cast(Value, found) if type(found) is type(example) else example
        case int() | float() | Quantity():
            return shaped_number(found, example)
        case tuple():
            return (
                tuple(shaped(each, example[0]) for each in found)
                if example and isinstance(found, list)
                else example
            )
        case Mapping():
            have = found if isinstance(found, dict) else {}
            return {name: shaped(have.get(name), each) for name, each in example.items()}
        case _:
            return example


def shaped_number(found: Any, example: float | Quantity) -> Value:  # noqa: ANN401 - whatever a text holds
    """A number of the kind of an example, if one was found."""
    if isinstance(found, bool) or not isinstance(found, int | float) or not abs(found) <= LARGEST:
        return example
    if isinstance(example, Quantity):
        return Quantity(found, example.kind)
    return example if isinstance(example, int) and isinstance(found, float) else found


def stringify(value: Value, given: Given, parameter: str) -> str:
    """A value as JSON.

    Raises:
        EvaluationError: JSON has nothing for it, or it is too long.
    """
    text = json.dumps(Plain(given, parameter).of(value), ensure_ascii=False)
    return bounded(given, len(text), lambda: text)


@dataclass(slots=True)
class Plain:
    """Makes values what JSON has."""

    given: Given
    parameter: str
    parts: int = 0

    def of(self, value: Value) -> object:
        """A value as what JSON has.

        Raises:
            EvaluationError: it has nothing for it; secrets are never written.
        """
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise EvaluationError(NumberTooLarge(self.given.span))
        match value:
            case None | bool() | int() | float() | str():
                return value
            case Quantity():
                return int(value.amount) if value.amount == int(value.amount) else value.amount
            case Clock() | date():
                return text_of(value)
            case tuple():
                return [self.of(each) for each in value]
            case Mapping():
                return {name: self.of(each) for name, each in value.items()}
            case _:
                span = self.given.places.get(self.parameter, self.given.span)
                raise EvaluationError(NotAsJson(span))


VALUE_BINDINGS: Mapping[str, Bound] = {
    "list.length": lambda _binder, given: len(items(given)),
    "list.map": lambda _binder, given: tuple(called(given, each) for each in items(given)),
    "list.filter": lambda _binder, given: tuple(each for each in items(given) if called(given, each)),
    "list.fold": fold,
    "list.sort": sort,
    "list.reverse": lambda _binder, given: items(given)[::-1],
    "list.contains": lambda _binder, given: given.values["value"] in items(given),
    "list.find": find,
    "list.first": lambda _binder, given: next(iter(items(given)), None),
    "list.last": lambda _binder, given: next(reversed(items(given)), None),
    "list.range": numbers,
    "string.length": text_function(len),
    "string.upper": text_function(str.upper),
    "string.lower": text_function(str.lower),
    "string.trim": text_function(str.strip),
    "string.split": split,
    "string.join": joined,
    "string.contains": lambda _binder, given: string(given, "part") in string(given, "text"),
    "string.starts_with": lambda _binder, given: string(given, "text").startswith(string(given, "part")),
    "string.ends_with": lambda _binder, given: string(given, "text").endswith(string(given, "part")),
    "string.replace": replaced,
    "string.to_int": text_function(to_int),
    "string.to_float": text_function(to_float),
    "math.min": chosen(min),
    "math.max": chosen(max),
    "math.round": whole(lambda number: math.floor(number + 0.5)),
    "math.floor": whole(math.floor),
    "math.ceil": whole(math.ceil),
    "json.parse": parse,
    "json.stringify": lambda _binder, given: stringify(given.values["value"], given, "value"),
}
"""The name of a library function → what it does."""
