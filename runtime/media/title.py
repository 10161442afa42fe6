"""What is being played, in the words a listener sees."""

from dataclasses import dataclass

__all__ = ["Title"]


@dataclass(frozen=True, slots=True)
class Title:
    """The tags of a segment. Empty strings mean "not known"."""

    artist: str = ""
    title: str = ""
    album: str = ""
    url: str = ""

    def __str__(self) -> str:
        """Say "artist - title", or whichever of the two is known."""
        return " - ".join(part for part in (self.artist, self.title) if part)
