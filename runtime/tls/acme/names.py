"""Names as authorities read them: DNS names in A-labels, IP addresses, wildcards."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from .authority import AcmeFault

__all__ = ["WILDCARD", "Identifier", "identifier", "identifiers", "see_that_it_is_a_directory"]

WILDCARD = "*."

THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts that nobody stands before."""

MOST_NAME = 253
"""Characters of a DNS name (RFC 1035 §2.3.4)."""

LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


@dataclass(frozen=True, slots=True)
class Identifier:
    """One name of a request (RFC 8555 §9.7.7, RFC 8738).

    Attributes:
        kind: what it is.
        value: the name in A-labels, without `*.`, or the address.
        wildcard: whether everything one level below the name is meant.
    """

    kind: Literal["dns", "ip"]
    value: str
    wildcard: bool = False

    def __str__(self) -> str:
        return WILDCARD + self.value if self.wildcard else self.value


def identifiers(names: tuple[str, ...]) -> tuple[Identifier, ...]:
    """Read the names of a request; each once.

    Raises:
        AcmeFault: no authority could take them (`rejectedIdentifier`).
    """
    if not names:
        raise AcmeFault("rejectedIdentifier", "a certificate needs at least one name")
    return tuple(dict.fromkeys(identifier(name) for name in names))


def identifier(name: str) -> Identifier:
    """Read one name.

    Raises:
        AcmeFault: it is no name and no address, or one that only this network knows.
    """
    text = name.strip().rstrip(".").lower()
    try:
        return Identifier("ip", str(ipaddress.ip_address(text.strip("[]"))))
    except ValueError:
        pass
    wildcard = text.startswith(WILDCARD)
    value = _a_labels(text.removeprefix(WILDCARD), name)
    if len(value) > MOST_NAME or not all(LABEL.fullmatch(label) for label in value.split(".")):
        raise _rejected(name, "it is no domain name")
    if "." not in value:
        raise _rejected(name, "it has no dot, so only this network knows it")
    if value.rpartition(".")[2].isdecimal():
        raise _rejected(name, "it is neither a domain name nor an address")
    return Identifier("dns", value, wildcard)


def see_that_it_is_a_directory(url: str) -> None:
    """An authority is spoken to by HTTPS alone (RFC 8555 §6.1), except on this very machine.

    Raises:
        AcmeFault: the URL is none of that kind (`answer`).
    """
    try:
        parts = urlsplit(url)
        scheme, host = parts.scheme, parts.hostname
    except ValueError:  # brackets that do not match
        scheme = host = ""
    if host and (scheme == "https" or host in THIS_MACHINE):
        return
    reason = "an authority is spoken to by https alone" if host else "it is no URL"
    raise AcmeFault("answer", f"{url[:MOST_NAME]!r} is no authority's directory: {reason}")


def _a_labels(name: str, shown: str) -> str:
    """A name as DNS writes it (IDNA 2008, mapped by UTS #46): `röd.example` → `xn--rd-fka.example`."""
    if name.isascii():
        return name
    import idna

    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError as wrong:
        raise _rejected(shown, str(wrong)) from wrong


def _rejected(name: str, reason: str) -> AcmeFault:
    return AcmeFault(
        "rejectedIdentifier", f"{name[:MOST_NAME]!r} gets no certificate: {reason}", names=(name,)
    )
