"""Functions of the script, kept as data so that they compare, print and travel.

A captured value is plain data: truths, numbers, strings and None as they are, what the plan has a type for (dates, schedules,
encoders, secrets) as that, and everything else as a tuple that begins with its kind:

    ("duration", 3.0)                  a quantity in its base unit; so are the other kinds of quantities
    ("clock", 21600)  ("weekday", 0)   a time of day in seconds since midnight; a day of the week, Monday being 0
    ("list", (…))  ("object", ((name, value), …))  ("pair", a, b)
    ("source", id)                     a source of the plan
    ("function", number)               another of the handler's functions
    ("ref", id, value)                 what handlers change, and what it holds at first; one id is one value for all of them
"""

from dataclasses import dataclass, field

from .origin import NOWHERE, Origin, origin_field
from .units import NodeId, Seconds

__all__ = ["Function", "Handler", "Hook", "Live", "at_first"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function written in the script: its source text, the values it captured, by name, and where its text begins."""

    text: str
    captured: tuple[tuple[str, object], ...] = ()
    place: Origin = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that the running station calls, which is the first of `functions`; the others are those it can reach."""

    id: NodeId
    functions: tuple[Function, ...]
    origin: Origin = origin_field()

    @property
    def text(self) -> str:
        """What is written."""
        return self.functions[0].text

    @property
    def captured(self) -> tuple[tuple[str, object], ...]:
        """The values it captured, by name."""
        return self.functions[0].captured


@dataclass(frozen=True, slots=True)
class Hook:
    """A handler that waits for an event (docs/reference/events.md).

    Attributes:
        event: its name: "track", "silence" …
        source: the source it is about, "" for events of the station and of clients.
        handler: what is called.
        seconds: how long something must have lasted ("silence"), where that can be said.
        path: where a client publishes ("connect"), "" for any place.
    """

    event: str
    source: NodeId
    handler: Handler
    seconds: Seconds | None = None
    path: str = ""
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Live:
    """A parameter that a function gives, again and again; `first` is what it gave when the script was read."""

    function: Handler
    first: float = field(default=0.0, compare=False)


def at_first(value: float | Live) -> float:
    """A parameter that may be live, as it is when the station starts."""
    return value.first if isinstance(value, Live) else value
