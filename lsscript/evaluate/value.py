"""What expressions give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from lsscript.source import Span
from lsscript.syntax import tree
from runtime import plan

from .environment import Environment

__all__ = [
    "FAILED",
    "Clock",
    "Closure",
    "DnsFunctions",
    "Extern",
    "Failed",
    "OnAirSource",
    "PairValue",
    "Quantity",
    "RefValue",
    "Secret",
    "SourceValue",
    "Value",
    "Weekday",
]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the base unit of its kind."""

    amount: float
    kind: tree.UnitKind


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, in seconds since midnight."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week; Monday is 0."""

    number: int


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is never shown; `place` is where it was read."""

    place: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PairValue:
    """`a => b`."""

    left: "Value"
    right: "Value"


@dataclass(eq=False, slots=True)
class RefValue:
    """What `:=` changes."""

    held: "Value"


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """A function of the script, and the names it was made among."""

    name: str
    parameters: tuple[tree.Parameter, ...]
    body: tuple[tree.Statement, ...]
    environment: Environment = field(repr=False)
    span: Span


@dataclass(frozen=True, slots=True)
class Extern:
    """A function of the library."""

    declaration: tree.Declaration


@dataclass(frozen=True, slots=True, eq=False)
class SourceValue:
    """A source before it has an id: its node (without children), its children, where its arguments stand, and the
    functions that give those of its parameters that are live.

    Two of the same make are two sources; therefore they compare by identity.
    """

    node: plan.Source
    span: Span
    children: tuple["SourceValue", ...] = ()
    places: Mapping[str, Span] = field(default_factory=dict)
    live: Mapping[str, "Value"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class DnsFunctions:
    """`dns.function(…)` before its functions have ids: the node without them, and they."""

    node: plan.DnsFunction
    set: "Value"
    remove: "Value"


@dataclass(frozen=True, slots=True)
class OnAirSource:
    """A source of the running station, as a handler knows it."""

    id: plan.NodeId


class Failed(Enum):
    """What a name holds whose statement failed: nobody gets to see it."""

    FAILED = 0


FAILED = Failed.FAILED

Value = (
    int
    | float
    | str
    | bool
    | None
    | Quantity
    | Clock
    | date
    | Weekday
    | plan.Schedule
    | Secret
    | PairValue
    | RefValue
    | Closure
    | Extern
    | SourceValue
    | OnAirSource
    | Failed
    | plan.Encoder
    | plan.Dns
    | DnsFunctions
    | plan.AcmeAuthority
    | plan.Access
    | plan.Account
    | tuple["Value", ...]
    | Mapping[str, "Value"]
)
