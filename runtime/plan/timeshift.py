"""A programme that is heard later than it plays."""

from dataclasses import dataclass

from .origin import Origin, origin_field
from .units import NodeId, Seconds

__all__ = ["Timeshift"]


@dataclass(frozen=True, slots=True)
class Timeshift:
    """Its child, `by` seconds later, to the sample, by the clock: also after a restart.

    Where nothing was recorded it has nothing to play. Recording stops while less than `spare` (hundredths) of the disk is free.
    """

    children: tuple[NodeId, ...]
    by: Seconds
    spare: float = 10.0
    origin: Origin = origin_field()
