"""Who may publish: the accounts of a live input or of a pass-through mount, and what becomes of two who come at once."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

from .origin import Origin, origin_field
from .schedule import Always, Schedule
from .units import Seconds

__all__ = ["Account", "Gate", "Secret", "Takeover", "one_account", "same_but_gate"]

Takeover = Literal["refuse", "replace", "wait"]


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that no log, error, plan or page shows; `place` says where it came from."""

    text: str = field(repr=False)
    place: str = ""

    def __str__(self) -> str:
        """Never the value."""
        return f"secret({self.place!r})" if self.place else "secret"


@dataclass(frozen=True, slots=True)
class Account:
    """One who may publish.

    `times` say when. Who comes up to `early` seconds before waits, heard by nobody, and goes on when the time begins; who is on
    may go on for `late` seconds behind its end, unless somebody else waits. The higher `priority` takes over from the lower.
    """

    password: Secret
    user: str = "source"
    times: Schedule = Always()
    priority: int = 0
    early: Seconds = Seconds(0.0)
    late: Seconds = Seconds(0.0)
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Gate:
    """All that may publish at one place.

    `takeover` says what becomes of a source client that comes while another one of the same priority is on: it is refused,
    replaces the first, or waits for its turn. `timeout` is in seconds: who sends nothing for so long is gone. `dump` is the
    pattern of a file's name (`strftime`) that keeps what was sent, as it was sent; "" for none.
    """

    accounts: tuple[Account, ...]
    takeover: Takeover = "refuse"
    timeout: Seconds = Seconds(10.0)
    dump: str = ""


def same_but_gate(one: object, other: object) -> bool:
    """Whether two nodes differ in nothing but who may publish there: what runs for one serves the other too."""
    gates = getattr(one, "gate", None), getattr(other, "gate", None)
    if type(one) is not type(other) or not all(isinstance(each, Gate) for each in gates):
        return False
    return bool(replace(cast(Any, one), gate=gates[1]) == other)


def one_account(password: str, user: str = "source", takeover: Takeover = "refuse") -> Gate:
    """A gate with one account that may always publish."""
    return Gate((Account(Secret(password), user),), takeover)
