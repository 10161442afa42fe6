"""Whom a proxy speaks for: `X-Forwarded-For`, `Forwarded`, `X-Real-IP`, and `CF-Connecting-IP` from Cloudflare alone.

Rule: the word of a proxy counts only if the script trusts it, and the list is walked from its end: whatever stands before the
last address that is not a trusted proxy was written by a stranger, who may have written anything.
"""

import re
from collections.abc import Iterator
from ipaddress import ip_address

from runtime.protocols.http1 import Headers

from .cloudflare import CLIENT_FIELD, CLOUDFLARE
from .networks import Networks

__all__ = ["LONGEST_WALK", "client_address", "forwarded_scheme", "is_forwarded"]

_CLOUDFLARE = Networks(CLOUDFLARE)

LONGEST_WALK = 20
"""Proxies in a row that are believed."""

FIELDS = ("x-forwarded-for", "forwarded", "x-real-ip")
FORWARDED_FOR = re.compile(r'(?:^|[;,\s])for=(?:"([^"]*)"|([^;,\s]*))', re.IGNORECASE)
FORWARDED_PROTO = re.compile(r'(?:^|[;,\s])proto="?([A-Za-z]+)', re.IGNORECASE)
"""RFC 7239, section 4."""


def is_forwarded(headers: Headers) -> bool:
    """Whether a request came through a proxy, or says so."""
    return any(name in headers for name in FIELDS)


def forwarded_scheme(headers: Headers) -> str:
    """How a proxy was asked, "https" or "http", as it says itself; "" where it says nothing. Believe only trusted ones."""
    said = headers.get("x-forwarded-proto")
    if not said and (found := FORWARDED_PROTO.findall(headers.get("forwarded"))):
        said = found[-1]
    last = said.rpartition(",")[2].strip().lower()
    return last if last in ("https", "http") else ""


def client_address(peer: str, headers: Headers, trusted: Networks) -> str:
    """The address of the one who asks: the peer's own, or what trusted proxies say."""
    if not trusted or peer not in trusted:
        return peer
    direct = _plain(headers.get(CLIENT_FIELD)) if peer in _CLOUDFLARE else None
    if direct is not None:
        return direct
    client = peer
    for told, _ in zip(_told(headers), range(LONGEST_WALK), strict=False):
        address = _plain(told)
        if address is None:
            break
        client = address
        if client not in trusted:
            break
    return client


def _told(headers: Headers) -> Iterator[str]:
    """The addresses that stand in the head, nearest first."""
    values = [value for name, value in headers if name.lower() == "x-forwarded-for"]
    if values:
        yield from reversed(",".join(values).split(","))
        return
    values = [value for name, value in headers if name.lower() == "forwarded"]
    if values:
        yield from reversed([one or other for one, other in FORWARDED_FOR.findall(",".join(values))])
        return
    if "x-real-ip" in headers:
        yield headers.get("x-real-ip")


def _plain(text: str) -> str | None:
    """An address without its port and brackets; None for what is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
