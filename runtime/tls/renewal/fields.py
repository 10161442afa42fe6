"""What was kept on disk, read with care: a file that makes no sense is a file that says nothing."""

import math
from collections.abc import Mapping

__all__ = ["listed", "mapping", "number", "text", "whole"]

FURTHEST = 1e11
"""Seconds since 1970 beyond which a moment is none (the year 5138)."""


def number(kept: Mapping[str, object], name: str) -> float:
    """A moment or a length in seconds; 0 where there is none."""
    found = kept.get(name)
    good = isinstance(found, int | float) and math.isfinite(found) and 0 <= found < FURTHEST
    return float(found) if good and isinstance(found, int | float) else 0.0


def whole(kept: Mapping[str, object], name: str, most: int = 1_000_000) -> int:
    """A count; 0 where there is none."""
    return int(min(number(kept, name), most))


def text(kept: Mapping[str, object], name: str) -> str:
    """A text; "" where there is none."""
    found = kept.get(name)
    return found if isinstance(found, str) else ""


def mapping(kept: Mapping[str, object], name: str) -> Mapping[str, object]:
    """An object in it; an empty one where there is none."""
    found = kept.get(name)
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


def listed(kept: Mapping[str, object], name: str) -> tuple[int, ...]:
    """Whole numbers in a list; none where there are none."""
    found = kept.get(name)
    return tuple(each for each in found if isinstance(each, int)) if isinstance(found, list | tuple) else ()
