"""What authorities still take from us: what they said themselves, and what we counted."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .fields import number
from .issuer import Issuer
from .life import DAY, HOUR

__all__ = ["Limits"]

LONGEST_SAID = 8 * DAY
"""A longer Retry-After is cut: the longest that authorities mean is a week."""

OWN_BOUND = (10, HOUR)
"""Certificates for the same names where the authority counts none of them: a fault of it must not have us order for ever."""

MOST_KEPT = 4000
"""Buckets that are kept; the emptiest are forgotten first."""

Bucket = tuple[str, tuple[int, float]]
"""Its name, and how much it takes."""


class Limit(NamedTuple):
    """When the next order may be, and why not earlier."""

    until: float
    why: str = ""


class Limits:
    """Buckets, each kept as the one moment at which it would be full again. Survives restarts by `to_fields`.

    The names of buckets are of no meaning to anybody else.
    """

    def __init__(self, kept: Mapping[str, object] | None = None) -> None:
        kept = kept or {}
        self._full_at = {name: number(kept, name) for name in kept}

    def to_fields(self, now: float) -> dict[str, object]:
        """As they are kept; what is full again is forgotten."""
        live = sorted(((at, name) for name, at in self._full_at.items() if at > now), reverse=True)[
            :MOST_KEPT
        ]
        self._full_at = {name: at for at, name in live}
        return dict(self._full_at)

    def next_order(self, issuer: Issuer, names: tuple[str, ...], now: float) -> Limit:
        """When an order may be made. One that replaces also waits for full buckets: it may not be believed."""
        found = [Limit(self.said(issuer.directory), "the authority asked us to wait")]
        for name, rate in (*_replaced(issuer, names), *_same(issuer, names), *_wrong(issuer, names)):
            found.append(Limit(self._free_at(name, rate), "the authority takes no more of these for now"))
        found.append(Limit(self._free_at(*_orders(issuer)), "the authority takes no more orders for now"))
        latest = max(found)
        return latest if latest.until > now else Limit(now)

    def said(self, directory: str) -> float:
        """Until when the authority at that URL asked us to wait."""
        return self._full_at.get(f"said {directory}", 0.0)

    def ordered(self, issuer: Issuer, now: float) -> None:
        """An order was made."""
        self._take(_orders(issuer), now)

    def issued(self, issuer: Issuer, names: tuple[str, ...], now: float, *, replaces: bool) -> None:
        """A certificate came of it."""
        free = replaces and issuer.rates.exempt
        for bucket in _replaced(issuer, names) if free else _same(issuer, names):
            self._take(bucket, now)

    def refused(self, issuer: Issuer, names: tuple[str, ...], now: float) -> None:
        """The authority could not be convinced of these names."""
        for bucket in _wrong(issuer, names):
            self._take(bucket, now)

    def told_to_wait(self, directory: str, seconds: float, now: float) -> None:
        """The authority said how long."""
        name = f"said {directory}"
        until = now + min(max(0.0, seconds), LONGEST_SAID)
        self._full_at[name] = max(until, self._full_at.get(name, 0.0))

    def shift(self, seconds: float) -> None:
        """The clock was set: what is to be waited for stays as long as it was."""
        self._full_at = {name: at + seconds for name, at in self._full_at.items()}

    def _free_at(self, name: str, rate: tuple[int, float]) -> float:
        many, each = rate
        return self._full_at.get(name, 0.0) - (many - 1) * each

    def _take(self, bucket: Bucket, now: float) -> None:
        name, (_, each) = bucket
        self._full_at[name] = max(now, self._full_at.get(name, 0.0)) + each


def _orders(issuer: Issuer) -> Bucket:
    return f"orders {issuer.directory}", issuer.rates.orders


def _replaced(issuer: Issuer, names: tuple[str, ...]) -> Iterator[Bucket]:
    yield f"replaced {issuer.directory} {' '.join(sorted(names))}", OWN_BOUND


def _same(issuer: Issuer, names: tuple[str, ...]) -> Iterator[Bucket]:
    whole = " ".join(sorted(names))
    yield f"same {issuer.directory} {whole}", issuer.rates.same
    for domain in sorted({_registered(name) for name in names}):
        yield f"domain {issuer.directory} {domain}", issuer.rates.domain


def _wrong(issuer: Issuer, names: tuple[str, ...]) -> Iterator[Bucket]:
    for name in names:
        yield f"wrong {issuer.directory} {name}", issuer.rates.wrong


def _registered(name: str) -> str:
    """The registered domain, nearly: its last two parts. Where three would be right, too much is counted, never too little."""
    return ".".join(name.rsplit(".", 2)[-2:])
