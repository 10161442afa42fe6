"""Commands about certificates: `certs`, `certs.add`, `certs.upload`, `certs.renew`, `certs.revoke`, `certs.remove`."""

import asyncio
import base64
import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.errors import Fault, OperatorFault
from runtime.tls.certificate import Certificate
from runtime.tls.faults import CertificateWrong
from runtime.tls.files import CertificateFiles, read_files
from runtime.tls.holding import REASONS
from runtime.tls.lifetime import lifetime_remark

__all__ = ["certificate_commands"]

_NAME = Argument("name", Kind.TEXT, "its first name, as `certs` tells it")
_REVOKED = Argument("name", Kind.TEXT, "one of its names")
_REASON = Argument("reason", Kind.TEXT, f"{', '.join(REASONS)}; left out, it is the first", needed=False)
_PASSWORD = Argument("password", Kind.PASSWORD, "what opens the key or the PFX file", needed=False)
_PATH = Argument(
    "certificate", Kind.TEXT, "the file with the chain (PEM), or a PFX file; of the station's machine"
)
_KEY_PATH = Argument("key", Kind.TEXT, "the file with the key; left out, it lies in the first", needed=False)
_CHAIN = Argument("certificate", Kind.FILE, "the chain as PEM, or a PFX file in base64")
_KEY = Argument("key", Kind.FILE, "the key as PEM; left out, it lies in the first", needed=False)


class Keeper(Protocol):
    """Whoever keeps the certificates."""

    @property
    def folder(self) -> Path:
        """The script's."""
        ...

    def shown(self) -> Sequence[Mapping[str, object]]:
        """A row for each certificate."""
        ...

    async def upload(self, certificate: Certificate) -> None:
        """Keep one and serve it. Raises OperatorFault when it cannot be kept."""
        ...

    async def remove(self, name: str) -> bool:
        """Forget one that was uploaded."""
        ...

    def hurry(self) -> bool:
        """Try at once what could not be got; returns whether any is got by the station itself."""
        ...

    async def revoke(self, name: str, reason: str) -> bool:
        """Take back what an authority gave, and get another; whether there was any. Raises Fault when it refuses."""
        ...


def certificate_commands(keeper: Keeper) -> Iterator[Command]:
    """The commands that look at certificates and change them."""

    async def certs(_caller: Caller) -> list[Mapping[str, object]]:
        return list(keeper.shown())

    yield Command(
        "certs", "List the certificates: names, issuer, days left, what comes next.",
        Role.VIEWER, certs, reads=True,
    )  # fmt: skip
    yield from _commands_of_ones_own(keeper)
    yield from _commands_of_authorities(keeper)


def _commands_of_ones_own(keeper: Keeper) -> Iterator[Command]:
    """Those about certificates that an operator brings."""

    async def add(_caller: Caller, certificate: str, key: str | None, password: str | None) -> str:
        files = CertificateFiles.of(keeper.folder, certificate, key or "", password or "")
        return await _keep(keeper, lambda: read_files(files))

    async def upload(_caller: Caller, certificate: str, key: str | None, password: str | None) -> str:
        return await _keep(keeper, lambda: _read(certificate, key or certificate, password))

    async def remove(_caller: Caller, name: str) -> str:
        if not await keeper.remove(name):
            raise CommandFault(f"no certificate of {name} was uploaded; `certs` lists what there is", 404)
        return f"the certificate of {name} is forgotten"

    yield Command(
        "certs.add", "Take a copy of a certificate in files and serve it at once; connections that are open stay.",
        Role.ADMIN, add, (_PATH, _KEY_PATH, _PASSWORD),
    )  # fmt: skip
    yield Command(
        "certs.upload", "Keep a certificate that is sent along and serve it at once; connections that are open stay.",
        Role.ADMIN, upload, (_CHAIN, _KEY, _PASSWORD),
    )  # fmt: skip
    yield Command(
        "certs.remove", "Forget a certificate that was added or uploaded.", Role.ADMIN, remove, (_NAME,)
    )


def _commands_of_authorities(keeper: Keeper) -> Iterator[Command]:
    """Those about certificates that the station gets itself."""

    async def renew(_caller: Caller) -> str:
        if not keeper.hurry():
            raise CommandFault("no certificate is got by the station itself: the script has no tls.acme", 404)
        return "what could not be got is tried at once; `certs` tells what becomes of it"

    async def revoke(_caller: Caller, name: str, reason: str | None) -> str:
        return await _revoke(keeper, name, reason or REASONS[0])

    yield Command(
        "certs.renew", "Try at once to get what an authority refused before; its limits hold.",
        Role.ADMIN, renew,
    )  # fmt: skip
    yield Command(
        "certs.revoke", "Have the authority take back the certificate of a name, and get another one at once.",
        Role.ADMIN, revoke, (_REVOKED, _REASON),
    )  # fmt: skip


async def _revoke(keeper: Keeper, name: str, reason: str) -> str:
    """Have it taken back; what it is replaced by is told by `certs`."""
    if reason not in REASONS:
        raise CommandFault(f"{reason} is no reason for a revocation: {', '.join(REASONS)}", 422)
    try:
        found = await keeper.revoke(name, reason)
    except Fault as fault:
        raise CommandFault(f"{name}: {fault}", 409) from fault
    if not found:
        words = "was got by the station itself; others are revoked where they were got"
        raise CommandFault(f"no certificate of {name} {words}", 404)
    return f"the certificate of {name} is revoked ({reason}), and another one is ordered; `certs` tells what becomes of it"


async def _keep(keeper: Keeper, read: Callable[[], Certificate]) -> str:
    """Check before use, keep, and serve."""
    try:
        certificate = await asyncio.to_thread(read)
        await keeper.upload(certificate)
    except CertificateWrong as wrong:
        raise CommandFault(str(wrong), 422) from wrong
    except OperatorFault as fault:
        raise CommandFault(str(fault), 409) from fault
    remarks = (lifetime_remark(certificate, datetime.now(UTC)), *certificate.remarks)
    odd = "".join(f"; but {remark}" for remark in remarks if remark)
    return f"the certificate of {', '.join(certificate.names)} is served, until {certificate.not_after:%Y-%m-%d}{odd}"


def _read(certificate: str, key: str, password: str | None) -> Certificate:
    secret = password.encode() if password else None
    if "-----BEGIN" in certificate:
        return Certificate.from_pem(certificate.encode(), key.encode(), secret)
    data = _bytes(certificate)
    if b"-----BEGIN" in data or key != certificate:
        return Certificate.from_pem(data, _bytes(key), secret)
    return Certificate.from_pfx(data, secret)


def _bytes(text: str) -> bytes:
    """PEM as it is, all else from base64 (RFC 4648)."""
    if "-----BEGIN" in text:
        return text.encode()
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise CertificateWrong(
            "unreadable",
            "the certificate",
            "it is neither PEM nor base64",
            "send the file as it is, or in base64",
        ) from wrong
