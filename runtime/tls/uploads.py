"""Certificates that an operator sent by API or console: kept in the state folder, and there again after a restart."""

import logging
from collections.abc import Iterator
from pathlib import Path

from runtime.errors import OperatorFault

from .certificate import Certificate
from .faults import CertificateWrong
from .holding import Holding
from .storage import Storage, label_of

__all__ = ["FOLDER", "MOST_UPLOADS", "Uploads"]

FOLDER = Path("tls") / "uploaded"
"""Where they lie, in the state folder."""

MOST_UPLOADS = 50
"""Certificates that may be kept at one time."""

logger = logging.getLogger("legacystream.tls")


class Uploads:
    """What was uploaded. All but `holdings` blocks on the disk; one thread at a time."""

    def __init__(self, state: Path | None) -> None:
        """Keep them below `state`; without it they are kept until the station ends."""
        self._storage = Storage(state / FOLDER) if state is not None else None
        self._kept: dict[str, Certificate] = {}

    def load(self) -> None:
        """Read what is there. One that cannot be used is told, and costs only itself."""
        if self._storage is not None:
            try:
                self._kept = dict(self._read(self._storage))
            except OSError as wrong:
                logger.warning("the uploaded certificates cannot be read: %s", wrong.strerror or wrong)

    def keep(self, certificate: Certificate) -> None:
        """Keep one; it takes the place of an earlier one for the same names.

        Raises:
            OperatorFault: there are too many, or the disk is full or forbids it.
        """
        label = label_of(certificate.names)
        if label not in self._kept and len(self._kept) >= MOST_UPLOADS:
            raise OperatorFault(
                f"{MOST_UPLOADS} certificates are kept, which is all there may be; remove one first"
            )
        if self._storage is not None:
            self._storage.keep_certificate(label, certificate.chain_pem, certificate.key_pem)
            self._storage.proven(label)
        self._kept = {**self._kept, label: certificate}

    def remove(self, name: str) -> bool:
        """Delete all that begin with this name; returns whether there was one."""
        found = [label for label, each in self._kept.items() if each.name == name]
        for label in found:
            if self._storage is not None:
                self._storage.forget_certificate(label)
        self._kept = {label: each for label, each in self._kept.items() if label not in found}
        return bool(found)

    def holdings(self) -> tuple[Holding, ...]:
        """What there is, the one that holds longest first."""
        kept = sorted(self._kept.values(), key=lambda each: each.not_after, reverse=True)
        return tuple(Holding("upload", "uploaded", each.names, each, outcome="in use") for each in kept)

    def _read(self, storage: Storage) -> Iterator[tuple[str, Certificate]]:
        for label in storage.labels():
            try:
                kept = storage.certificate(label)
                if kept is not None:
                    found = Certificate.from_pem(kept.chain_pem.encode(), kept.key_pem.encode(), where=label)
                    yield label, found
            except (CertificateWrong, OSError) as wrong:
                logger.warning("the uploaded certificate %s cannot be used: %s", label, wrong)
