"""What every source can do."""

from typing import Protocol

from runtime.audio.pcm import Block, Segment
from runtime.plan.origin import Origin
from runtime.plan.units import NodeId

__all__ = ["Source"]


class Source(Protocol):
    """A node of the programme.

    Made from a plan node without effects; `start()` sets it going, `stop()` ends it for good. `pull`, `skip`,
    `ready` and `now_playing` belong to the thread that keeps the station's time. A source that is not chosen
    is not pulled.
    """

    @property
    def id(self) -> NodeId:
        """The node's id in the plan."""

    @property
    def origin(self) -> Origin:
        """The script line it stands on."""

    @property
    def ready(self) -> bool:
        """Whether `pull` would give something now."""

    @property
    def settling(self) -> bool:
        """Whether it is about to have more: it opens or decodes. Who is in no hurry waits."""

    @property
    def now_playing(self) -> Segment | None:
        """The segment that the next block belongs to."""

    def start(self) -> None:
        """Begin to fetch what is needed."""

    def stop(self) -> None:
        """Let go of everything. Waits a bounded time."""

    def pull(self, max_samples: int) -> Block | None:
        """At most `max_samples`, all of one segment; None when there is nothing now. Never blocks."""

    def skip(self) -> None:
        """Leave the running segment, where there is a next one."""
