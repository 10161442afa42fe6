"""What playlists and single files have in common: tracks read ahead, pulled by the path that plays."""

from collections.abc import Callable, Sequence

from runtime.audio.media import Media, OpenFile
from runtime.audio.pcm import Block, Kind, Segment
from runtime.audio.tail import Tail
from runtime.audio.track_queue import Depth, Tracks
from runtime.plan.origin import Origin
from runtime.plan.units import NodeId
from runtime.sources.reasons import Coming

__all__ = ["ReadingSource", "track"]


def track(number: str, decoder: OpenFile, shown: str, origin: Origin) -> Segment:
    """The segment of a file that was opened; `shown` is its path as the operator knows it."""
    kind: Kind = "jingle" if decoder.hints.jingle else "track"
    return Segment(number, kind, decoder.title, shown, origin, decoder.hints, decoder.duration)


class ReadingSource:
    """A source whose tracks are opened and decoded ahead of the path that plays, as `media` does it."""

    def __init__(
        self, node: NodeId, origin: Origin, tracks: Tracks, media: Media, clock: Callable[[], float]
    ) -> None:
        self.id = node
        self.origin = origin
        self._reader = media.reader(tracks, clock, node)
        self._queue = self._reader.queue

    def look_ahead(self, depth: Depth) -> None:
        """Decode as much ahead as `depth` says from now on."""
        self._queue.depth = depth

    @property
    def ready(self) -> bool:
        """Whether `pull` would give something now."""
        return self._queue.ready

    @property
    def settling(self) -> bool:
        """Whether a track is being opened or decoded and little of it is there."""
        return self._queue.settling

    @property
    def now_playing(self) -> Segment | None:
        """The segment that the next block belongs to."""
        return self._queue.now_playing

    @property
    def remaining(self) -> int | None:
        """Samples of the running track, once it is decoded to its end."""
        return self._queue.remaining

    def coming(self) -> Sequence[Coming]:
        """The track behind the running one, once it is open."""
        return [Coming(None, self.id, str(each.title) or each.path) for each in self._queue.line[1:]]

    def start(self) -> None:
        """Begin to look for tracks and to decode them."""
        self._reader.start()

    def stop(self) -> None:
        """End reading and close what is open."""
        self._reader.stop()

    def pull(self, max_samples: int) -> Block | None:
        """At most `max_samples`, all of one track; None when nothing is decoded now."""
        return self._queue.pull(max_samples)

    def skip(self) -> None:
        """Leave the running track; the next one is decoded already."""
        self._queue.skip()

    def leave(self, most: int) -> Tail:
        """Leave the running track, for who fades out what is decoded of it."""
        return self._queue.leave(most)
