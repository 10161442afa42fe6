"""Titles that come before their stream.

ezstream, and now and then Liquidsoap, tell the first title before the server has read the head of the stream it
belongs to. Icecast answers that there is no such source, and the program gives up. Here it is kept a moment.
"""

from runtime.media.title import Title

__all__ = ["HOLD_SECONDS", "MOST_HELD", "EarlyTitles"]

HOLD_SECONDS = 5.0
"""How long an early title waits for its stream."""

MOST_HELD = 64
"""Titles that wait at one time; one more takes the oldest's place."""


class EarlyTitles:
    """The titles that wait, one for each mount."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[Title, float]] = {}

    def hold(self, mount: str, title: Title, now: float) -> None:
        """Keep a title for a stream that is about to come. `now` is in seconds."""
        self._held.pop(mount, None)
        if len(self._held) >= MOST_HELD:
            del self._held[next(iter(self._held))]
        self._held[mount] = (title, now + HOLD_SECONDS)

    def take(self, mount: str, now: float) -> Title | None:
        """The title that waits for this stream, if it came a moment ago."""
        title, until = self._held.pop(mount, (None, 0.0))
        return title if now < until else None
