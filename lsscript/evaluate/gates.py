"""Who may publish, and the secrets that let them: `account(…)`, `secret(…)`."""

from collections.abc import Mapping
from typing import cast

from runtime import plan

from .arguments import amount, string
from .binder import Binder, Bound
from .draft import Written
from .expressions import Given
from .problems import EvaluationError, SecretMissing
from .schedules import as_schedule
from .value import Secret, Value

__all__ = ["GATE_BINDINGS", "gate", "secret_of"]


def gate(binder: Binder, given: Given) -> plan.Gate:
    """Who may publish: the accounts of a list, behind the one of `password` where there is one."""
    accounts = cast("tuple[plan.Account, ...]", given.values["accounts"])
    if given.values["password"] is not None:
        held = secret_of(given.values["password"])
        accounts = (
            plan.Account(held, string(given, "user"), origin=binder.draft.origin(given.span)),
            *accounts,
        )
    takeover = cast(plan.Takeover, string(given, "takeover"))
    return plan.Gate(accounts, takeover, plan.Seconds(amount(given, "timeout")), string(given, "dump"))


def account(binder: Binder, given: Given) -> plan.Account:
    """`account(…)`."""
    times = given.values["times"]
    made = plan.Account(
        secret_of(given.values["password"]),
        string(given, "user"),
        plan.Always() if times is None else as_schedule(times),
        cast(int, given.values["priority"]),
        plan.Seconds(amount(given, "early")),
        plan.Seconds(amount(given, "late")),
        origin=binder.draft.origin(given.span),
    )
    binder.draft.accounts.append(Written(made, given.span, given.places))
    return made


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


GATE_BINDINGS: Mapping[str, Bound] = {"account": account, "secret": secret}
"""The name of a library function → what it does."""
