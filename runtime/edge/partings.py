"""Streams whose mount is gone: whoever listens gets what the ring still holds, to its end, and is sent away then.

So a player hears whole frames to the last one, and one of Ogg the page that says that nothing more comes. The memory of the
ring is kept as long.
"""

from collections.abc import Collection

from runtime.kernel import Clock

from .stream import Stream

__all__ = ["PARTING_SECONDS", "Partings"]

PARTING_SECONDS = 3.0
"""How long who listens to a mount that is gone may take for the rest; longer than two of the slowest ticks."""

GONE = "the mount is gone"

Key = tuple[str, bool]


class Partings:
    """Streams that come to their end. `look` once a second."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ends: dict[Key, tuple[Stream, float]] = {}

    @property
    def streams(self) -> Collection[Stream]:
        """What is still to be delivered."""
        return [stream for stream, _ in self._ends.values()]

    def begin(self, key: Key, stream: Stream) -> None:
        """Let a stream come to its end."""
        self.end(key)
        if stream.listeners:
            self._ends[key] = stream, self._clock.now() + PARTING_SECONDS

    def end(self, key: Key) -> None:
        """End it at once, if it has not ended."""
        if key in self._ends:
            self._ends.pop(key)[0].remove_all(GONE)

    def end_on(self, ring: str) -> None:
        """End what is delivered from a ring at once: its memory goes."""
        for key in [key for key, (stream, _) in self._ends.items() if ring in stream.mount.rings]:
            self.end(key)

    def needs(self, ring: str) -> bool:
        """Whether somebody still hears this ring."""
        return any(ring in stream.mount.rings for stream in self.streams)

    def look(self) -> None:
        """Send those away who have heard everything, and after some seconds everybody."""
        for key, (stream, until) in list(self._ends.items()):
            stream.remove_served(GONE)
            if not stream.listeners or self._clock.now() >= until:
                self.end(key)
