"""What values can be."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "ANY",
    "AUTHORITY",
    "BITRATE",
    "BOOL",
    "CLOCK",
    "DATE",
    "DNS",
    "DURATION",
    "ENCODER",
    "FLOAT",
    "FREQUENCY",
    "INT",
    "LEVEL",
    "LOUDNESS",
    "METADATA",
    "NULL",
    "PERCENT",
    "SCHEDULE",
    "SECRET",
    "SIMPLE",
    "SIZE",
    "SOURCE",
    "STRING",
    "UNITS",
    "UNKNOWN",
    "WEEKDAY",
    "Choices",
    "Function",
    "ListOf",
    "Live",
    "Named",
    "Optional",
    "Pair",
    "Parameter",
    "Record",
    "Ref",
    "Scheme",
    "Type",
    "Variable",
]


@dataclass(frozen=True, slots=True)
class Named:
    """A type that is its name: int, duration, source …"""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The type of what has failed already. Fits everything, so that one cause gives one message."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A type that is not known yet."""

    number: int


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; all its items are of one type."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class Pair:
    """`a => b`."""

    left: "Type"
    right: "Type"


@dataclass(frozen=True, slots=True)
class Record:
    """An object with these fields. An open one may have more."""

    fields: tuple[tuple[str, "Type"], ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Optional:
    """The item, or null."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class Ref:
    """What `ref(v)` gives: a value that handlers may change."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class Live:
    """A parameter that may change while the station plays: the item, or a function or a `ref` that gives it.

    `parameters` are what such a function is given.
    """

    item: "Type"
    parameters: "tuple[Parameter, ...]" = ()

    @property
    def function(self) -> "Function":
        """The function that may stand for it."""
        return Function(self.parameters, self.item)

    def like(self, found: "Type") -> "Type":
        """What is wanted, of the kind that was found."""
        match found:
            case Function():
                return self.function
            case Ref():
                return Ref(self.item)
            case _:
                return self.item


@dataclass(frozen=True, slots=True)
class Choices:
    """One of these strings."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a function takes. `required`: it has no default. `named_only`: its place is not enough."""

    name: str
    type: "Type"
    required: bool = True
    named_only: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function."""

    parameters: tuple[Parameter, ...]
    result: "Type"


Type = Named | Unknown | Variable | ListOf | Pair | Record | Optional | Ref | Live | Choices | Function


@dataclass(frozen=True, slots=True)
class Scheme:
    """A type that holds for every type put in the place of its variables."""

    variables: frozenset[int]
    type: Type


UNKNOWN = Unknown()
ANY = Named("any")
BOOL = Named("bool")
INT = Named("int")
FLOAT = Named("float")
STRING = Named("string")
NULL = Named("null")
DURATION = Named("duration")
BITRATE = Named("bitrate")
FREQUENCY = Named("frequency")
LEVEL = Named("level")
LOUDNESS = Named("loudness")
SIZE = Named("size")
PERCENT = Named("percent")
CLOCK = Named("clock")
DATE = Named("date")
SCHEDULE = Named("schedule")
WEEKDAY = Named("weekday")
SECRET = Named("secret")
SOURCE = Named("source")
ENCODER = Named("encoder")
METADATA = Named("metadata")
ACCESS = Named("access")
ACCOUNT = Named("account")
DNS = Named("dns")
AUTHORITY = Named("authority")

UNITS = frozenset({DURATION, BITRATE, FREQUENCY, LEVEL, LOUDNESS, SIZE, PERCENT})
"""The types of numbers with a unit."""

SIMPLE: Mapping[str, Named] = {
    each.name: each
    for each in (
        ANY,
        BOOL,
        INT,
        FLOAT,
        STRING,
        NULL,
        *UNITS,
        CLOCK,
        DATE,
        SCHEDULE,
        WEEKDAY,
        SECRET,
        SOURCE,
        ENCODER,
        METADATA,
        ACCESS,
        ACCOUNT,
        DNS,
        AUTHORITY,
    )
}
"""Every type that is its name, by that name."""
