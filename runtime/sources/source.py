"""What every source can do."""

from typing import Protocol, runtime_checkable

from runtime.audio.pcm import Block, Segment
from runtime.audio.tail import Tail
from runtime.plan.origin import Origin
from runtime.plan.units import NodeId

__all__ = ["Follows", "Source"]


class Source(Protocol):
    """A node of the programme.

    Made from a plan node without effects; `start()` sets it going, `stop()` ends it for good. `pull`, `skip`, `leave`,
    `ready`, `remaining` and `now_playing` belong to the thread that keeps the station's time. A source that is not chosen
    is not pulled. How sounds are joined with `remaining` and `leave`: docs/design/0007-joining-and-sound.md. A source that
    hears others passes both on to the one that plays.
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

    @property
    def remaining(self) -> int | None:
        """Samples of the running segment that are still to be pulled, as soon as its end is known; None before that."""

    def start(self) -> None:
        """Begin to fetch what is needed."""

    def stop(self) -> None:
        """Let go of everything. Waits a bounded time."""

    def pull(self, max_samples: int) -> Block | None:
        """At most `max_samples`, all of one segment; None when there is nothing now. Never blocks."""

    def skip(self) -> None:
        """Leave the running segment, where there is a next one."""

    def leave(self, most: int) -> Tail:
        """Go away from what was begun, as something else is to be heard: the running segment is over, and what comes of it
        next (`most` samples, if so much is decoded) is for who fades it out. A segment of which nothing was pulled yet is
        not left: nothing is given, and it is the next one still. What has no segments (a tone, a live line) goes on.
        """


@runtime_checkable
class Follows(Protocol):
    """A source that goes on with what another one has begun, when it takes its place."""

    def follow(self, before: Source) -> None:
        """Take over from it; in the thread that keeps the station's time, between two blocks."""
