"""Who may listen: the rules of a mount or of the whole server. A listener must satisfy every one of them."""

from dataclasses import dataclass
from typing import Literal

from .gate import Secret
from .origin import Origin, origin_field
from .units import Seconds

__all__ = [
    "SHORTEST_KEY",
    "Access",
    "ByAccounts",
    "ByAddress",
    "ByAgent",
    "ByCountry",
    "ByPassword",
    "ByToken",
    "ByUrl",
    "OnFailure",
]

OnFailure = Literal["closed", "open"]

SHORTEST_KEY = 16
"""Characters that a secret for signing has at least."""


@dataclass(frozen=True, slots=True)
class ByPassword:
    """Who knows one password. An empty `user` means that any name will do."""

    password: Secret
    user: str = ""
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class ByToken:
    """Who brings a token that was signed with `secret`, in the query parameter `parameter` or as a bearer token."""

    secret: Secret
    parameter: str = "token"
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class ByAccounts:
    """Who has an account in an htpasswd file; a relative `path` begins at the script's folder.

    `sessions` is how many connections an account may have at one time; None is any number.
    """

    path: str
    sessions: int | None = None
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class ByUrl:
    """Whom a web address lets in, asked in Icecast's words ("" asks nothing).

    `add` is asked when somebody comes, `remove` told when he has gone. `accept` is the answer's header that lets him in,
    `timelimit` the one that says for how many seconds. `headers` are the names of the listener's own headers that are
    passed on, each with `prefix` before it. `user` and `password` are shown to the address; without them, the listener's own
    are, as Icecast does. When `add` cannot be asked within `timeout` seconds, `on_failure` decides,
    and whom it let in within the last `cache` seconds comes in all the same.
    """

    add: str = ""
    remove: str = ""
    timeout: Seconds = Seconds(15.0)
    user: str = ""
    password: Secret = Secret("")
    headers: tuple[str, ...] = ()
    prefix: str = "ClientHeader."
    accept: str = "icecast-auth-user: 1"
    timelimit: str = "icecast-auth-timelimit"
    on_failure: OnFailure = "closed"
    cache: Seconds = Seconds(300.0)
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class ByAddress:
    """Where from: addresses and networks ("192.0.2.1", "10.0.0.0/8"). An empty `allow` allows all that are not denied."""

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class ByAgent:
    """With what: patterns of players' names, in which `*` stands for anything; case does not count."""

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class ByCountry:
    """From which countries (two letters each), as a MaxMind database knows; `unknown` decides where it does not."""

    database: str
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    unknown: Literal["allow", "deny"] = "allow"
    origin: Origin = origin_field()


Access = ByPassword | ByToken | ByAccounts | ByUrl | ByAddress | ByAgent | ByCountry
