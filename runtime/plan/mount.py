"""Mounts: the paths listeners connect to."""

from dataclasses import dataclass, field

from .encoder import Encoder
from .listening import Listening
from .origin import Origin, origin_field
from .units import MountPath, NodeId, Seconds

__all__ = ["Mount"]


@dataclass(frozen=True, slots=True)
class Mount:
    """A source, encoded, at a path.

    `latency` is what a listener's player holds in advance, and so how far it is behind the station: 1 to 60 s, and less
    for those who want it. Empty `name`, `description`, `genre` and `url` mean the station's own. `icy` gives titles between the
    bytes to those who ask also where the format is Ogg, which has titles of its own.
    """

    path: MountPath
    source: NodeId
    encoder: Encoder
    latency: Seconds = Seconds(5.0)
    name: str = ""
    description: str = ""
    genre: str = ""
    url: str = ""
    icy: bool = False
    listening: Listening = field(default_factory=Listening)
    origin: Origin = origin_field()
