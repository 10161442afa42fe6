"""An authority as renewal sees it: where it is, where one may practise, and how much it takes."""

from dataclasses import dataclass

from .life import HOUR, MINUTE

__all__ = ["LETS_ENCRYPTS", "MODEST", "Issuer", "Rates"]


@dataclass(frozen=True, slots=True)
class Rates:
    """How much an authority takes, as buckets: so many at once, and one more each time so many seconds have gone by.

    Attributes:
        orders: new orders of the account.
        same: certificates for the very same names. Orders that replace a certificate are free of it where `exempt`.
        domain: certificates for the names of one registered domain.
        wrong: failed proofs for one name.
        exempt: whether orders that say what they replace count against nothing but a bound of our own.
    """

    orders: tuple[int, float]
    same: tuple[int, float]
    domain: tuple[int, float]
    wrong: tuple[int, float]
    exempt: bool = False


LETS_ENCRYPTS = Rates(
    orders=(300, 36.0),
    same=(5, 34 * HOUR),
    domain=(50, 202 * MINUTE),
    wrong=(5, 12 * MINUTE),
    exempt=True,
)
"""Let's Encrypt's, as published at letsencrypt.org/docs/rate-limits in 2026."""

MODEST = Rates(
    orders=(300, 36.0), same=(10, HOUR), domain=(200, 10 * MINUTE), wrong=(10, 6 * MINUTE), exempt=False
)
"""For an authority that publishes none: what one's own authority with certificates of a day needs, and a bound for all."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """One authority of the script.

    Attributes:
        directory: its URL.
        staging: the URL where one may practise with it, "" for none.
        rates: how much it takes.
    """

    directory: str
    staging: str = ""
    rates: Rates = MODEST
