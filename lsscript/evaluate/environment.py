"""Names and their values."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from .value import Value

__all__ = ["Environment"]


@dataclass(slots=True)
class Environment:
    """The values of a block's names; what it does not have, the block around it may."""

    outer: Optional["Environment"] = None
    values: dict[str, "Value"] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a name is here."""
        return any(name in each.values for each in self.chain())

    def find(self, name: str) -> "Value":
        """The value of a name that is here."""
        return next(each.values[name] for each in self.chain() if name in each.values)

    def chain(self) -> Iterator["Environment"]:
        """This block and those around it."""
        each: Environment | None = self
        while each is not None:
            yield each
            each = each.outer

    def inner(self) -> "Environment":
        """A block inside this one."""
        return Environment(self)
