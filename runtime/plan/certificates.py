"""Where the station's certificate comes from."""

from dataclasses import dataclass

from .gate import Secret
from .origin import Origin, origin_field

__all__ = ["Acme", "CertificateFiles", "Certificates", "Cloudflare"]


@dataclass(frozen=True, slots=True)
class Cloudflare:
    """The DNS of Cloudflare, with a token that may change entries."""

    token: Secret
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Acme:
    """A certificate for `domains` from the authority at `server` (RFC 8555); proved by `dns`, or else by port 80."""

    email: str
    domains: tuple[str, ...]
    dns: Cloudflare | None = None
    server: str = "https://acme-v02.api.letsencrypt.org/directory"
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """A certificate and its key in files (PEM) that somebody else keeps. Relative paths begin in the script's folder."""

    certificate: str
    key: str
    origin: Origin = origin_field()


Certificates = Acme | CertificateFiles
