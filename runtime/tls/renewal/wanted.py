"""The certificates that a script wants: its names split over as many as one takes, for each kind of key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["NAMES_OF_PROFILES", "USUAL_NAMES", "Wanted", "split", "wanted"]

KeyKind = Literal["ecdsa", "rsa"]

USUAL_NAMES = 100
"""Names in one certificate, at most authorities."""

NAMES_OF_PROFILES = {"tlsserver": 25, "shortlived": 25}
"""Names in one certificate of a profile, where that is known (Let's Encrypt's)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One certificate that is wanted."""

    names: tuple[str, ...]
    key: KeyKind = "ecdsa"


def wanted(names: Sequence[str], keys: Sequence[KeyKind], profile: str) -> tuple[Wanted, ...]:
    """All certificates that are wanted for these names, in the script's order."""
    parts = split(names, NAMES_OF_PROFILES.get(profile, USUAL_NAMES))
    return tuple(Wanted(part, key) for part in parts for key in keys)


def split(names: Sequence[str], most: int) -> tuple[tuple[str, ...], ...]:
    """Names in the order of the script, so that one more changes only the last part."""
    plain = tuple(dict.fromkeys(name.lower().rstrip(".") for name in names))
    return tuple(plain[first : first + most] for first in range(0, len(plain), most))
