"""What can be wrong with a station as a whole, as facts; `explain_station.py` has the words."""

from dataclasses import dataclass
from typing import Literal

from lsscript.source import Span

__all__ = [
    "CanFallSilent",
    "Gap",
    "LatencyOutOfRange",
    "MissingFile",
    "NoMount",
    "NotABitrate",
    "NotAMountPath",
    "NothingToPlay",
    "OutOfRange",
    "SaidTwice",
    "SamePath",
    "StationProblem",
    "Unused",
]


@dataclass(frozen=True, slots=True)
class Gap:
    """A source that may have nothing to play, and why."""

    span: Span
    why: Literal["folder", "file", "ends", "empty"]


@dataclass(frozen=True, slots=True)
class CanFallSilent:
    """A mount whose source may have nothing to play. `text` is the source as it is written in the mount."""

    span: Span
    path: str
    gaps: tuple[Gap, ...]
    text: str


@dataclass(frozen=True, slots=True)
class SamePath:
    """Two mounts at one path."""

    span: Span
    first: Span
    path: str


@dataclass(frozen=True, slots=True)
class NotAMountPath:
    """A path that no listener can ask for, or that the station keeps for itself."""

    span: Span
    path: str
    why: Literal["no slash", "character", "taken", "empty"]


@dataclass(frozen=True, slots=True)
class Unused:
    """A source that nothing plays."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class LatencyOutOfRange:
    """A latency that no mount can have, in seconds."""

    span: Span
    seconds: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class NotABitrate:
    """A bitrate or a sample rate that the format does not have; `possible` are those it has, in words."""

    span: Span
    format: str
    what: Literal["bitrate", "sample rate"]
    given: str
    possible: str
    nearest: str


@dataclass(frozen=True, slots=True)
class NoMount:
    """A script without a mount."""

    span: Span


@dataclass(frozen=True, slots=True)
class MissingFile:
    """A file or folder that is not there now."""

    span: Span
    path: str
    what: Literal["file", "folder"]


@dataclass(frozen=True, slots=True)
class SaidTwice:
    """`station(…)` or `server(…)` twice."""

    span: Span
    first: Span
    name: str


@dataclass(frozen=True, slots=True)
class OutOfRange:
    """A value outside what makes sense; `possible` in words."""

    span: Span
    what: str
    possible: str


@dataclass(frozen=True, slots=True)
class NothingToPlay:
    """A `fallback` of an empty list."""

    span: Span


StationProblem = (
    CanFallSilent
    | SamePath
    | NotAMountPath
    | Unused
    | LatencyOutOfRange
    | NotABitrate
    | NoMount
    | MissingFile
    | SaidTwice
    | OutOfRange
    | NothingToPlay
)
