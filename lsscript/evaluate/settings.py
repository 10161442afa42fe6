"""Functions of the library that set up the station: `station(…)`, `server(…)`."""

from collections.abc import Mapping
from typing import cast

from runtime import plan

from .arguments import amount, string, truth, whole
from .binder import Binder, Bound
from .draft import Setting
from .expressions import Given
from .listening import buffer_size, networks, positive, rules

__all__ = ["SETTING_BINDINGS"]


def station(binder: Binder, given: Given) -> None:
    """`station(…)`."""
    names = ("name", "description", "genre", "url", "timezone", "location", "contact")
    texts = {name: string(given, name) for name in names}
    binder.draft.identity = plan.Identity(**texts, origin=binder.draft.origin(given.span))
    binder.draft.settings.append(Setting("station", given.span, given.places))


def server(binder: Binder, given: Given) -> None:
    """`server(…)`."""
    binder.draft.server = plan.Server(
        cast(int, given.values["http"]),
        string(given, "bind"),
        cast("int | None", given.values["shoutcast"]),
        max_connections=positive(given, "max_connections") or 0,
        max_listeners=positive(given, "max_listeners"),
        max_streams=positive(given, "max_streams") or 0,
        max_per_address=positive(given, "max_per_address"),
        buffer_size=buffer_size(given),
        trusted_proxies=networks(given, "trusted_proxies"),
        metrics=networks(given, "metrics"),
        access=rules(given),
        https=whole(given, "https"),
        legacy_https=whole(given, "legacy_https"),
        redirect=truth(given, "redirect"),
        hsts=plan.Seconds(amount(given, "hsts")),
        upgrade=truth(given, "upgrade"),
        compat=cast(plan.Compat, string(given, "compat")),
        origin=binder.draft.origin(given.span),
    )
    binder.draft.settings.append(Setting("server", given.span, given.places))


SETTING_BINDINGS: Mapping[str, Bound] = {"station": station, "server": server}
"""The name of a library function → what it does."""
