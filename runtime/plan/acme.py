"""Certificates from an authority that speaks ACME (RFC 8555), and how it is proven to it that names are ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .gate import Secret
from .handler import Handler
from .origin import Origin, origin_field
from .units import Seconds

__all__ = [
    "DIRECTORIES",
    "LETS_ENCRYPT",
    "LETS_ENCRYPT_STAGING",
    "Acme",
    "AcmeAuthority",
    "AcmeChallenge",
    "AcmeKey",
    "Cloudflare",
    "Dns",
    "DnsCommand",
    "DnsFunction",
]

LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"
LETS_ENCRYPT_STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory"
"""Where Let's Encrypt is spoken to, and where one may practise."""

DIRECTORIES: Mapping[str, str] = {
    "letsencrypt": LETS_ENCRYPT,
    "letsencrypt-staging": LETS_ENCRYPT_STAGING,
    "zerossl": "https://acme.zerossl.com/v2/DV90",
    "google": "https://dv.acme-v02.api.pki.goog/directory",
}
"""Authorities that are known by name → the URLs of their directories."""

AcmeKey = Literal["ecdsa", "rsa"]
"""The kind of a certificate's key."""

AcmeChallenge = Literal["any", "http-01", "tls-alpn-01", "dns-01"]
"""How names are proven; "any" takes the DNS where there is one that can be written to, and else whatever port is open."""


@dataclass(frozen=True, slots=True)
class DnsCommand:
    """A program that writes entries: it is run with `present` or `clean`, the entry's full name, and its value.

    Attributes:
        command: the program and its first arguments, split as a shell does; no shell runs it.
        timeout: seconds after which it is ended.
        wait: seconds that the zone's own servers have to show an entry; 0 does not look.
        resolvers: who is asked instead of the zone's own servers, `address` or `address:port`.
    """

    command: str
    timeout: Seconds = Seconds(60.0)
    wait: Seconds = Seconds(120.0)
    resolvers: tuple[str, ...] = ()
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class DnsFunction:
    """Functions of the script that write entries; each is given the entry's full name and its value.

    Attributes:
        set: adds an entry.
        remove: takes it away.
        timeout: seconds after which either is given up.
        wait: seconds that the zone's own servers have to show an entry; 0 does not look.
        resolvers: who is asked instead of the zone's own servers, `address` or `address:port`.
    """

    set: Handler
    remove: Handler
    timeout: Seconds = Seconds(60.0)
    wait: Seconds = Seconds(120.0)
    resolvers: tuple[str, ...] = ()
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Cloudflare:
    """The DNS of Cloudflare.

    Attributes:
        token: may change entries (Zone / DNS / Edit), and unless `zone_id` is given see zones (Zone / Zone / Read).
        zone: the zone's name, "" to find it by the names of the certificate.
        zone_id: the zone's id, "" to find it by its name.
        wait: seconds that the zone's own servers have to show an entry; 0 does not look.
        resolvers: who is asked instead of the zone's own servers, `address` or `address:port`.
    """

    token: Secret
    zone: str = ""
    zone_id: str = ""
    wait: Seconds = Seconds(120.0)
    resolvers: tuple[str, ...] = ()
    origin: Origin = origin_field()


Dns = Cloudflare | DnsCommand | DnsFunction
"""Whoever can write entries into a zone."""


@dataclass(frozen=True, slots=True)
class AcmeAuthority:
    """Who issues certificates.

    Attributes:
        directory: the URL where it is spoken to.
        staging: the URL of the directory where one may practise, "" for none.
        eab_id: the name of an account that the authority has given (external account binding), "" for none.
        eab_key: and its key, as the authority wrote it (base64url).
        ca: a file with certificates that its HTTPS is believed by, "" for those of the machine.
    """

    directory: str = LETS_ENCRYPT
    staging: str = LETS_ENCRYPT_STAGING
    eab_id: str = ""
    eab_key: Secret | None = None
    ca: str = ""
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Acme:
    """Certificates for `domains`, got and renewed by the station itself.

    Attributes:
        email: where the authority writes.
        domains: names of the DNS, also `*.radio.example`, and IP addresses.
        dns: writes proofs into the zone; None proves by the station's own ports.
        authority: who issues them.
        second: who is asked when the first one fails; None is nobody.
        profile: the authority's name for a kind of certificate, "" for its usual one.
        keys: a certificate for each kind.
        challenge: the way to prove names.
    """

    email: str
    domains: tuple[str, ...]
    dns: Dns | None = None
    authority: AcmeAuthority = AcmeAuthority()
    second: AcmeAuthority | None = None
    profile: str = ""
    keys: tuple[AcmeKey, ...] = ("ecdsa",)
    challenge: AcmeChallenge = "any"
    origin: Origin = origin_field()
