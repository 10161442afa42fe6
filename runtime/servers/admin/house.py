"""What the admin pages need of the station."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from runtime.protocols.icecast.metadata import TitleChange
from runtime.protocols.source import Login
from runtime.stats.census import Census
from runtime.stats.sessions import Sessions
from runtime.stats.status import StationStatus

__all__ = ["House", "SourceFacts"]


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """The source client of a mount.

    Attributes:
        ip: its address.
        agent: how its program calls itself.
        seconds: for how long it has been here.
        received: bytes of its stream.
    """

    ip: str
    agent: str
    seconds: float
    received: int


class House(Protocol):
    """The station, as far as the admin pages reach."""

    @property
    def sessions(self) -> Sessions:
        """Who listens."""

    @property
    def census(self) -> Census:
        """What the edges count."""

    def status(self) -> StationStatus:
        """How the station is."""

    def wall(self) -> datetime:
        """The date and time."""

    def streams(self) -> Sequence[str]:
        """The mounts' paths in the order in which SHOUTcast's programs number them."""

    def most_listeners(self, path: str) -> int:
        """How many may listen to a mount; with "", to all; 0 is any number."""

    def opens(self, path: str, login: Login) -> bool:
        """Whether these are the credentials of the source client's place at a path; with "", of any place."""

    def takes(self, path: str) -> bool:
        """Whether there is a place for a source client at a path."""

    def client(self, path: str) -> SourceFacts | None:
        """The source client at a path; None where there is none."""

    def clients(self) -> int:
        """How many source clients are on the air."""

    def end_source(self, path: str) -> bool:
        """Send the source client at a path away; returns whether there was one."""

    def change_title(self, change: TitleChange) -> bytes:
        """Pass on a title that an admin tells; the whole answer."""

    def kick(self, numbers: Sequence[int]) -> None:
        """Send listeners away."""

    def move(self, numbers: Sequence[int], destination: str) -> None:
        """Let listeners hear another mount."""
