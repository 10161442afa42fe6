"""The library's words for how a running station is controlled: `telnet(…)`, `server.register(…)`."""

from collections.abc import Mapping
from typing import cast

from runtime import plan

from .administration import unreadable
from .arguments import string
from .binder import Binder, Bound
from .draft import CommandDraft, Setting
from .expressions import Given
from .gates import secret_of
from .value import Quantity, SourceValue, Value

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


def register(binder: Binder, given: Given) -> None:
    """`server.register(…)`."""
    name, arguments = string(given, "name"), given.values["arguments"]
    if not plan.COMMAND_NAME.fullmatch(name):
        why = "it has small letters, digits and `_`, and may have dots between its words"
        raise unreadable(given, "name", name, "a name of a command", why)
    if name in plan.STATION_COMMANDS or any(each.name == name for each in binder.draft.commands):
        why = "there is a command of this name already: choose another"
        raise unreadable(given, "name", name, "a name that is free", why)
    if not isinstance(arguments, Mapping):
        raise unreadable(given, "arguments", "", "arguments by name", 'write `{name = "", times = 1}`')
    for each, default in arguments.items():
        if not is_argument(default):
            why = "it is a string, a number, `true` or `false`, a duration or a source: what it is where somebody leaves it out"
            raise unreadable(given, "arguments", each, "an argument of a command", why)
    role = cast(plan.CommandRole, string(given, "role"))
    found = CommandDraft(name, given.values["handler"], arguments, string(given, "doc"), role, given.span)
    binder.draft.commands.append(found)


def is_argument(default: Value) -> bool:
    """Whether a command can be given such a value."""
    is_time = isinstance(default, Quantity) and default.kind == "duration"
    return is_time or isinstance(default, str | int | float | SourceValue)


CONTROL_BINDINGS: Mapping[str, Bound] = {"telnet": telnet, "server.register": register}
"""The name of a library function → what it does."""
