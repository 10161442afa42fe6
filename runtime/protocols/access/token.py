"""Signed tokens: a promise by whoever knows the secret that its bearer may listen until a moment.

    end.mount.address.user.signature

Each part but the first is base64url without padding (RFC 4648, section 5) and may be empty; `end` is the second since 1970
at which the token is no longer good; `signature` is HMAC-SHA256 over all that stands before its dot, under the secret.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass

__all__ = ["TOKEN_BYTES", "Token", "make_token", "read_token"]

TOKEN_BYTES = 1024
"""Characters of the longest token."""

LONGEST_END = 12
"""Digits of an end."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says.

    Attributes:
        end: seconds since 1970, UTC; from then on it is good no more.
        mount: the only mount it is good for; "" is any.
        address: the only address it is good from; "" is any.
        user: whom it was made for, for logs; "" is nobody in particular.
    """

    end: int
    mount: str = ""
    address: str = ""
    user: str = ""


def make_token(token: Token, secret: bytes) -> str:
    """Write and sign a token."""
    said = ".".join([str(token.end), *map(_encoded, (token.mount, token.address, token.user))])
    return f"{said}.{_signature(said, secret)}"


def read_token(text: str, secret: bytes) -> Token | None:
    """Read a token; None for one that was not signed with this secret. Whether it is good now is the caller's to see."""
    said, _, signature = text.rpartition(".")
    if len(text) > TOKEN_BYTES or not text.isascii():
        return None
    if not hmac.compare_digest(_signature(said, secret), signature):
        return None
    parts = said.split(".")
    if len(parts) != 4 or not parts[0].isdigit() or len(parts[0]) > LONGEST_END:
        return None
    try:
        mount, address, user = (_decoded(part) for part in parts[1:])
    except (binascii.Error, ValueError):
        return None
    return Token(int(parts[0]), mount, address, user)


def _signature(said: str, secret: bytes) -> str:
    return _plain(hmac.digest(secret, said.encode(), "sha256"))


def _encoded(text: str) -> str:
    return _plain(text.encode())


def _plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> str:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
