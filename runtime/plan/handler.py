"""Functions of the script, kept as data so that they compare, print and travel."""

from dataclasses import dataclass

from .origin import Origin, origin_field
from .units import NodeId

__all__ = ["Handler", "Hook"]


@dataclass(frozen=True, slots=True)
class Handler:
    """A function written in the script: its id, its source text, and the values it captured, by name."""

    id: NodeId
    text: str
    captured: tuple[tuple[str, object], ...] = ()
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Hook:
    """A handler that waits for an event ("track", "metadata" …) of a source."""

    event: str
    source: NodeId
    handler: Handler
    origin: Origin = origin_field()
