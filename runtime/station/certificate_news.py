"""What is told of certificates: that there is a new one, that one ends soon or has ended, that one cannot be had."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from runtime.kernel.events import EventBus
from runtime.tls.certificate import Certificate
from runtime.tls.holding import Holding
from runtime.tls.lifetime import age, lifetime_remark

__all__ = ["ALARM_AGAIN", "CertificateNews"]

ALARM_AGAIN = timedelta(days=1)
"""How often an alarm is repeated."""

logger = logging.getLogger("legacystream.tls")

_Key = tuple[str, str, tuple[str, ...]]


@dataclass(slots=True)
class CertificateNews:
    """Compares what there is with what it was, and tells each thing once; alarms once a day."""

    events: EventBus
    _known: dict[_Key, Holding] = field(default_factory=dict)
    _alarms: dict[int, tuple[str, datetime]] = field(default_factory=dict)
    _stood_in: bool = False

    def look(self, holdings: Sequence[Holding], now: datetime, *, stand_in: bool) -> None:
        """Tell what is new; `stand_in` says whether nothing real is served."""
        before, self._known = self._known, {_key(each): each for each in holdings}
        for key, holding in self._known.items():
            self._compare(before.get(key), holding, now)
        serials = {each.certificate.serial for each in holdings if each.certificate is not None}
        self._alarms = {serial: told for serial, told in self._alarms.items() if serial in serials}
        for holding in holdings:
            if holding.certificate is not None:
                self._alarm(holding, holding.certificate, now)
        if stand_in and not self._stood_in:
            logger.warning(
                "HTTPS is spoken with a stand-in that the station signed itself, until there is a certificate"
            )
        self._stood_in = stand_in

    def _compare(self, before: Holding | None, after: Holding, now: datetime) -> None:
        certificate = after.certificate
        if certificate is not None and (before is None or before.certificate != certificate):
            until = f"until {certificate.not_after:%Y-%m-%d}, {certificate.days_left(now):.0f} days"
            logger.info(
                "the certificate of %s is served: by %s, %s (%s)",
                ", ".join(certificate.names), certificate.issuer, until, after.origin,
            )  # fmt: skip
            self._emit("new", after, certificate, now)
        if after.failing and (before is None or not before.failing or before.outcome != after.outcome):
            self._emit("failed", after, certificate, now)

    def _alarm(self, holding: Holding, certificate: Certificate, now: datetime) -> None:
        state = {"good": "", "alarm": "expires"}.get(age(certificate, now), age(certificate, now))
        told, at = self._alarms.get(certificate.serial, ("", now))
        if not state:
            self._alarms.pop(certificate.serial, None)
        elif state != told or now - at >= ALARM_AGAIN:
            self._alarms[certificate.serial] = (state, now)
            level = logging.WARNING if state == "expires" else logging.ERROR
            why = f"; {holding.outcome}" if holding.failing else ""
            logger.log(
                level, "the certificate of %s (%s): %s; it is served all the same%s",
                certificate.name, holding.origin, lifetime_remark(certificate, now), why,
            )  # fmt: skip
            self._emit(state, holding, certificate, now)

    def _emit(self, state: str, holding: Holding, certificate: Certificate | None, now: datetime) -> None:
        details = {
            "state": state,
            "names": list(certificate.names if certificate is not None else holding.names),
            "kind": holding.kind,
            "where": holding.origin,
            "issuer": certificate.issuer if certificate is not None else "",
            "days": round(certificate.days_left(now), 1) if certificate is not None else 0.0,
            "reason": holding.outcome if holding.failing else "",
        }
        self.events.emit("certificate", (certificate.name if certificate else holding.origin), details)


def _key(holding: Holding) -> _Key:
    wanted = holding.names if holding.kind in ("acme", "upload") else ()
    return holding.kind, holding.origin, wanted
