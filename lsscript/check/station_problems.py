"""What can be wrong with a station as a whole, as facts; `explain_station.py` has the words."""

from typing import Literal, NamedTuple

from lsscript.source import Span

__all__ = [
    "CanFallSilent",
    "Gap",
    "LatencyOutOfRange",
    "MissingFile",
    "NoMount",
    "NoSuchFallback",
    "NotABitrate",
    "NotAMountPath",
    "NotYet",
    "NothingToPlay",
    "OutOfRange",
    "PathFlaw",
    "RunsDry",
    "SaidTwice",
    "SamePath",
    "SamePort",
    "StationProblem",
    "Unused",
]


class Gap(NamedTuple):
    """A source that may have nothing to play, and why."""

    span: Span
    why: Literal[
        "folder", "file", "ends", "live", "elsewhere", "device", "asked", "hours", "quiet", "shifted"
    ]


PathFlaw = Literal["no slash", "character", "taken", "empty"]
"""Why a path cannot be a mount's."""


class CanFallSilent(NamedTuple):
    """A mount whose source may have nothing to play. `text` is the source as it is written in the mount."""

    span: Span
    path: str
    gaps: tuple[Gap, ...]
    text: str


class SamePath(NamedTuple):
    """Two mounts at one path."""

    span: Span
    first: Span
    path: str


class NotYet(NamedTuple):
    """Something that this version cannot run."""

    span: Span
    name: str


class SamePort(NamedTuple):
    """Two things that want to listen on one port; `name` is the second one's argument."""

    span: Span
    first: Span
    port: int
    name: str


class NoSuchFallback(NamedTuple):
    """A pass-through mount that falls back to a mount that is none, or none with an encoder."""

    span: Span
    path: str
    possible: tuple[str, ...]


class NotAMountPath(NamedTuple):
    """A path that no listener can ask for, or that the station keeps for itself."""

    span: Span
    path: str
    why: "PathFlaw"


class Unused(NamedTuple):
    """A source that nothing plays."""

    span: Span
    name: str


class LatencyOutOfRange(NamedTuple):
    """A latency that no mount can have, in seconds."""

    span: Span
    seconds: float
    lowest: float
    highest: float


class NotABitrate(NamedTuple):
    """A bitrate or a sample rate that the format does not have; `possible` are those it has, in words."""

    span: Span
    format: str
    what: Literal["bitrate", "sample rate"]
    given: str
    possible: str
    nearest: str


class NoMount(NamedTuple):
    """A script without a mount."""

    span: Span


class MissingFile(NamedTuple):
    """A file, folder or list that is not there now."""

    span: Span
    path: str
    what: Literal["file", "folder", "folder or list"]


class RunsDry(NamedTuple):
    """A latency at which a player of Vorbis may run dry."""

    span: Span
    path: str
    seconds: float
    lowest: float


class SaidTwice(NamedTuple):
    """`station(…)` or `server(…)` twice."""

    span: Span
    first: Span
    name: str


class OutOfRange(NamedTuple):
    """A value outside what makes sense; `possible` in words."""

    span: Span
    what: str
    possible: str


class NothingToPlay(NamedTuple):
    """A `fallback` or a `switch` of an empty list."""

    span: Span
    function: str


StationProblem = (
    CanFallSilent
    | SamePath
    | SamePort
    | NoSuchFallback
    | NotAMountPath
    | Unused
    | LatencyOutOfRange
    | NotABitrate
    | NoMount
    | MissingFile
    | RunsDry
    | SaidTwice
    | OutOfRange
    | NothingToPlay
    | NotYet
)
