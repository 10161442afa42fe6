"""Header fields of a request."""

import re
from collections.abc import Iterator

__all__ = ["Headers", "field_text"]


class Headers:
    """Fields in their order; names compare without case (RFC 9110, section 5.1)."""

    __slots__ = ("_fields",)

    def __init__(self, fields: tuple[tuple[str, str], ...] = ()) -> None:
        self._fields = fields

    def get(self, name: str, default: str = "") -> str:
        """The value of the first field of this name."""
        wanted = name.lower()
        return next((value for given, value in self._fields if given.lower() == wanted), default)

    def __contains__(self, name: str) -> bool:
        wanted = name.lower()
        return any(given.lower() == wanted for given, _ in self._fields)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._fields == other._fields

    def __hash__(self) -> int:
        return hash(self._fields)

    def __repr__(self) -> str:
        return f"Headers({self._fields!r})"


def field_text(text: str) -> str:
    """A text as the value of a field: nothing in it ends the line (RFC 9110, section 5.5)."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()
