"""Where the station's certificate comes from."""

from dataclasses import dataclass

from .acme import Acme
from .origin import Origin, origin_field

__all__ = ["CertificateFiles", "Certificates"]


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """A certificate and its key in files (PEM) that somebody else keeps. Relative paths begin in the script's folder."""

    certificate: str
    key: str
    origin: Origin = origin_field()


Certificates = Acme | CertificateFiles
