"""Who may publish: the account of a live input or of a pass-through mount."""

from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Gate", "Secret", "Takeover"]

Takeover = Literal["refuse", "replace"]


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that no log, error, plan or page shows; `place` says where it came from."""

    text: str = field(repr=False)
    place: str = ""

    def __str__(self) -> str:
        """Never the value."""
        return f"secret({self.place!r})" if self.place else "secret"


@dataclass(frozen=True, slots=True)
class Gate:
    """One account. `takeover` says what becomes of a source client when another comes with the same right."""

    password: Secret
    user: str = "source"
    takeover: Takeover = "refuse"
