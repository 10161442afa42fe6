"""What renewal keeps on disk: certificates, and what is remembered of each. All of it blocks; call it in a thread."""

import contextlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from runtime.errors import OperatorFault
from runtime.tls.acme.authority import Issued
from runtime.tls.certificate import Certificate
from runtime.tls.faults import CertificateWrong
from runtime.tls.storage import Lease, Storage, label_of

from .life import Life
from .wanted import Wanted

__all__ = ["Contents", "Kept", "Vault", "best", "life_of"]

FORGOTTEN_AFTER = timedelta(days=30)
"""How long behind its end a certificate that nobody wants any more is kept."""

logger = logging.getLogger("legacystream.tls")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept for one certificate that is wanted."""

    certificate: Certificate | None = None
    record: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contents:
    """All that is there: of each certificate that is wanted, of all together, and certificates that were wanted before."""

    kept: Mapping[Wanted, Kept] = field(default_factory=dict)
    common: Mapping[str, object] = field(default_factory=dict)
    others: tuple[Certificate, ...] = ()


class Vault:
    """The folder of one `tls.acme`.

    Args:
        storage: where everything lies.
        name: tells this `tls.acme` from others: its authority and first name.
    """

    def __init__(self, storage: Storage, name: tuple[str, ...]) -> None:
        self._storage = storage
        self._common = label_of(name, "limits")

    def open(self, wanted: Sequence[Wanted], now: datetime) -> Contents:
        """Read everything. Raises OperatorFault when the folder cannot be read."""
        kept = {
            each: Kept(self._certificate(label(each)), self._storage.state(label(each))) for each in wanted
        }
        labels = {label(each) for each in wanted}
        others = [each for each in self._storage.labels() if each not in labels]
        return Contents(kept, self._storage.state(self._common), tuple(self._others(others, now)))

    def certificate(self, wanted: Wanted) -> Certificate | None:
        """The one that is kept now, perhaps by another station."""
        return self._certificate(label(wanted))

    def lease(self, wanted: Wanted) -> Lease:
        """The right to order it."""
        return self._storage.lease(label(wanted))

    def test(self) -> None:
        """See that what an order brings could be kept. Raises OperatorFault when not."""
        self._storage.test()

    def remember(self, wanted: Wanted, record: Mapping[str, object], common: Mapping[str, object]) -> None:
        """Keep what is known. Raises OperatorFault when it cannot be."""
        self._storage.keep_state(label(wanted), record)
        self._storage.keep_state(self._common, common)

    def keep(self, wanted: Wanted, issued: Issued) -> None:
        """Keep a new certificate; the old one stays beside it until `proven`. Raises OperatorFault when it cannot be."""
        self._storage.keep_certificate(label(wanted), issued.chain_pem, issued.key_pem)

    def proven(self, wanted: Wanted) -> None:
        """The new one is served everywhere."""
        self._storage.proven(label(wanted))

    def _certificate(self, name: str) -> Certificate | None:
        found = self._storage.certificate(name)
        if found is None:
            return None
        try:
            return Certificate.from_pem(found.chain_pem.encode(), found.key_pem.encode(), where=name)
        except CertificateWrong as wrong:
            logger.warning("%s; it is got anew", wrong)
            return None

    def _others(self, labels: Sequence[str], now: datetime) -> Iterator[Certificate]:
        """Certificates for other names than are wanted now; those that ended long ago are forgotten."""
        for each in labels:
            certificate = self._certificate(each)
            if certificate is None:
                continue
            if certificate.not_after + FORGOTTEN_AFTER < now:
                with contextlib.suppress(OperatorFault):
                    self._storage.forget_certificate(each)
            else:
                yield certificate


def best(others: Sequence[Certificate], wanted: Wanted) -> Certificate | None:
    """Of certificates for other names the one to serve meanwhile: for most of the names, and of those the youngest."""
    fitting = [each for each in others if each.key_kind == wanted.key and any(map(each.covers, wanted.names))]
    return max(fitting, key=lambda each: (sum(map(each.covers, wanted.names)), each.not_after), default=None)


def label(wanted: Wanted) -> str:
    """The name of its files."""
    return label_of(wanted.names, wanted.key)


def life_of(certificate: Certificate) -> Life:
    """From when to when it holds."""
    return Life(certificate.not_before.timestamp(), certificate.not_after.timestamp())
