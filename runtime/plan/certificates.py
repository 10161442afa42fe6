"""Where the station's certificate comes from."""

from dataclasses import dataclass

from .acme import Acme
from .gate import Secret
from .origin import Origin, origin_field

__all__ = ["CertificateFiles", "Certificates"]


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """A certificate and its key in files that somebody else keeps. Relative paths begin in the script's folder.

    Attributes:
        certificate: the chain (PEM), or a PFX file with everything.
        key: the key (PEM); "" where it lies in the same file.
        password: opens the key or the PFX file; None where it is not encrypted.
        domains: the names that the station is reached by, which the certificate must be for; it may be for others too.
    """

    certificate: str
    key: str = ""
    password: Secret | None = None
    domains: tuple[str, ...] = ()
    origin: Origin = origin_field()


Certificates = Acme | CertificateFiles
