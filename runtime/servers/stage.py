"""What the source server needs of those who take a stream: live inputs and pass-through mounts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from runtime.media.title import Title
from runtime.plan import Gate, Origin
from runtime.protocols.source import StreamDescription

__all__ = ["Connect", "Session", "Stage"]


class Session(Protocol):
    """One client's stream. Every method belongs to the event loop."""

    @property
    def format_name(self) -> str:
        """What it sends, for people; "" while that is not known."""

    @property
    def seconds(self) -> float:
        """How much sound has come."""

    def feed(self, data: bytes, now: float) -> None:
        """Take bytes. Raises PeerFault for what is no sound that can be taken."""

    def hold(self, now: float) -> float:
        """Seconds for which no more is to be read; infinite until it calls back."""

    def change_title(self, title: Title) -> None:
        """This plays from here on."""

    def end(self, *, goodbye: bool) -> None:
        """The client has gone; `goodbye` says whether it closed the connection itself."""


Connect = Callable[[StreamDescription, Callable[[], None]], Session]
"""Begins a session; the second argument is called, from any thread, when a client that was held may go on."""


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """A place that one source client at a time may publish to.

    Attributes:
        path: its mount.
        gate: who may.
        connect: lets somebody on.
        what: how it is called in words: `input.live "/studio"`.
        origin: the script line.
    """

    path: str
    gate: Gate
    connect: Connect
    what: str
    origin: Origin
