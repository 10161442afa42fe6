"""The library's words for streams of other servers: `relay(…)`, `relay.all(…)`, `input.http(…)`."""

import re
from collections.abc import Mapping
from typing import cast

from runtime import plan

from .arguments import amount, string, truth
from .binder import Binder, Bound
from .draft import Written
from .expressions import Given
from .gates import secret_of
from .listening import listening
from .problems import EvaluationError, Unreadable
from .value import SourceValue

__all__ = ["RELAY_BINDINGS"]

URL = re.compile(r"https?://(?P<account>[^/?#\s]*@)?[^/?#\s@]+([/?][^\s#]*)?")
"""RFC 3986, as far as streams need it."""


def upstream(given: Given) -> plan.Upstream:
    """Where a stream comes from."""
    further = cast("tuple[str, ...]", given.values.get("urls", ()))
    password = given.values["password"]
    return plan.Upstream(
        (address(given, "url", string(given, "url")), *(address(given, "urls", each) for each in further)),
        string(given, "user"),
        plan.Secret("") if password is None else secret_of(password),
        plan.Seconds(amount(given, "patience")),
    )


def address(given: Given, name: str, text: str) -> str:
    """The address of a stream; accounts stand elsewhere, since addresses are shown."""
    found = URL.fullmatch(text)
    if found is None:
        raise unreadable(
            given, name, text, "the address of a stream", 'write "http://other.example:8000/live"'
        )
    if found["account"]:
        words = "an address that can be shown"
        raise unreadable(
            given,
            name,
            text.replace(found["account"], "…@"),
            words,
            "leave the account out of it, and give `user` and `password`",
        )
    return text


def unreadable(given: Given, name: str, text: str, what: str, help_: str) -> EvaluationError:
    """An address that says nothing that can be used."""
    return EvaluationError(Unreadable(given.places.get(name, given.span), text, what, help_))


def relay(binder: Binder, given: Given) -> None:
    """`relay(…)`."""
    fallback = cast("str | None", given.values["fallback"])
    node = plan.Relay(
        path=plan.MountPath(string(given, "path")),
        upstream=upstream(given),
        on_demand=truth(given, "on_demand"),
        linger=plan.Seconds(amount(given, "linger")),
        fallback=None if fallback is None else plan.MountPath(fallback),
        latency=plan.Seconds(amount(given, "latency")),
        name=string(given, "name"),
        description=string(given, "description"),
        genre=string(given, "genre"),
        url=string(given, "homepage"),
        listening=listening(given),
        origin=binder.draft.origin(given.span),
    )
    binder.draft.relays.append(Written(node, given.span, given.places))


def relay_all(binder: Binder, given: Given) -> None:
    """`relay.all(…)`."""
    node = plan.Mirror(
        upstream=upstream(given),
        on_demand=truth(given, "on_demand"),
        linger=plan.Seconds(amount(given, "linger")),
        every=plan.Seconds(amount(given, "every")),
        latency=plan.Seconds(amount(given, "latency")),
        origin=binder.draft.origin(given.span),
    )
    binder.draft.mirrors.append(Written(node, given.span, given.places))


def input_http(binder: Binder, given: Given) -> SourceValue:
    """`input.http(…)`."""
    fade, grace = plan.Seconds(amount(given, "fade")), plan.Seconds(amount(given, "grace"))
    return binder.add(
        plan.HttpInput(upstream(given), fade, grace, origin=binder.draft.origin(given.span)), given
    )


RELAY_BINDINGS: Mapping[str, Bound] = {"relay": relay, "relay.all": relay_all, "input.http": input_http}
"""The name of a library function → what it does."""
