"""Values of the script to and from plain data, as the running station has it."""

from collections.abc import Mapping
from datetime import date
from typing import cast, get_args

from lsscript.syntax.tree import UnitKind
from runtime import plan

from .value import Clock, OnAirSource, Quantity, Value

__all__ = ["data_of", "value_of"]

KINDS = get_args(UnitKind)


def value_of(data: object) -> Value:
    """A value from plain data: `("source", id)` is a source, `("duration", 3.0)` a quantity."""
    match data:
        case ("source", str() as name):
            return OnAirSource(plan.NodeId(name))
        case (str() as kind, int() | float() as amount) if kind in KINDS:
            return Quantity(amount, cast(UnitKind, kind))
        case Mapping():
            return {name: value_of(each) for name, each in data.items()}
        case list() | tuple():
            return tuple(value_of(each) for each in data)
        case _:
            return cast(Value, data)


def data_of(value: Value) -> object:
    """A value as plain data, quantities in their base units; what a station has no use for is None."""
    match value:
        case Quantity():
            return value.amount
        case Clock():
            return value.seconds
        case OnAirSource():
            return value.id
        case tuple():
            return [data_of(each) for each in value]
        case Mapping():
            return {name: data_of(each) for name, each in value.items()}
        case None | bool() | int() | float() | str() | date():
            return value
        case _:
            return None
