"""A certificate in files that somebody else keeps: read, and taken up anew when they change.

Strategy. The files are looked at twice a second, and not watched by the system, for the reasons that folders of music are
(docs/design/dependencies.md). The two files are rarely replaced in one instant: what does not match is waited for, the old
certificate is served meanwhile, and only what stays wrong for a while is told, once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from .certificate import Certificate
from .faults import CertificateWrong

__all__ = [
    "LOOK_SECONDS",
    "SETTLE_SECONDS",
    "CertificateFiles",
    "Meanwhile",
    "Memory",
    "WatchedCertificate",
    "read_files",
]

LOOK_SECONDS = 0.4
"""How often the files are looked at: a new certificate is served within a second."""

SETTLE_SECONDS = 3.0
"""How long files may be in the making before it is told that they cannot be used."""

DER = b"\x30"
"""How a file begins that is not text: one with chain and key can only be PFX, whatever it is called."""

PFX_ENDINGS = (".pfx", ".p12")


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Where a certificate lies, and its key.

    Attributes:
        certificate: the chain as PEM or DER, or a PFX file with everything (`.pfx`, `.p12`).
        key: the key; the same file where it holds both.
        password: opens the key, or the PFX file; None where nothing is encrypted.
        shown: how the operator wrote the certificate's path.
        key_shown: likewise the key's.
    """

    certificate: Path
    key: Path
    password: bytes | None = field(default=None, repr=False)
    shown: str = ""
    key_shown: str = ""

    @classmethod
    def of(cls, folder: Path, certificate: str, key: str = "", password: str = "") -> "CertificateFiles":
        """As a script names them; relative paths begin in `folder`."""
        key = key or certificate
        chain_path, key_path = (folder / Path(each).expanduser() for each in (certificate, key))
        return cls(chain_path, key_path, password.encode() or None, certificate, key)

    @property
    def is_pfx(self) -> bool:
        """Whether chain and key lie together in a PFX file."""
        return self.certificate.suffix.lower() in PFX_ENDINGS

    def stamp(self) -> tuple[object, ...]:
        """Something else whenever a file was written or replaced."""
        return tuple(_stamp(path) for path in dict.fromkeys((self.certificate, self.key)))


def read_files(files: CertificateFiles) -> Certificate:
    """Read and check.

    Raises:
        CertificateWrong: it cannot be served, with the file and what to do.
    """
    chain = _bytes(files.certificate, files.shown)
    if files.is_pfx or (files.key == files.certificate and chain.startswith(DER)):
        return Certificate.from_pfx(chain, files.password, where=files.shown)
    key = chain if files.key == files.certificate else _bytes(files.key, files.key_shown)
    return Certificate.from_pem(chain, key, files.password, where=files.shown, key_where=files.key_shown)


Meanwhile = Literal["nothing", "served", "recalled"]
"""What there is while the files cannot be used: nothing, what they gave before, or what they gave to an earlier station."""


class Memory(Protocol):
    """Outlives the station. Nothing that goes wrong there is raised."""

    def keep(self, files: CertificateFiles, certificate: Certificate) -> None:
        """Remember what these files gave."""
        ...

    def find(self, files: CertificateFiles) -> Certificate | None:
        """What they gave last, unless that has ended."""
        ...


class WatchedCertificate:
    """The certificate of some files, as it is now. `look` blocks, and belongs to one thread at a time.

    Attributes:
        certificate: the last one that could be used; None before there was one.
        wrong: why what lies there now cannot be used; None when it can.
        meanwhile: what there is while it cannot.
    """

    def __init__(
        self, files: CertificateFiles, say: Callable[[CertificateWrong, Meanwhile], None], memory: Memory
    ) -> None:
        """`say` is told of each mistake once, and what is served meanwhile; `memory` is asked where nothing else is there."""
        self.files = files
        self.meanwhile: Meanwhile = "nothing"
        self._memory = memory
        self.certificate: Certificate | None = None
        self.wrong: CertificateWrong | None = None
        self._say = say
        self._stamp: tuple[object, ...] | None = None
        self._changed_at = 0.0
        self._told = ""

    def look(self, now: float) -> bool:
        """Look at the files, and read them where they are not as they were. Returns whether there is another certificate."""
        stamp = self.files.stamp()
        if stamp != self._stamp:
            self._stamp, self._changed_at = stamp, now
        elif now - self._changed_at > SETTLE_SECONDS and (
            self.wrong is None or self._told == str(self.wrong)
        ):
            return (
                False  # a file may be written twice within one tick of its clock: it is read on for a while
            )
        try:
            found = read_files(self.files)
        except CertificateWrong as wrong:
            return self._refuse(wrong, now)
        return self._take(found)

    def _take(self, found: Certificate) -> bool:
        self.wrong, self._told = None, ""
        changed, self.certificate = found != self.certificate, found
        if changed or self.meanwhile != "served":
            self._memory.keep(self.files, found)
        self.meanwhile = "served"
        return changed

    def _refuse(self, wrong: CertificateWrong, now: float) -> bool:
        """Note what is wrong, and tell it; returns whether there is another certificate all the same."""
        first, self.wrong = self.wrong is None, wrong
        recalled = self._recall() if first and self.certificate is None else False
        in_the_making = self.certificate is not None and now - self._changed_at < SETTLE_SECONDS
        if str(wrong) != self._told and not in_the_making:
            self._told = str(wrong)
            self._say(wrong, self.meanwhile)
        return recalled

    def _recall(self) -> bool:
        self.certificate = self._memory.find(self.files)
        self.meanwhile = "recalled" if self.certificate is not None else "nothing"
        return self.certificate is not None


def _bytes(path: Path, shown: str) -> bytes:
    from .reading import MOST_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as wrong:
        reason, advice = "there is no such file", "relative paths begin in the folder of the script"
        raise CertificateWrong("missing", shown, reason, advice) from wrong
    except (IsADirectoryError, PermissionError) as wrong:
        if path.is_dir():
            raise CertificateWrong("missing", shown, "it is a folder", "name the file in it") from wrong
        reason = "the station may not read it"
        raise CertificateWrong("missing", shown, reason, "let its user read the file") from wrong
    except (OSError, ValueError) as wrong:
        reason = getattr(wrong, "strerror", None) or str(wrong)
        raise CertificateWrong(
            "missing", shown, f"it cannot be read ({reason})", "look at the disk"
        ) from wrong


def _stamp(path: Path) -> object:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)
