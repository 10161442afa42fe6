"""The library's words for those who look after the station over HTTP: `admin(…)`, `alias(…)`, `directory(…)`."""

import re
from collections.abc import Mapping
from typing import cast

from runtime import plan

from .arguments import string
from .binder import Binder, Bound
from .draft import AliasDraft, Written
from .expressions import Given
from .gates import secret_of
from .problems import EvaluationError, Unreadable

__all__ = ["ADMINISTRATION_BINDINGS"]

URL = re.compile(r"https?://[^\s/]+\S*")
BASE = re.compile(r"https?://[^\s/?#]+")


def admin(binder: Binder, given: Given) -> None:
    """`admin(…)`."""
    password, user = secret_of(given.values["password"]), string(given, "user")
    if not password.text:
        raise unreadable(given, "password", "", "a password", "an empty one lets everybody in")
    if not user or ":" in user:
        raise unreadable(
            given, "user", user, "a name of an account", "it has at least one letter, and no colon"
        )
    role = cast(plan.AdminRole, string(given, "role"))
    origin = binder.draft.origin(given.span)
    binder.draft.admins.append(plan.Admin(user, password, role, origin=origin))


def alias(binder: Binder, given: Given) -> None:
    """`alias(…)`."""
    path, mount = plan.MountPath(string(given, "path")), plan.MountPath(string(given, "mount"))
    binder.draft.aliases.append(AliasDraft(path, mount, given.span, given.places))


def directory(binder: Binder, given: Given) -> None:
    """`directory(…)`."""
    url, address = string(given, "url"), string(given, "address")
    if not URL.fullmatch(url):
        raise unreadable(given, "url", url, "a web address", 'write "https://dir.example/yp"')
    if not BASE.fullmatch(address):
        raise unreadable(
            given, "address", address, "the address of a station", 'write "http://radio.example:8000"'
        )
    mounts = tuple(map(plan.MountPath, cast("tuple[str, ...]", given.values["mounts"])))
    node = plan.Directory(url, address, mounts, origin=binder.draft.origin(given.span))
    binder.draft.directories.append(Written(node, given.span, given.places))


def unreadable(given: Given, name: str, text: str, what: str, help_: str) -> EvaluationError:
    """An argument that says nothing that can be used."""
    return EvaluationError(Unreadable(given.places.get(name, given.span), text, what, help_))


ADMINISTRATION_BINDINGS: Mapping[str, Bound] = {"admin": admin, "alias": alias, "directory": directory}
"""The name of a library function → what it does."""
