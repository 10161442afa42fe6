"""All certificates of a station in the order in which they are served: which one is for those who name nobody."""

from collections.abc import Sequence
from datetime import datetime

from runtime.protocols.tls import MOST_CERTIFICATES

from .holding import Holding

__all__ = ["in_service"]


def in_service(holdings: Sequence[Holding], now: datetime) -> tuple[Holding, ...]:
    """Those with a certificate, for a table: of two for one name the first is served, and so the better comes first.

    Rule: what holds now before what is out of date; among those the script's order. One that is out of date is still served
    where nothing else is for its names: a player that does not look plays on, and one that does says why it does not.
    """
    there = [each for each in holdings if each.certificate is not None]
    valid = [each for each in there if _valid(each, now)]
    kept: list[Holding] = []
    for each in (*valid, *(other for other in there if other not in valid)):
        if not kept or any(not _covered(name, kept) for name in _names(each)):
            kept.append(each)
    return tuple(kept[:MOST_CERTIFICATES])


def _valid(holding: Holding, now: datetime) -> bool:
    return holding.certificate is not None and holding.certificate.valid(now)


def _names(holding: Holding) -> tuple[str, ...]:
    return holding.certificate.names if holding.certificate is not None else ()


def _covered(name: str, kept: Sequence[Holding]) -> bool:
    """Whether one before it has the very name."""
    return any(name in _names(each) for each in kept)
