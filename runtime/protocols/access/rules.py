"""Rules that an edge judges by itself, and how they travel to it."""

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import translate
from typing import Any

from runtime.errors import PeerFault
from runtime.protocols.address import Networks
from runtime.protocols.http1 import Request

from .credentials import credentials_of
from .token import read_token

__all__ = [
    "AddressRule",
    "AgentRule",
    "PasswordRule",
    "Refused",
    "Rule",
    "TokenRule",
    "Visit",
    "rule_from_fields",
]

AGENT_CHARACTERS = 512
"""How much of a player's name is compared."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why somebody may not listen.

    Attributes:
        kind: the sort of reason, for counters: "password", "token", "address" …
        words: what he is told.
        ask: whether he is to be asked for a name and a password.
    """

    kind: str
    words: str
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the door.

    Attributes:
        request: what he says.
        mount: the path of what he would hear; he may have asked for it by another name.
        ip: his address.
        now: the time.
    """

    request: Request
    mount: str
    ip: str
    now: datetime


Judgement = Refused | float | None
"""Refused; let in for so many seconds; let in."""


@dataclass(frozen=True, eq=False, slots=True)
class PasswordRule:
    """One password, known by a digest under a salt."""

    user: str
    salt: bytes
    digest: bytes = field(repr=False)

    @classmethod
    def of(cls, password: str, user: str, salt: bytes) -> "PasswordRule":
        """Make it from the password itself."""
        return cls(user, salt, hmac.digest(salt, password.encode(), "sha256"))

    def judge(self, visit: Visit) -> Judgement:
        """Whether somebody knows it."""
        shown = credentials_of(visit.request)
        digest = hmac.digest(self.salt, shown.password.encode("utf-8", "replace"), "sha256")
        known = hmac.compare_digest(digest, self.digest)
        named = not self.user or hmac.compare_digest(
            shown.user.encode("utf-8", "replace"), self.user.encode()
        )
        if shown.given and known and named:
            return None
        return Refused("password", "You need to authenticate", ask=True)

    def to_fields(self) -> dict[str, Any]:
        """As it travels."""
        return {"kind": "password", "user": self.user, "salt": self.salt.hex(), "digest": self.digest.hex()}


@dataclass(frozen=True, eq=False, slots=True)
class TokenRule:
    """A signed token, in the query or as a bearer token."""

    secret: bytes = field(repr=False)
    parameter: str = "token"

    def judge(self, visit: Visit) -> Judgement:
        """Whether somebody has one that is good here and now; for how long it is."""
        token = read_token(
            credentials_of(visit.request).bearer or visit.request.parameter(self.parameter), self.secret
        )
        if token is None:
            return Refused("token", "A token is needed to listen here")
        if token.mount not in ("", visit.mount) or token.address not in ("", visit.ip):
            return Refused("token", "This token is not good here")
        left = token.end - visit.now.timestamp()
        return left if left > 0 else Refused("token", "This token has ended")

    def to_fields(self) -> dict[str, Any]:
        """As it travels."""
        return {"kind": "token", "secret": self.secret.hex(), "parameter": self.parameter}


@dataclass(frozen=True, eq=False, slots=True)
class AddressRule:
    """Addresses and networks."""

    allow: Networks
    deny: Networks

    def judge(self, visit: Visit) -> Judgement:
        """Whether this address may."""
        if visit.ip in self.deny or (self.allow and visit.ip not in self.allow):
            return Refused("address", "Your address may not listen here")
        return None

    def to_fields(self) -> dict[str, Any]:
        """As it travels."""
        return {"kind": "address", "allow": self.allow.texts, "deny": self.deny.texts}


@dataclass(frozen=True, eq=False, slots=True)
class AgentRule:
    """Names of players, with `*` for anything."""

    allow: tuple[str, ...]
    deny: tuple[str, ...]
    _allowed: Callable[[str], object] = field(init=False, repr=False)
    _denied: Callable[[str], object] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_allowed", _pattern(self.allow))
        object.__setattr__(self, "_denied", _pattern(self.deny))

    def judge(self, visit: Visit) -> Judgement:
        """Whether this player may."""
        agent = visit.request.headers.get("user-agent")[:AGENT_CHARACTERS]
        if self._denied(agent) or (self.allow and not self._allowed(agent)):
            return Refused("agent", "This player may not listen here")
        return None

    def to_fields(self) -> dict[str, Any]:
        """As it travels."""
        return {"kind": "agent", "allow": self.allow, "deny": self.deny}


Rule = PasswordRule | TokenRule | AddressRule | AgentRule


def rule_from_fields(given: Mapping[str, Any]) -> Rule:
    """Read a rule. Raises PeerFault for one that this release does not know: nobody is let in by mistake."""
    match given.get("kind"):
        case "password":
            salt, digest = bytes.fromhex(given["salt"]), bytes.fromhex(given["digest"])
            return PasswordRule(str(given["user"]), salt, digest)
        case "token":
            return TokenRule(bytes.fromhex(given["secret"]), str(given["parameter"]))
        case "address":
            return AddressRule(Networks(given["allow"]), Networks(given["deny"]))
        case "agent":
            return AgentRule(tuple(map(str, given["allow"])), tuple(map(str, given["deny"])))
        case kind:
            raise PeerFault(f"a rule for listeners of the kind {kind!r} is unknown")


def _pattern(names: tuple[str, ...]) -> Callable[[str], object]:
    if not names:
        return lambda _agent: None
    return re.compile("|".join(translate(name) for name in names), re.IGNORECASE).match
