"""The arguments of a library function, as what they are."""

from typing import cast

from .expressions import Given
from .value import Quantity

__all__ = ["amount", "channels", "number", "string", "truth", "whole"]


def string(given: Given, name: str) -> str:
    """An argument that is a string."""
    return cast(str, given.values[name])


def truth(given: Given, name: str) -> bool:
    """An argument that is true or false."""
    return cast(bool, given.values[name])


def amount(given: Given, name: str) -> float:
    """An argument that is a quantity, in its base unit."""
    return cast(Quantity, given.values[name]).amount


def whole(given: Given, name: str) -> int | None:
    """An argument that is a whole number, or `null`."""
    return cast("int | None", given.values[name])


def number(given: Given, name: str) -> float | None:
    """An argument that is a number, or `null`."""
    return cast("float | None", given.values[name])


def channels(given: Given) -> int:
    """Two for `stereo=true`, else one."""
    return 2 if truth(given, "stereo") else 1
