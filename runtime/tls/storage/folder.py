"""The folder of a station's certificates, and what lies in it."""

import hashlib
import json
import logging
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from runtime.errors import OperatorFault

from .lease import Lease
from .private import Damaged, make_private, prove_writing, put_aside, read_sealed, write_sealed

__all__ = ["Account", "KeptCertificate", "Storage"]

logger = logging.getLogger(__name__)

KEY_BLOCK = re.compile(
    r"-----BEGIN (?:RSA |EC |ENCRYPTED )?PRIVATE KEY-----.*?-----END (?:RSA |EC |ENCRYPTED )?PRIVATE KEY-----\n?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Account:
    """Who we are to an authority.

    Attributes:
        directory: the URL of the authority's directory.
        uri: the account's own URL there, "" before it is registered.
        key_pem: its private key. Never shown.
        contact: the e-mail address it was registered with.
        terms: the URL of the terms that were agreed to.
    """

    directory: str
    uri: str
    key_pem: str = field(repr=False)
    contact: str = ""
    terms: str = ""


@dataclass(frozen=True, slots=True)
class KeptCertificate:
    """A certificate on disk, as PEM.

    Attributes:
        chain_pem: leaf first.
        key_pem: its private key. Never shown.
        previous: whether this is the one before, because the last one is damaged or gone.
    """

    chain_pem: str
    key_pem: str = field(repr=False)
    previous: bool = False


class Storage:
    """Accounts, certificates and the state of renewals in one folder.

    All of it blocks on the disk: call it in a thread. What cannot be written raises `OperatorFault` and leaves the
    old as it was; what is damaged is put aside, told in the log, and counts as not there.

    Args:
        folder: `station.state/tls`.
        holder: who we are, for those who wait for a lease; by default the machine and the process.
    """

    def __init__(self, folder: Path, holder: str = "") -> None:
        self.folder = folder
        self._holder = holder or f"process {os.getpid()} on {socket.gethostname()}"

    def test(self) -> None:
        """See that an order's outcome could be kept. To be called before each order.

        Raises:
            OperatorFault: it could not.
        """
        prove_writing(self.folder)

    def lease(self, label: str) -> Lease:
        """The right to order that certificate, among all nodes that share the folder."""
        return Lease(self.folder / "locks", label, self._holder)

    def certificate(self, label: str) -> KeptCertificate | None:
        """The certificate kept under a label; the one before it where the last one is damaged; None where there is none."""
        for path, previous in ((self._last(label), False), (self._before(label), True)):
            text = self._read(path)
            if text is not None and (keys := KEY_BLOCK.findall(text)):
                return KeptCertificate(KEY_BLOCK.sub("", text), keys[0], previous)
        return None

    def keep_certificate(self, label: str, chain_pem: str, key_pem: str) -> None:
        """Keep a new certificate with its key, in one file, so that they always fit. The old pair stays beside it
        until `proven`.

        Raises:
            OperatorFault: the disk is full or forbids it; the old certificate is still there.
        """
        old = self._read(self._last(label))
        if old is not None and not self._before(label).exists():
            self._write(self._before(label), old)
        self._write(self._last(label), f"{key_pem.rstrip()}\n{chain_pem.rstrip()}\n")

    def proven(self, label: str) -> None:
        """Forget the pair before: the new one was served."""
        _delete(self._before(label))

    def forget_certificate(self, label: str) -> None:
        """Delete a certificate with its keys and what renewal knows of it."""
        for path in (self._last(label), self._before(label), self._state(label)):
            _delete(path)

    def labels(self) -> tuple[str, ...]:
        """What certificates there are, by their labels."""
        folder = self.folder / "certificates"
        names = [path.name for path in folder.glob("*.pem")] if folder.is_dir() else []
        return tuple(sorted({name.removesuffix(".pem").removesuffix(".before") for name in names}))

    def state(self, label: str) -> dict[str, object]:
        """What renewal keeps under a label; empty where it never kept anything, or lost it."""
        return self._mapping(self._state(label))

    def keep_state(self, label: str, state: Mapping[str, object]) -> None:
        """Keep what renewal knows: anything that JSON can say.

        Raises:
            OperatorFault: the disk is full or forbids it.
        """
        self._write(self._state(label), json.dumps(dict(state), indent=1, sort_keys=True) + "\n")

    def account(self, directory: str, binding: str = "") -> Account | None:
        """The account at an authority; `binding` is the key id of external account binding, where there is one."""
        found = self._mapping(self._account(directory, binding))
        try:
            return (
                Account(**{name: str(found[name]) for name in Account.__dataclass_fields__})
                if found
                else None
            )
        except KeyError:
            return None

    def keep_account(self, account: Account, binding: str = "") -> None:
        """Keep an account and its key.

        Raises:
            OperatorFault: the disk is full or forbids it.
        """
        self._write(self._account(account.directory, binding), json.dumps(asdict(account), indent=1) + "\n")

    def _write(self, path: Path, body: str) -> None:
        make_private(self.folder)
        make_private(path.parent)
        write_sealed(path, body)

    def _read(self, path: Path) -> str | None:
        try:
            return read_sealed(path)
        except Damaged as damage:
            logger.warning("%s is put aside as %s: %s", path, _moved(path), damage)
            return None

    def _mapping(self, path: Path) -> dict[str, object]:
        text = self._read(path)
        found = json.loads(text) if text is not None else {}
        return found if isinstance(found, dict) else {}

    def _last(self, label: str) -> Path:
        return self.folder / "certificates" / f"{label}.pem"

    def _before(self, label: str) -> Path:
        return self.folder / "certificates" / f"{label}.before.pem"

    def _state(self, label: str) -> Path:
        return self.folder / "renewal" / f"{label}.json"

    def _account(self, directory: str, binding: str) -> Path:
        digest = hashlib.sha256(f"{directory}\n{binding}".encode()).hexdigest()[:8]
        host = re.sub(r"[^a-z0-9.-]", "_", (urlsplit(directory).hostname or "authority").lower())
        return self.folder / "accounts" / f"{host}-{digest}.json"


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as wrong:
        logger.warning("%s cannot be deleted: %s", path, wrong.strerror or wrong)


def _moved(path: Path) -> str:
    try:
        return put_aside(path).name
    except OperatorFault as wrong:
        return f"nothing ({wrong})"
