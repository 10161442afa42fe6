"""Who a source client says it is."""

import base64
import binascii
from dataclasses import dataclass, field

__all__ = ["LONGEST_CREDENTIALS", "Login", "basic_credentials", "basic_login"]

LONGEST_CREDENTIALS = 1024
"""Bytes of user and password together, before base64 (CVE-2004-2027 was a longer one)."""


@dataclass(frozen=True, slots=True)
class Login:
    """One reading of what a client gave as its name and password.

    A password is never shown: `repr` leaves it out.

    Attributes:
        user: the account; "" where the dialect has none, which means the mount's own user.
        password: as it came.
        mount: the mount that stood in the password field ("/live:secret"); "" elsewhere.
        stream: the SHOUTcast stream number; 0 where none was given.
    """

    user: str
    password: str = field(repr=False)
    mount: str = ""
    stream: int = 0


def basic_login(header: str) -> Login | None:
    """Read an `Authorization: Basic …` field (RFC 7617); None for none, or one that cannot be read."""
    scheme, _, encoded = header.strip().partition(" ")
    if scheme.lower() != "basic" or len(encoded) > LONGEST_CREDENTIALS * 4 // 3 + 4:
        return None
    try:
        raw = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    user, colon, password = _text(raw).partition(":")
    return Login(user, password) if colon and "\0" not in user + password else None


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def basic_credentials(user: str, password: str) -> str:
    """The field `Authorization` of somebody with a name and a password (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode("utf-8", "replace")).decode("ascii")
