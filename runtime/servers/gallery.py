"""Pictures that source clients send with their streams: of the station, and of what plays."""

from collections.abc import Callable
from datetime import datetime, timedelta

from runtime.audio.cover import Picture, read_picture
from runtime.stats.history import Played

__all__ = ["EARLY", "Gallery"]

EARLY = timedelta(seconds=10)
"""A picture that comes so long before a title belongs to that title; an older one belongs to the title before."""


class Gallery:
    """Keeps two pictures of each source client that is on the air. Belongs to the event loop.

    Args:
        wall: the date and time.
    """

    def __init__(self, wall: Callable[[], datetime]) -> None:
        self._wall = wall
        self._sent: dict[tuple[str, str], tuple[datetime, Picture]] = {}

    def take(self, client: str, of: str, data: bytes) -> None:
        """A source client sent a picture; what is no picture that browsers show is passed over.

        Args:
            client: the path where it publishes.
            of: "station", or "album" for what plays.
            data: the picture.
        """
        picture = read_picture(data)
        if picture is not None and of in ("station", "album"):
            self._sent[client, of] = (self._wall(), picture)

    def leaves(self, client: str) -> None:
        """A source client has gone, and its pictures with it."""
        for of in ("station", "album"):
            self._sent.pop((client, of), None)

    def picture(self, played: Played) -> Picture | None:
        """What a source client sent for this title, else for its station."""
        album = self._sent.get((played.client, "album"))
        if album is not None and album[0] >= played.started - EARLY:
            return album[1]
        station = self._sent.get((played.client, "station"))
        return station[1] if station is not None else None
