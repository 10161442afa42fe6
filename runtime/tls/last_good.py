"""The last certificate that could be read from files, for a start at which they cannot be.

Rules. A copy lies in the state folder, for the station's user alone; where the script has a password for the key, the copy is
under the same one. It is looked for only while there is nothing else, and taken only until its end. Whatever is wrong with the
copy costs nothing but the copy.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from runtime.errors import OperatorFault

from .certificate import Certificate
from .faults import CertificateWrong
from .files import CertificateFiles
from .storage import Storage, label_of

__all__ = ["FOLDER", "LastGood"]

FOLDER = Path("tls") / "files"
"""Where copies lie, in the state folder."""

logger = logging.getLogger("legacystream.tls")


class LastGood:
    """Keeps copies below `state`; without it there are none. All of it blocks on the disk; fits `tls.files.Memory`.

    Args:
        state: the state folder.
        wall: the date (UTC).
    """

    def __init__(self, state: Path | None, wall: Callable[[], datetime]) -> None:
        self._storage = Storage(state / FOLDER) if state is not None else None
        self._wall = wall

    def keep(self, files: CertificateFiles, certificate: Certificate) -> None:
        """Have a copy of what these files gave."""
        if self._storage is None:
            return
        label = _label(files)
        try:
            if self._find(self._storage, files) == certificate:
                return
            key = _sealed_key(certificate.key_pem, files.password)
            self._storage.keep_certificate(label, certificate.chain_pem, key)
            self._storage.proven(label)
        except (OperatorFault, OSError) as fault:
            logger.warning("%s is served, but not kept for a start without it: %s", files.shown, fault)

    def find(self, files: CertificateFiles) -> Certificate | None:
        """What these files gave last, unless that has ended. One that does not hold yet is taken: the clock may be wrong."""
        try:
            found = self._find(self._storage, files) if self._storage is not None else None
        except (OperatorFault, OSError) as fault:
            logger.warning("the copy of %s cannot be read: %s", files.shown, fault)
            return None
        return found if found is not None and self._wall() < found.not_after else None

    def forget_others(self, files: Collection[CertificateFiles]) -> None:
        """Delete the copies of files that the script does not name any more."""
        if self._storage is not None:
            wanted = {_label(each) for each in files}
            for label in self._storage.labels():
                if label not in wanted:
                    self._storage.forget_certificate(label)

    def _find(self, storage: Storage, files: CertificateFiles) -> Certificate | None:
        kept = storage.certificate(_label(files))
        if kept is None:
            return None
        try:
            return Certificate.from_pem(kept.chain_pem.encode(), kept.key_pem.encode(), files.password)
        except CertificateWrong:  # the script has another password now
            return None


def _label(files: CertificateFiles) -> str:
    return label_of((files.shown, files.key_shown))


def _sealed_key(key_pem: str, password: bytes | None) -> str:
    """A key as it may lie on the disk: under its password, where it had one."""
    if password is None:
        return key_pem
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(key_pem.encode(), None)
    sealed = serialization.BestAvailableEncryption(password)
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, sealed).decode()
