"""Addresses of files that other servers have, in the place of a path."""

import re
import zlib
from urllib.parse import quote, unquote, urlsplit

__all__ = ["escaped_address", "is_web_address", "shown_address", "shown_place", "web_address_flaw"]

_SCHEMES = ("http://", "https://")
_PARTS = re.compile(r"(https?://[^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_SAFE = "/%?#=&+:,;@!$'()*~[]"
"""What stays as it is in an address."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST_SHOWN = 300
"""Characters of an address that are told."""


def is_web_address(place: str) -> bool:
    """Whether a place is the address of something on the web, and no path."""
    return place[:8].lower().startswith(_SCHEMES)


def web_address_flaw(address: str) -> str:
    """What is wrong with an address, in words; "" for nothing."""
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and not re.search(r"\s", parts.netloc) and parts.port != 0
    except ValueError:
        named = False
    return "" if named else "it names no server"


def escaped_address(text: str) -> str:
    """An address, or what stands behind its server, with spaces and letters of other scripts as a server wants them."""
    found = _PARTS.fullmatch(text)
    server, path = (found[1], found[2]) if found else ("", text)
    return server + quote(path, safe=_SAFE)


def shown_address(address: str) -> str:
    """An address as it may be told: without account, and of what stands behind "?", which may be a key, a number alone."""
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "an address"
    path = _CONTROL.sub(" ", unquote(parts.path))
    asked = f"?{zlib.crc32(parts.query.encode()) & 0xFFFF:04x}" if parts.query else ""
    return f"{parts.scheme.lower()}://{host}{path}{asked}"[:_LONGEST_SHOWN]


def shown_place(place: str) -> str:
    """A path as it is, an address as it may be told."""
    return shown_address(place) if is_web_address(place) else place
