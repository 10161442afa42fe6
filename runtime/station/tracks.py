"""Segments to events: a "track" begins, or the "metadata" that listeners see changes.

Rules: a jingle is a track, and leaves the title as it is. Silence and the floor are no tracks, and that they have no title is
no news: it returns unchanged with the track behind. A track that is given another title is no new track.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from runtime.audio.pcm import Segment
from runtime.kernel.events import EventBus
from runtime.media.title import Title

__all__ = ["TrackEvents", "track_details"]

_NO_TRACKS = ("silence", "floor")


@dataclass(slots=True)
class TrackEvents:
    """Emits the events of one source; given every segment of it as it begins, on the thread that plays."""

    source: str
    events: EventBus
    _shown: Title = field(default_factory=Title, init=False)
    _segment: tuple[str, str] = field(default=("", ""), init=False)

    def begins(self, segment: Segment) -> None:
        """A segment of the source begins."""
        if segment.kind in _NO_TRACKS:
            return
        details = track_details(segment)
        if (segment.id, segment.path) != self._segment:
            self._segment = segment.id, segment.path
            self.events.emit("track", self.source, details)
        if segment.kind != "jingle" and segment.title != self._shown:
            self._shown = segment.title
            self.events.emit("metadata", self.source, details)


def track_details(segment: Segment) -> Mapping[str, object]:
    """What a handler is told of a segment: its tags, and what it is."""
    title = segment.title
    return {
        "artist": title.artist,
        "title": title.title,
        "album": title.album,
        "url": title.url,
        "path": segment.path,
        "kind": segment.kind,
    }
