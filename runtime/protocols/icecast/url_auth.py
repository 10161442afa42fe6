"""Icecast's URL authentication: what a server says to a web address about a listener, and what the answer means.

The fields, their order and their spelling are Icecast 2.4.4's, seen on the wire: a form whose values are percent-encoded down
to the full stop, with lower-case digits. Names are not, and neither is the action.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runtime.protocols.source import basic_credentials

__all__ = [
    "LONGEST_MESSAGE",
    "UrlAnswer",
    "listener_add",
    "listener_remove",
    "read_answer",
    "shown_credentials",
]

LONGEST_MESSAGE = 200
"""Characters of a message that are passed on to the log."""

LONGEST_SECONDS = 10**9
"""A time limit beyond this is none."""

PLAIN = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
"""All else is escaped."""

CONTROL = re.compile(r"[\x00-\x1f\x7f]+")

Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class UrlAnswer:
    """What the web address says.

    Attributes:
        accepted: whether he may listen.
        seconds: for how long; 0 is for ever.
        message: why not, in its own words.
    """

    accepted: bool
    seconds: float = 0.0
    message: str = ""


def shown_credentials(user: str, password: str, listener_user: str, listener_password: str) -> str:
    """The field `Authorization`: the server's own name and password, or where it has none, the listener's."""
    own = (user, password) if user or password else (listener_user, listener_password)
    return basic_credentials(*own)


def listener_add(
    *,
    server: str,
    port: int,
    client: int,
    mount: str,
    user: str,
    password: str,
    ip: str,
    agent: str,
    headers: Fields = (),
) -> bytes:
    """The body of the question whether somebody may listen.

    Args:
        server: how the server is called.
        port: where it listens.
        client: the listener's number.
        mount: the path that was asked for, with its query.
        user: the name that was given, "" for none.
        password: and the password.
        ip: the address.
        agent: how the player calls itself.
        headers: further headers of the listener, their names with the prefix.
    """
    return _form(
        "listener_add",
        ("server", server),
        ("port", str(port)),
        ("client", str(client)),
        ("mount", mount),
        ("user", user),
        ("pass", password),
        ("ip", ip),
        ("agent", agent),
        *headers,
    )


def listener_remove(
    *,
    server: str,
    port: int,
    client: int,
    mount: str,
    user: str,
    password: str,
    duration: int,
    ip: str,
    agent: str,
) -> bytes:
    """The body of the news that somebody has gone after `duration` seconds; the rest is as when he came."""
    return _form(
        "listener_remove",
        ("server", server),
        ("port", str(port)),
        ("client", str(client)),
        ("mount", mount),
        ("user", user),
        ("pass", password),
        ("duration", str(duration)),
        ("ip", ip),
        ("agent", agent),
    )


def read_answer(headers: Mapping[str, str], accept: str, timelimit: str) -> UrlAnswer:
    """What an answer means.

    Args:
        headers: of the answer, names in lower case.
        accept: the header that lets somebody in, "name: value"; the value may go on.
        timelimit: the name of the header that says for how many seconds.
    """
    name, _, wanted = accept.partition(":")
    value = headers.get(name.strip().lower())
    message = CONTROL.sub(" ", headers.get("icecast-auth-message", ""))[:LONGEST_MESSAGE].strip()
    if value is None or not value.strip().lower().startswith(wanted.strip().lower()):
        return UrlAnswer(False, message=message)
    return UrlAnswer(True, _seconds(headers.get(timelimit.strip().lower(), "")), message)


def _seconds(text: str) -> float:
    text = text.strip()
    digits = text.isascii() and text.isdigit() and len(text) < 20
    return float(text) if digits and int(text) <= LONGEST_SECONDS else 0.0


def _form(action: str, *fields: tuple[str, str]) -> bytes:
    return "&".join(
        [f"action={action}", *(f"{name}={_value(name, value)}" for name, value in fields)]
    ).encode()


def _value(name: str, text: str) -> str:
    """A player without a name is a dash."""
    return "-" if name == "agent" and not text else _escaped(text)


def _escaped(text: str) -> str:
    data = text.encode("utf-8", "replace")
    return "".join(chr(byte) if byte in PLAIN else f"%{byte:02x}" for byte in data)
