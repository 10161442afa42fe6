"""Why a type is wanted at a place."""

from typing import NamedTuple

from lsscript.source import Span

__all__ = ["ArgumentOf", "BranchOf", "Condition", "Expectation", "ItemOf", "Items", "OperandOf", "ValueOf"]


class ArgumentOf(NamedTuple):
    """The argument `parameter` of `function`; `number` counts from 1."""

    function: str
    parameter: str
    number: int


class ItemOf(NamedTuple):
    """An item of a list whose first item stands at `first`."""

    number: int
    first: Span


class Items(NamedTuple):
    """What `for` goes through."""


class BranchOf(NamedTuple):
    """A branch of an `if` whose first branch stands at `first`."""

    first: Span


class Condition(NamedTuple):
    """What `if` decides by."""


class OperandOf(NamedTuple):
    """What an operator joins."""

    operator: str


class ValueOf(NamedTuple):
    """The new value of what a `ref` holds."""

    name: str


Expectation = ArgumentOf | ItemOf | Items | BranchOf | Condition | OperandOf | ValueOf
