"""Who may publish, and the secrets that let them: `secret(…)`."""

from collections.abc import Mapping
from typing import cast

from runtime import plan

from .arguments import string
from .binder import Binder, Bound
from .expressions import Given
from .problems import EvaluationError, SecretMissing
from .value import Secret, Value

__all__ = ["GATE_BINDINGS", "gate", "secret_of"]


def gate(given: Given) -> plan.Gate:
    """Who may publish."""
    held = secret_of(given.values["password"])
    return plan.Gate(held, string(given, "user"), cast(plan.Takeover, string(given, "takeover")))


def secret_of(value: Value) -> plan.Secret:
    """A secret of the plan, from a secret or a plain string."""
    return plan.Secret(value.text, value.place) if isinstance(value, Secret) else plan.Secret(str(value))


def secret(binder: Binder, given: Given) -> Secret:
    """`secret(…)`."""
    place = string(given, "place")
    scheme, _, name = place.partition(":")
    match scheme:
        case "env":
            text, reason = binder.secrets.environment(name), f"the environment has no `{name}`"
        case "file":
            text, reason = binder.secrets.first_line(name), f"`{name}` cannot be read"
        case _:
            text, reason = None, 'a place is "env:NAME" or "file:path"'
    if text is None or not name:
        raise EvaluationError(SecretMissing(given.places.get("place", given.span), place, reason))
    return Secret(place, text)


GATE_BINDINGS: Mapping[str, Bound] = {"secret": secret}
"""The name of a library function → what it does."""
