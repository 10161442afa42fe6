"""What a listener shows of himself."""

from dataclasses import dataclass, field

from runtime.protocols.http1 import Request
from runtime.protocols.source import basic_login

__all__ = ["Credentials", "credentials_of"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and a password, a token, or nothing at all.

    Attributes:
        user: the name; "" where none was given.
        password: never shown by `repr`.
        bearer: the token of `Authorization: Bearer` (RFC 6750).
        given: whether there was a name and a password that could be read.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    bearer: str = field(default="", repr=False)
    given: bool = False


NOBODY = Credentials()


def credentials_of(request: Request) -> Credentials:
    """Read the head."""
    header = request.headers.get("authorization").strip()
    if header[:7].lower() == "bearer ":
        return Credentials(bearer=header[7:].strip())
    login = basic_login(header) if header else None
    return NOBODY if login is None else Credentials(login.user, login.password, given=True)
