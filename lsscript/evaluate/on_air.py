"""Functions of the library that work while the station plays: `log`, `http.*`, `process.run`, `webhook`.

Before that, while a script is read, nobody answers: they are refused.
"""

from collections.abc import Mapping
from typing import cast

from .arguments import amount, string
from .binder import Binder, Bound
from .expressions import Given
from .operators import text_of
from .problems import EvaluationError, OnAirOnly
from .value import PairValue, Secret, Value
from .values import stringify
from .world import Level, World

__all__ = ["ON_AIR_BINDINGS"]


def world(binder: Binder, given: Given, name: str) -> World:
    """The running station.

    Raises:
        EvaluationError: there is none yet.
    """
    if binder.world is None:
        raise EvaluationError(OnAirOnly(given.span, name))
    return binder.world


def open_text(value: Value) -> str:
    """A value as text for somebody else: also what a secret holds."""
    return value.text if isinstance(value, Secret) else text_of(value)


def log(binder: Binder, given: Given) -> None:
    """`log(…)`."""
    level = cast(Level, string(given, "level"))
    text = text_of(given.values["message"])
    world(binder, given, "log").log(level, text, binder.draft.origin(given.span))


def http_get(binder: Binder, given: Given) -> Value:
    """`http.get(…)`."""
    asked = world(binder, given, "http.get")
    return cast(Value, asked.fetch("GET", url(given), None, headers(given), amount(given, "timeout")))


def http_post(binder: Binder, given: Given) -> Value:
    """`http.post(…)`; an object goes as JSON."""
    asked, body = world(binder, given, "http.post"), given.values["body"]
    fields = headers(given)
    if isinstance(body, Mapping):
        text = stringify(body, given, "body")
        fields = [("Content-Type", "application/json"), *fields]
    else:
        text = open_text(body)
    return cast(Value, asked.fetch("POST", url(given), text, fields, amount(given, "timeout")))


def url(given: Given) -> str:
    """Where to; it may be a secret."""
    return open_text(given.values["url"])


def headers(given: Given) -> list[tuple[str, str]]:
    """The fields of a request's head."""
    pairs = cast("tuple[PairValue, ...]", given.values["headers"])
    return [(open_text(each.left), open_text(each.right)) for each in pairs]


def process_run(binder: Binder, given: Given) -> Value:
    """`process.run(…)`."""
    asked = world(binder, given, "process.run")
    arguments = [open_text(each) for each in cast("tuple[Value, ...]", given.values["arguments"])]
    variables = cast("tuple[PairValue, ...]", given.values["environment"])
    environment = {open_text(each.left): open_text(each.right) for each in variables}
    found = asked.run(arguments, open_text(given.values["input"]), environment, amount(given, "timeout"))
    return cast(Value, found)


def webhook(binder: Binder, given: Given) -> None:
    """`webhook(…)`."""
    text = stringify(given.values["object"], given, "object")
    world(binder, given, "webhook").post(url(given), text, binder.draft.origin(given.span))


ON_AIR_BINDINGS: Mapping[str, Bound] = {
    "log": log,
    "http.get": http_get,
    "http.post": http_post,
    "process.run": process_run,
    "webhook": webhook,
}
"""The name of a library function → what it does."""
