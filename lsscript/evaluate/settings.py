"""Functions of the library that set up the station: `station(…)`, `server(…)`."""

from collections.abc import Mapping
from typing import cast

from runtime import plan

from .arguments import string
from .binder import Binder, Bound
from .draft import Setting
from .expressions import Given

__all__ = ["SETTING_BINDINGS"]


def station(binder: Binder, given: Given) -> None:
    """`station(…)`."""
    names = ("name", "description", "genre", "url", "timezone")
    texts = {name: string(given, name) for name in names}
    binder.draft.identity = plan.Identity(**texts, origin=binder.draft.origin(given.span))
    binder.draft.settings.append(Setting("station", given.span, given.places))


def server(binder: Binder, given: Given) -> None:
    """`server(…)`."""
    port, bind = cast(int, given.values["http"]), string(given, "bind")
    shoutcast = cast("int | None", given.values["shoutcast"])
    binder.draft.server = plan.Server(port, bind, shoutcast, origin=binder.draft.origin(given.span))
    binder.draft.settings.append(Setting("server", given.span, given.places))


SETTING_BINDINGS: Mapping[str, Bound] = {"station": station, "server": server}
"""The name of a library function → what it does."""
