"""The as-run log: what was planned, and what was on the air."""

from dataclasses import dataclass

from .origin import Origin, origin_field
from .units import NodeId, Seconds

__all__ = ["AsRun"]


@dataclass(frozen=True, slots=True)
class AsRun:
    """A CSV file of everything that plays on the mounts of a source; `path` has strftime's %Y and so on.

    Files are kept for `keep` seconds, None for ever.
    """

    path: str
    source: NodeId
    keep: Seconds | None = None
    origin: Origin = origin_field()
