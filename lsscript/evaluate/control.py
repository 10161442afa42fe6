"""The library's words for how a running station is controlled: `telnet(…)`."""

from collections.abc import Mapping
from typing import cast

from runtime import plan

from .administration import unreadable
from .arguments import string
from .binder import Binder, Bound
from .draft import Setting
from .expressions import Given
from .gates import secret_of

__all__ = ["CONTROL_BINDINGS"]

HIGHEST_PORT = 65_535


def telnet(binder: Binder, given: Given) -> None:
    """`telnet(…)`."""
    port, bind = cast(int, given.values["port"]), string(given, "bind")
    held = given.values["password"]
    password = None if held is None else secret_of(held)
    if not 0 <= port <= HIGHEST_PORT:
        raise unreadable(given, "port", str(port), "a port", f"a port is a number from 0 to {HIGHEST_PORT}")
    if not is_own(bind) and (password is None or not password.text):
        why = "whoever reaches another address than this machine's own needs a password: add `password=secret(…)`"
        raise unreadable(given, "bind", bind, "an address for telnet without a password", why)
    binder.draft.telnet = plan.Telnet(port, bind, password, origin=binder.draft.origin(given.span))
    binder.draft.settings.append(Setting("telnet", given.span, given.places))


def is_own(bind: str) -> bool:
    """Whether only this machine reaches an address."""
    import ipaddress

    if bind == "localhost":
        return True
    try:
        return ipaddress.ip_address(bind).is_loopback
    except ValueError:
        return False


CONTROL_BINDINGS: Mapping[str, Bound] = {"telnet": telnet}
"""The name of a library function → what it does."""
