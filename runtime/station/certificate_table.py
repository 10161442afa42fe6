"""What the edges are told of certificates, put together from what there is."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from runtime.plan import Server
from runtime.protocols.tls import CertificateTable, ServedCertificate
from runtime.tls.certificate import Certificate
from runtime.tls.holding import Holding
from runtime.tls.proofs import Proofs

from .doors import Ports

__all__ = ["StandIn", "certificate_table"]

NOBODY = ("localhost",)
"""The names of a stand-in where nobody has said any."""


class StandIn:
    """The certificate of nobody: the same until its names change or it grows old.

    Attributes:
        holding: as it was made last; None before it was wanted.
    """

    def __init__(self) -> None:
        self.holding: Holding | None = None

    def made_for(self, holdings: Iterable[Holding], now: datetime) -> Certificate:
        """One for all names that are wanted."""
        from runtime.tls.self_signed import self_signed

        names = tuple(dict.fromkeys(name for each in holdings for name in each.names)) or NOBODY
        last = self.holding
        if last is None or last.names != names or last.certificate is None or not last.certificate.valid(now):
            made = self_signed(names, now)
            words = "shown until there is a certificate"
            self.holding = Holding("self-signed", "the station itself", names, made, outcome=words)
            return made
        return last.certificate


def certificate_table(
    served: Sequence[Holding],
    stand_in: Certificate | None,
    server: Server,
    ports: Ports,
    proofs: Proofs,
    now: datetime,
) -> CertificateTable:
    """The whole table. `stand_in` is served where nothing else is.

    Rule: browsers are sent to HTTPS, and told to stay there, only where all that is served holds and somebody vouches for it.
    """
    trusted = bool(served) and all(_trusted(each, now) for each in served)
    certificates = tuple(_served(each) for each in served)
    return CertificateTable(
        certificates or ((stand_in.served(),) if stand_in is not None else ()),
        proofs.http,
        proofs.alpn,
        self_signed=not certificates,
        hsts_seconds=round(server.hsts) if trusted else 0,
        redirect=server.redirect and trusted and ports.https > 0,
        https_port=ports.https,
        upgrade=server.upgrade,
    )


def _served(holding: Holding) -> ServedCertificate:
    assert holding.certificate is not None
    return holding.certificate.served(holding.rsa)


def _trusted(holding: Holding, now: datetime) -> bool:
    certificate = holding.certificate
    return certificate is not None and certificate.valid(now) and not certificate.self_signed
