"""What the station writes down about its listeners, and for how long it keeps that."""

from dataclasses import dataclass
from typing import Literal

from .origin import Origin, origin_field
from .units import Seconds

__all__ = ["Addresses", "Logs"]

Addresses = Literal["hashed", "full", "none"]


@dataclass(frozen=True, slots=True)
class Logs:
    """The files in the state folder's `logs`, and the memory of sessions beside them.

    Attributes:
        access: whether to write `access.log`, a line for each listener that has gone, as Icecast does.
        playlist: whether to write `playlist.log`, a line for each title, as Icecast does.
        shoutcast: whether to write `w3c.log`, as SHOUTcast does.
        sessions: whether to remember sessions for reports (`lss export`).
        addresses: how listeners' addresses stand in all of them.
        size: bytes at which a file is begun anew; each day begins a new one as well.
        keep: seconds for which files and sessions are kept.
    """

    access: bool = True
    playlist: bool = True
    shoutcast: bool = False
    sessions: bool = True
    addresses: Addresses = "hashed"
    size: int = 50_000_000
    keep: Seconds = Seconds(30 * 86400.0)
    origin: Origin = origin_field()
