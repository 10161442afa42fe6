"""What the script says about an authority."""

from dataclasses import dataclass, field
from typing import Protocol

from runtime.tls.storage import Account

__all__ = ["Accounts", "AuthoritySettings", "ExternalAccount"]


@dataclass(frozen=True, slots=True)
class ExternalAccount:
    """Proof that we are a customer of the authority (external account binding, RFC 8555 §7.3.4).

    Attributes:
        kid: the id of the key that the authority gave.
        hmac_key: that key, in base64url as it is shown at the authority's site. Never shown by us.
        algorithm: by which it signs.
    """

    kid: str
    hmac_key: str = field(repr=False)
    algorithm: str = "HS256"


@dataclass(frozen=True, slots=True)
class AuthoritySettings:
    """Which authority, and who we are there.

    Attributes:
        directory: the URL of its directory.
        email: where it may write to, "" for nowhere.
        ca: a file (PEM) with the roots trusted for the authority's own TLS, for one of your own house; "" for the usual ones.
        external: proof that we are its customer, where it wants one.
    """

    directory: str
    email: str = ""
    ca: str = ""
    external: ExternalAccount | None = None

    @property
    def binding(self) -> str:
        """What tells two accounts at one authority apart."""
        return self.external.kid if self.external else ""


class Accounts(Protocol):
    """Where accounts are kept. Each method may block, and raises `OperatorFault` when the disk does not work."""

    def account(self, directory: str, binding: str = "") -> Account | None:
        """The one at an authority."""
        ...

    def keep_account(self, account: Account, binding: str = "") -> None:
        """Keep it."""
        ...
