"""HLS: a programme as a playlist of short pieces."""

from dataclasses import dataclass

from .encoder import Encoder
from .origin import Origin, origin_field
from .units import MountPath, NodeId, Seconds

__all__ = ["Hls"]


@dataclass(frozen=True, slots=True)
class Hls:
    """A source at a playlist's path, in the formats of `encoders`, the best first.

    `segment` is how long a piece is, `window` how far back players can go (seconds). Empty texts mean the station's own.
    """

    path: MountPath
    source: NodeId
    encoders: tuple[Encoder, ...]
    segment: Seconds = Seconds(4.0)
    window: Seconds = Seconds(60.0)
    name: str = ""
    description: str = ""
    origin: Origin = origin_field()
