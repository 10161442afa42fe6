"""Certificates as they are shown: by the command `certs`, the API, `lss certs`. Never a key."""

from collections.abc import Mapping
from datetime import datetime

from .holding import Holding
from .lifetime import age, lifetime_remark

__all__ = ["shown"]

DIGITS = 1
"""Of days."""


def shown(holding: Holding, now: datetime) -> Mapping[str, object]:
    """A certificate's row; empty texts where nothing is known."""
    certificate = holding.certificate
    row: dict[str, object] = {
        "names": list(certificate.names if certificate is not None else holding.names),
        "state": _state(holding, now),
        "days": None,
        "until": "",
        "issuer": "",
        "key": "",
        "from": holding.origin,
        "kind": holding.kind,
        "next_renewal": _moment(holding.next_renewal),
        "last_attempt": _moment(holding.last_attempt),
        "outcome": holding.outcome,
        "failing": holding.failing,
        "remarks": [],
    }
    if certificate is not None:
        remark = lifetime_remark(certificate, now)
        row |= {
            "days": round(certificate.days_left(now), DIGITS),
            "until": certificate.not_after.isoformat(timespec="seconds"),
            "issuer": certificate.issuer,
            "key": "+".join(each.key_kind for each in (certificate, holding.rsa) if each is not None),
            "remarks": [*([remark] if remark else []), *certificate.remarks],
        }
    return row


def _state(holding: Holding, now: datetime) -> str:
    """One word: missing, self-signed, early, good, alarm, expired."""
    if holding.certificate is None:
        return "missing"
    return "self-signed" if holding.kind == "self-signed" else age(holding.certificate, now)


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment is not None else ""
