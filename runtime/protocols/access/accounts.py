"""htpasswd files: accounts and the digests of their passwords.

Understood are bcrypt (`$2y$`), apr1 (MD5, a thousand rounds), `{SHA}` and what Icecast writes, the MD5 in hexadecimal. The
last two are weak; they are read so that an Icecast's file goes on working.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

__all__ = ["MOST_ACCOUNTS", "Accounts", "check_password", "read_accounts"]

MOST_ACCOUNTS = 100_000
"""Accounts of one file; more are left out."""

LONGEST_BCRYPT = 72
"""Bytes of a password that bcrypt looks at."""

APR1_ROUNDS = 1000
APR1_LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
APR1_ORDER = ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5))
MD5_HEX = re.compile(r"[0-9a-fA-F]{32}")

Bcrypt = Callable[[bytes, str], bool]
"""Compares a password with a bcrypt digest, as `bcrypt.checkpw` does."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of a file.

    Attributes:
        digests: by name.
        unread: lines that could not be read.
    """

    digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    unread: int = 0


def read_accounts(text: str) -> Accounts:
    """Read a file's text."""
    digests: dict[str, str] = {}
    unread = 0
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        user, colon, digest = line.partition(":")
        if colon and user and digest and len(digests) < MOST_ACCOUNTS:
            digests[user] = digest.partition(":")[0]
        else:
            unread += 1
    return Accounts(digests, unread)


def check_password(password: str, digest: str, bcrypt: Bcrypt) -> bool:
    """Whether a password has this digest; a kind of digest that is not known has no password."""
    data = password.encode("utf-8", "replace")
    if digest.startswith(("$2a$", "$2b$", "$2y$")):
        return bcrypt(data[:LONGEST_BCRYPT], digest)
    if digest.startswith("$apr1$"):
        return _same(_apr1(data, digest.split("$")[2][:8].encode()), digest)
    if digest.startswith("{SHA}"):
        return _same("{SHA}" + base64.b64encode(hashlib.sha1(data).digest()).decode(), digest)
    if MD5_HEX.fullmatch(digest):
        return _same(hashlib.md5(data).hexdigest(), digest.lower())
    return False


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _apr1(password: bytes, salt: bytes) -> str:
    """Apache's variant of the MD5 crypt scheme, `apr_md5_encode`."""
    inner = hashlib.md5(password + salt + password).digest()
    mixed = hashlib.md5(password + b"$apr1$" + salt)
    mixed.update((inner * (len(password) // 16 + 1))[: len(password)])
    count = len(password)
    while count:
        mixed.update(b"\0" if count & 1 else password[:1])
        count >>= 1
    digest = _rounds(mixed.digest(), password, salt)
    return f"$apr1${salt.decode()}${_letters(digest)}"


def _rounds(digest: bytes, password: bytes, salt: bytes) -> bytes:
    for turn in range(APR1_ROUNDS):
        first, last = (password, digest) if turn % 2 else (digest, password)
        middle = (salt if turn % 3 else b"") + (password if turn % 7 else b"")
        digest = hashlib.md5(first + middle + last).digest()
    return digest


def _letters(digest: bytes) -> str:
    text = ""
    for one, two, three in APR1_ORDER:
        text += _spelled(digest[one] << 16 | digest[two] << 8 | digest[three], 4)
    return text + _spelled(digest[11], 2)


def _spelled(number: int, letters: int) -> str:
    return "".join(APR1_LETTERS[number >> 6 * place & 63] for place in range(letters))
