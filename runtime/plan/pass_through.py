"""Pass-through mounts: what a source client sends, to listeners as it is."""

from dataclasses import dataclass, field

from .gate import Gate
from .listening import Listening
from .origin import Origin, origin_field
from .units import MountPath, Seconds

__all__ = ["PassThrough"]


@dataclass(frozen=True, slots=True)
class PassThrough:
    """A mount without an encoder.

    While no source client is there, its listeners hear `fallback`, a mount with an encoder, whose format it then
    keeps to; where that is None the mount is gone until one comes. A `path` with a `*` is a pattern: each path that it fits has
    a mount of its own while its client is there. Empty texts mean the client's own, else the
    station's.
    """

    path: MountPath
    gate: Gate
    fallback: MountPath | None = None
    latency: Seconds = Seconds(5.0)
    name: str = ""
    description: str = ""
    genre: str = ""
    url: str = ""
    listening: Listening = field(default_factory=Listening)
    origin: Origin = origin_field()

    @property
    def waits(self) -> bool:
        """Whether a listener waits for a stream that is not there: no, nobody knows when a source client comes."""
        return False

    @property
    def is_pattern(self) -> bool:
        """Whether it stands for many paths."""
        return "*" in self.path
