"""What the source server needs of those who take a stream: live inputs and pass-through mounts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Protocol

from runtime.codecs.incoming import IncomingStream
from runtime.codecs.pieces import Beginning, Piece
from runtime.media.title import Title
from runtime.plan import Gate, Origin
from runtime.protocols.source import StreamDescription

__all__ = ["WILD", "Connect", "Grow", "Session", "Stage"]

WILD = "*"
"""Stands for any letters of a path."""


class Session(Protocol):
    """One client's stream. Every method belongs to the event loop."""

    @property
    def format_name(self) -> str:
        """What it sends, for people; "" while that is not known."""

    @property
    def seconds(self) -> float:
        """How much sound has come."""

    @property
    def incoming(self) -> IncomingStream:
        """What knows the stream, so that another session can go on with it."""

    def feed(self, data: bytes, now: float) -> None:
        """Take bytes. Raises PeerFault for what is no sound that can be taken."""

    def take(self, pieces: Sequence[Beginning | Piece], now: float) -> None:
        """Take what has been cut already. Raises PeerFault for what cannot be sent."""

    def hold(self, now: float) -> float:
        """Seconds for which no more is to be read; infinite until it calls back."""

    def change_title(self, title: Title) -> None:
        """This plays from here on."""

    def describe(self, description: StreamDescription) -> None:
        """What it says of its stream, where the dialect tells that late."""

    def leave(self) -> float:
        """Begin to leave: it is faded out, and fed for so many seconds more."""

    def end(self, *, goodbye: bool) -> None:
        """The client has gone; `goodbye` says whether it closed the connection itself."""


class Connect(Protocol):
    """Begins a session."""

    def __call__(
        self, description: StreamDescription, on_room: Callable[[], None], incoming: IncomingStream
    ) -> Session:
        """Let a client on.

        Args:
            description: what it says of its stream.
            on_room: called, from any thread, when a client that was held may go on.
            incoming: knows the stream; where it has begun already, the session goes on in its middle.
        """


Grow = Callable[[str], "Stage | None"]
"""Makes the stage of one path of a pattern; None when there are as many as there may be."""


@dataclass(slots=True, eq=False)
class Stage:
    """A place that one source client at a time may publish to.

    Attributes:
        path: its mount, or with `WILD` in it, a pattern of paths.
        gate: who may; a reload may change that under those who are on.
        connect: lets somebody on.
        what: how it is called in words: `input.live "/studio"`.
        origin: the script line.
        node: under which name events tell of it: the source's id, or the mount's path.
        grow: makes the stage of one path, where each path of the pattern has its own; None where they share this one.
    """

    path: str
    gate: Gate
    connect: Connect
    what: str
    origin: Origin
    node: str
    grow: Grow | None = None

    def is_like(self, other: "Stage") -> bool:
        """Whether nothing is different but where it stands in the script, and who may publish there."""
        return (self.path, self.connect, self.node) == (other.path, other.connect, other.node)

    def is_place_of(self, other: "Stage") -> bool:
        """Whether clients of another stage go on at this one: it is at the same path, under the same name."""
        return (self.path, self.node, self.grow is None) == (other.path, other.node, other.grow is None)

    def takes(self, path: str) -> bool:
        """Whether a client that names this path means this stage."""
        return path == self.path or (WILD in self.path and fnmatchcase(path, literal(self.path)))


def literal(pattern: str) -> str:
    """A pattern in which only `WILD` means something."""
    return pattern.replace("[", "[[]").replace("?", "[?]")
