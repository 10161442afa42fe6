"""A certificate of the station with all that is known of its keeping; and whoever keeps some."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from .certificate import Certificate

__all__ = ["REASONS", "Getter", "Holding", "HoldingKind"]

REASONS = ("unspecified", "key-compromise", "affiliation-changed", "superseded", "cessation")
"""Why a certificate is taken back (RFC 5280 §5.3.1), as far as authorities hear it from those who have it."""

HoldingKind = Literal["files", "upload", "acme", "self-signed"]
"""Where a certificate comes from."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One certificate that is served, or that is to be had and is not here yet.

    Attributes:
        kind: where it comes from.
        origin: the file, or the authority, as the operator knows it.
        names: the names that are wanted of it; its own where nobody said which.
        certificate: what is served now; None while there is none.
        rsa: the second one, for old players.
        next_renewal: when it will be renewed by itself; None where somebody else does that.
        last_attempt: when it was last tried to read or to get one; None for never.
        outcome: what came of that, in words: "renewed", or why not.
        failing: whether that was a failure.
    """

    kind: HoldingKind
    origin: str
    names: tuple[str, ...]
    certificate: Certificate | None = None
    rsa: Certificate | None = None
    next_renewal: datetime | None = None
    last_attempt: datetime | None = None
    outcome: str = ""
    failing: bool = False


class Getter(Protocol):
    """Gets certificates by itself, and keeps them new. Lives on the station's loop."""

    async def start(self) -> None:
        """Begin. Must not wait for any authority, and not raise because of one."""
        ...

    async def stop(self) -> None:
        """End, and take back what is shown meanwhile."""
        ...

    def hurry(self) -> None:
        """Try at once what has failed: somebody says that it is mended."""
        ...

    async def revoke(self, name: str, reason: str) -> bool:
        """Take back what is served for a name, for one of `REASONS`, and order another; returns whether there was any.

        Raises:
            Fault: an authority refused.
        """
        ...

    def holdings(self) -> Sequence[Holding]:
        """What is had and wanted now, in the script's order. Whoever changes it tells the keeper."""
        ...
