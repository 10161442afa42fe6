"""All certificates of a station in the order in which they are served: which one is for those who name nobody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from runtime.protocols.tls import MOST_CERTIFICATES

from .holding import Holding

__all__ = ["in_service"]


def in_service(holdings: Sequence[Holding], now: datetime) -> tuple[Holding, ...]:
    """Those with a certificate, for a table: of two for one name the first is served, and so the better comes first.

    Rule: what holds now before what is out of date; among those the script's order. One that is out of date is still served
    where nothing else is for its names: a player that does not look plays on, and one that does says why it does not. Of two
    that hold for the same names, one with an RSA key and one without, the first becomes the second's other half.
    """
    there = [each for each in holdings if each.certificate is not None]
    valid = [each for each in there if _valid(each, now)]
    kept: list[Holding] = []
    for each in (*_paired(valid), *(other for other in there if other not in valid)):
        if not kept or any(not _covered(name, kept) for name in _names(each)):
            kept.append(each)
    return tuple(kept[:MOST_CERTIFICATES])


def _paired(holdings: Sequence[Holding]) -> Sequence[Holding]:
    """Each with its RSA half, where there is one for the same names; the halves themselves are left out then."""
    halves = {_key(each): each.certificate for each in reversed(holdings) if _is_rsa(each)}
    whole = {_key(each) for each in holdings if not _is_rsa(each)}
    return [
        each if _is_rsa(each) else replace(each, rsa=each.rsa or halves.get(_key(each)))
        for each in holdings
        if not (_is_rsa(each) and _key(each) in whole)
    ]


def _key(holding: Holding) -> frozenset[str]:
    return frozenset(_names(holding))


def _is_rsa(holding: Holding) -> bool:
    return holding.certificate is not None and holding.certificate.key_kind == "rsa"


def _valid(holding: Holding, now: datetime) -> bool:
    return holding.certificate is not None and holding.certificate.valid(now)


def _names(holding: Holding) -> tuple[str, ...]:
    return holding.certificate.names if holding.certificate is not None else ()


def _covered(name: str, kept: Sequence[Holding]) -> bool:
    """Whether one before it has the very name."""
    return any(name in _names(each) for each in kept)
