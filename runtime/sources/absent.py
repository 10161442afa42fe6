"""A source that this version cannot play: it is never ready, and whoever hears it plays something else."""

from runtime.audio.pcm import Block, Segment
from runtime.audio.tail import NO_TAIL, Tail
from runtime.plan.origin import Origin
from runtime.plan.units import NodeId

__all__ = ["AbsentSource"]


class AbsentSource:
    """Never has anything."""

    def __init__(self, node: NodeId, origin: Origin) -> None:
        """Make it from its id and its line."""
        self.id = node
        self.origin = origin

    @property
    def ready(self) -> bool:
        """Never."""
        return False

    @property
    def settling(self) -> bool:
        """Never."""
        return False

    @property
    def now_playing(self) -> Segment | None:
        """Nothing."""
        return None

    @property
    def remaining(self) -> int | None:
        """Nothing."""
        return None

    def start(self) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Nothing to do."""

    def pull(self, _max_samples: int) -> Block | None:
        """Nothing."""
        return None

    def skip(self) -> None:
        """There is nothing to leave."""

    def leave(self, _most: int) -> Tail:
        """There is nothing to leave."""
        return NO_TAIL
