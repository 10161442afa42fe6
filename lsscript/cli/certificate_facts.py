"""What the check says of a certificate in files. Imports what reads certificates: only scripts that name one wait for it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lsscript.check.explain_certificates import CertificateFacts
from runtime.tls.certificate import Certificate
from runtime.tls.faults import CertificateWrong
from runtime.tls.files import CertificateFiles, read_files
from runtime.tls.lifetime import lifetime_remark

__all__ = ["certificate_facts"]


def certificate_facts(folder: Path, certificate: str, key: str, password: str) -> CertificateFacts:
    """Read the files, and say what is wrong with them."""
    try:
        found = read_files(CertificateFiles.of(folder, certificate, key, password))
    except CertificateWrong as wrong:
        return CertificateFacts(wrong.reason, wrong.advice, _argument(wrong, key))
    return CertificateFacts(odd=tuple(_odd(found)), covers=found.covers)


def _odd(found: Certificate) -> Iterator[str]:
    remark = lifetime_remark(found, datetime.now(UTC))
    if remark:
        yield remark
    yield from found.remarks


def _argument(wrong: CertificateWrong, key: str) -> str:
    """Which argument it is about."""
    if wrong.wrong == "password":
        return "password"
    return "key" if key and (wrong.where == key or wrong.wrong == "mismatch") else "certificate"
