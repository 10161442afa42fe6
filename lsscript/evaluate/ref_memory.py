"""Values of refs as the state folder keeps them: plain data from which the same values are made again.

Rules. What is not plain (a function, a source) and what must lie nowhere (a secret) is not kept. A value is taken back only
where the script begins with one of the same make, so that a ref that holds a string now never gets a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast, get_args

from lsscript.syntax.tree import UnitKind

from .value import Clock, PairValue, Quantity, RefValue, Value, Weekday

__all__ = ["MOST_REFS", "RefMemory", "alike", "noted", "recalled"]

MOST_REFS = 1000
"""Refs that the script does not have at the moment, and whose values are kept all the same."""

KINDS = get_args(UnitKind)


@dataclass(slots=True)
class RefMemory:
    """What refs held that are not there yet, or not any more; and, for who asks often, what those hold that are.

    Attributes:
        waiting: by name, as `noted` gives it.
    """

    waiting: dict[str, object] = field(default_factory=dict)
    _known: dict[str, tuple[Value, object]] = field(default_factory=dict)

    def begin(self, name: str, ref: RefValue) -> None:
        """A ref has come, with the value that the script gives it: it holds again what it held, if that is of the same make."""
        if name not in self.waiting:
            return
        try:
            value = recalled(self.waiting.pop(name))
        except ValueError:
            return
        if alike(value, ref.held):
            ref.held = value

    def end(self, name: str, ref: RefValue) -> None:
        """A ref is gone; should it come again, it holds the same."""
        self._known.pop(name, None)
        try:
            self.waiting[name] = noted(ref.held)
        except TypeError:
            return
        while len(self.waiting) > MOST_REFS:
            del self.waiting[next(iter(self.waiting))]

    def all(self, refs: Mapping[str, RefValue]) -> dict[str, object]:
        """All there is to keep. From any thread; values that have not changed are not looked at again."""
        found = dict(self.waiting)
        for name, ref in tuple(refs.items()):
            held, known = ref.held, self._known.get(name)
            if known is None or known[0] is not held:
                known = self._known[name] = held, _noted_or_nothing(held)
            if known[1] is not NOTHING:
                found[name] = known[1]
        return found


NOTHING = object()


def _noted_or_nothing(value: Value) -> object:
    try:
        return noted(value)
    except TypeError:
        return NOTHING


def noted(value: Value) -> object:
    """A value as plain data.

    Raises:
        TypeError: it is not kept.
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Quantity():
            return {"quantity": [value.kind, value.amount]}
        case Clock():
            return {"clock": value.seconds}
        case Weekday():
            return {"weekday": value.number}
        case date():
            return {"date": value.isoformat()}
        case PairValue():
            return {"pair": [noted(value.left), noted(value.right)]}
        case tuple():
            return {"list": [noted(each) for each in value]}
        case Mapping():
            return {"object": {name: noted(each) for name, each in value.items()}}
        case _:
            raise TypeError(type(value).__name__)


def recalled(found: object) -> Value:
    """The value again.

    Raises:
        ValueError: it is nothing that `noted` gives.
    """
    match found:
        case None | bool() | int() | float() | str():
            return found
        case {"quantity": [str(kind), int() | float() as amount]} if kind in KINDS:
            return Quantity(amount, cast(UnitKind, kind))
        case {"clock": int() | float() as seconds}:
            return Clock(seconds)
        case {"weekday": int(number)}:
            return Weekday(number)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"pair": [left, right]}:
            return PairValue(recalled(left), recalled(right))
        case {"list": list(items)}:
            return tuple(recalled(each) for each in items)
        case {"object": dict(entries)}:
            return {str(name): recalled(each) for name, each in entries.items()}
        case _:
            raise ValueError("it is no value")


def alike(one: Value, other: Value) -> bool:
    """Whether two values are of one make, as far as they themselves tell it."""
    match one, other:
        case (None, _) | (_, None):
            return True
        case Quantity(), Quantity():
            return one.kind == other.kind
        case PairValue(), PairValue():
            return alike(one.left, other.left) and alike(one.right, other.right)
        case tuple(), tuple():
            return not one or not other or alike(one[0], other[0])
        case Mapping(), Mapping():
            return one.keys() == other.keys() and all(alike(each, other[name]) for name, each in one.items())
        case _:
            return type(one) is type(other) or (_is_number(one) and _is_number(other))


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
