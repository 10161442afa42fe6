"""Why a type is wanted at a place."""

from dataclasses import dataclass

from lsscript.source import Span

__all__ = ["ArgumentOf", "BranchOf", "Condition", "Expectation", "ItemOf", "Items", "OperandOf", "ValueOf"]


@dataclass(frozen=True, slots=True)
class ArgumentOf:
    """The argument `parameter` of `function`; `number` counts from 1."""

    function: str
    parameter: str
    number: int


@dataclass(frozen=True, slots=True)
class ItemOf:
    """An item of a list whose first item stands at `first`."""

    number: int
    first: Span


@dataclass(frozen=True, slots=True)
class Items:
    """What `for` goes through."""


@dataclass(frozen=True, slots=True)
class BranchOf:
    """A branch of an `if` whose first branch stands at `first`."""

    first: Span


@dataclass(frozen=True, slots=True)
class Condition:
    """What `if` decides by."""


@dataclass(frozen=True, slots=True)
class OperandOf:
    """What an operator joins."""

    operator: str


@dataclass(frozen=True, slots=True)
class ValueOf:
    """The new value of what a `ref` holds."""

    name: str


Expectation = ArgumentOf | ItemOf | Items | BranchOf | Condition | OperandOf | ValueOf
