"""Where in the script a node stands, so that a fault at three in the morning still names the line."""

from dataclasses import dataclass, field
from typing import Any

__all__ = ["NOWHERE", "Origin", "origin_field"]


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in a script. Lines and columns count from 1; line 0 means "not from a script"."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


NOWHERE = Origin("(built in)", 0)


def origin_field() -> Any:  # noqa: ANN401 - the field takes the type it is declared with
    """A node's `origin`: kept for messages, ignored when nodes are compared."""
    return field(default=NOWHERE, compare=False, repr=False, kw_only=True)
