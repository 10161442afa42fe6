"""The library's words for listeners: who may listen, how many, for how long, and what is written down about them."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Literal, cast

from runtime import plan

from .arguments import amount, string, truth, whole
from .binder import Binder, Bound
from .draft import Setting, Written
from .expressions import Given
from .gates import secret_of
from .problems import EvaluationError, Unreadable
from .value import Quantity

__all__ = [
    "LISTENING_BINDINGS",
    "NAMED_NETWORKS",
    "buffer_size",
    "listening",
    "networks",
    "positive",
    "rules",
]

NAMED_NETWORKS = frozenset({"cloudflare", "loopback", "private"})
"""Networks that are known by name; `runtime.protocols.address` knows what is in them."""

SMALLEST_BUFFER, LARGEST_BUFFER = 4096, 16 * 1024 * 1024
"""Bytes."""

COUNTRY = re.compile(r"[A-Z]{2}")
URL = re.compile(r"https?://[^\s/]+\S*")
HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


# ---- Arguments --------------------------------------------------------------------------------------------------------


def texts(given: Given, name: str) -> tuple[str, ...]:
    """An argument that is a list of strings."""
    return cast("tuple[str, ...]", given.values[name])


def unreadable(given: Given, name: str, text: str, what: str, help_: str) -> EvaluationError:
    """An argument that says nothing that can be used."""
    return EvaluationError(Unreadable(given.places.get(name, given.span), text, what, help_))


def networks(given: Given, name: str) -> tuple[str, ...]:
    """Addresses, networks and names of networks."""
    for text in texts(given, name):
        if text not in NAMED_NETWORKS and not is_network(text):
            known = ", ".join(f'"{each}"' for each in sorted(NAMED_NETWORKS))
            help_ = f'write "192.0.2.7", "10.0.0.0/8", "2001:db8::/32", or one of {known}'
            raise unreadable(given, name, text, "an address or a network", help_)
    return texts(given, name)


def is_network(text: str) -> bool:
    """Whether this is an address or a network."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def countries(given: Given, name: str) -> tuple[str, ...]:
    """Countries by their two letters, in capitals."""
    found = tuple(text.upper() for text in texts(given, name))
    for text in found:
        if not COUNTRY.fullmatch(text):
            raise unreadable(given, name, text, "a country of two letters", 'write "CO", "DE" …')
    return found


def address(given: Given, name: str) -> str:
    """A web address, or nothing."""
    text = string(given, name)
    if text and not URL.fullmatch(text):
        raise unreadable(given, name, text, "a web address", 'write "https://radio.example/auth"')
    return text


def positive(given: Given, name: str) -> int | None:
    """A whole number from 1 on, or `null`."""
    number = whole(given, name)
    if number is not None and number < 1:
        raise unreadable(given, name, str(number), "a number from 1 on", "leave it out for no limit")
    return number


def seconds(given: Given, name: str) -> plan.Seconds | None:
    """A duration above zero, or `null`."""
    if given.values[name] is None:
        return None
    found = amount(given, name)
    if found <= 0:
        raise unreadable(given, name, f"{found:g}s", "a duration above 0s", "leave it out for no limit")
    return plan.Seconds(found)


def buffer_size(given: Given) -> int:
    """Bytes that the system may hold for a listener: at least a small burst, at most what it would ever give."""
    size = round(amount(given, "buffer_size"))
    if not SMALLEST_BUFFER <= size <= LARGEST_BUFFER:
        raise unreadable(given, "buffer_size", f"{size}B", "a buffer of 4KiB to 16MiB", "64KiB suits most")
    return size


# ---- Who may listen -----------------------------------------------------------------------------------------------------


def by_password(binder: Binder, given: Given) -> plan.ByPassword:
    """`listeners.password(…)`."""
    password = secret_of(given.values["password"])
    if not password.text:
        raise unreadable(given, "password", "", "a password", "a password has at least one character")
    return plan.ByPassword(password, string(given, "user"), origin=binder.draft.origin(given.span))


def by_token(binder: Binder, given: Given) -> plan.ByToken:
    """`listeners.token(…)`."""
    secret = secret_of(given.values["secret"])
    if len(secret.text) < plan.SHORTEST_KEY:
        help_ = f"it has at least {plan.SHORTEST_KEY} characters; `lss token --new-secret` makes one"
        raise unreadable(given, "secret", "…", "a secret that is long enough", help_)
    return plan.ByToken(secret, string(given, "parameter"), origin=binder.draft.origin(given.span))


def by_accounts(binder: Binder, given: Given) -> plan.ByAccounts:
    """`listeners.htpasswd(…)`."""
    origin = binder.draft.origin(given.span)
    return plan.ByAccounts(string(given, "path"), positive(given, "sessions"), origin=origin)


def by_url(binder: Binder, given: Given) -> plan.ByUrl:
    """`listeners.url(…)`."""
    add, remove = address(given, "add"), address(given, "remove")
    if not add and not remove:
        raise unreadable(given, "add", "", "a web address", "give `add`, `remove` or both")
    return plan.ByUrl(
        add=add,
        remove=remove,
        timeout=seconds(given, "timeout") or plan.Seconds(15.0),
        user=string(given, "user"),
        password=secret_of(given.values["password"] or ""),
        headers=tuple(header_names(given)),
        prefix=string(given, "prefix"),
        accept=string(given, "accept"),
        timelimit=string(given, "timelimit"),
        on_failure=cast(plan.OnFailure, string(given, "on_failure")),
        cache=plan.Seconds(amount(given, "cache")),
        origin=binder.draft.origin(given.span),
    )


def header_names(given: Given) -> Iterator[str]:
    """Names of header fields."""
    for name in texts(given, "headers"):
        if not HEADER_NAME.fullmatch(name):
            raise unreadable(given, "headers", name, "the name of a header", 'write "x-forwarded-for"')
        yield name


def by_address(binder: Binder, given: Given) -> plan.ByAddress:
    """`listeners.addresses(…)`."""
    origin = binder.draft.origin(given.span)
    return plan.ByAddress(networks(given, "allow"), networks(given, "deny"), origin=origin)


def by_agent(binder: Binder, given: Given) -> plan.ByAgent:
    """`listeners.agents(…)`."""
    origin = binder.draft.origin(given.span)
    return plan.ByAgent(texts(given, "allow"), texts(given, "deny"), origin=origin)


def by_country(binder: Binder, given: Given) -> plan.ByCountry:
    """`listeners.countries(…)`."""
    unknown = cast(Literal["allow", "deny"], string(given, "unknown"))
    return plan.ByCountry(
        string(given, "database"),
        countries(given, "allow"),
        countries(given, "deny"),
        unknown,
        origin=binder.draft.origin(given.span),
    )


# ---- How many, and for how long -------------------------------------------------------------------------------------------


def rules(given: Given) -> tuple[plan.Access, ...]:
    """The argument `access`."""
    return cast("tuple[plan.Access, ...]", given.values["access"])


def listening(given: Given) -> plan.Listening:
    """The arguments of a mount that are about its listeners."""
    full = cast("str | None", given.values["when_full"])
    return plan.Listening(
        max_listeners=positive(given, "max_listeners"),
        when_full=None if full is None else plan.MountPath(full),
        max_duration=seconds(given, "max_duration"),
        hidden=truth(given, "hidden"),
        intro=string(given, "intro"),
        access=rules(given),
    )


def logs(binder: Binder, given: Given) -> None:
    """`logs(…)`."""
    binder.draft.logs = plan.Logs(
        access=truth(given, "access"),
        playlist=truth(given, "playlist"),
        shoutcast=truth(given, "shoutcast"),
        sessions=truth(given, "sessions"),
        addresses=cast(plan.Addresses, string(given, "addresses")),
        size=max(1, int(cast(Quantity, given.values["size"]).amount)),
        keep=seconds(given, "keep") or plan.Seconds(86400.0),
        origin=binder.draft.origin(given.span),
    )
    binder.draft.settings.append(Setting("logs", given.span, given.places))


def files(binder: Binder, given: Given) -> None:
    """`files(…)`."""
    path, folder = plan.MountPath(string(given, "path").rstrip("/")), string(given, "folder")
    node = plan.Files(path, folder, origin=binder.draft.origin(given.span))
    binder.draft.files.append(Written(node, given.span, given.places))


LISTENING_BINDINGS: Mapping[str, Bound] = {
    "listeners.password": by_password,
    "listeners.token": by_token,
    "listeners.htpasswd": by_accounts,
    "listeners.url": by_url,
    "listeners.addresses": by_address,
    "listeners.agents": by_agent,
    "listeners.countries": by_country,
    "logs": logs,
    "files": files,
}
"""The name of a library function → what it does."""
