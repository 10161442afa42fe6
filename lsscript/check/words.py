"""Small words: ordinals, plurals, lists of names."""

from collections.abc import Sequence

__all__ = ["either", "listed", "ordinal"]


def ordinal(number: int) -> str:
    """In words: "1st", "2nd", "11th"."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def listed(names: Sequence[str], joint: str = "and") -> str:
    """In words: "`a`, `b` and `c`"."""
    quoted = [f"`{name}`" for name in names]
    return f" {joint} ".join([*([", ".join(quoted[:-1])] if quoted[:-1] else []), *quoted[-1:]])


def either(names: Sequence[str]) -> str:
    """In words: "`a`, `b` or `c`"."""
    return listed(names, "or")
