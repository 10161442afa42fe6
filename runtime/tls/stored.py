"""The certificates of a station that does not run, as its files have them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from runtime.plan import CertificateFiles as CertificateNode

from .certificate import Certificate
from .faults import CertificateWrong
from .files import CertificateFiles, read_files
from .holding import Holding
from .storage import Storage
from .uploads import Uploads

__all__ = ["STORED", "stored_holdings"]

STORED = Path("tls")
"""Where certificates of authorities lie, in the state folder."""


def stored_holdings(folder: Path, nodes: Sequence[CertificateNode], state: Path) -> Iterator[Holding]:
    """Those of files, of authorities, and those that were uploaded. What cannot be read says why."""
    for node in nodes:
        yield _of_files(folder, node)
    yield from _of_authorities(Storage(state / STORED))
    uploads = Uploads(state)
    uploads.load()
    yield from uploads.holdings()


def _of_files(folder: Path, node: CertificateNode) -> Holding:
    password = node.password.text if node.password is not None else ""
    try:
        found = read_files(CertificateFiles.of(folder, node.certificate, node.key, password))
    except CertificateWrong as wrong:
        return Holding(
            "files", node.certificate, node.domains, outcome=f"{wrong.reason}; {wrong.advice}", failing=True
        )
    return Holding("files", node.certificate, node.domains or found.names, found)


def _of_authorities(storage: Storage) -> Iterator[Holding]:
    for label in storage.labels():
        try:
            kept = storage.certificate(label)
            if kept is not None:
                found = Certificate.from_pem(kept.chain_pem.encode(), kept.key_pem.encode(), where=label)
                yield Holding("acme", found.issuer, found.names, found)
        except (CertificateWrong, OSError) as wrong:
            yield Holding("acme", label, (), outcome=str(wrong), failing=True)
