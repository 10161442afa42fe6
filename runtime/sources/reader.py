"""What playlists and single files have in common: tracks read ahead, pulled by the path that plays."""

import logging
from collections.abc import Callable, Sequence

from runtime.audio.media import Media, OpenFile
from runtime.audio.pcm import Block, Kind, Segment
from runtime.audio.read_ahead import LEAVE
from runtime.audio.tail import Tail
from runtime.audio.track_queue import Depth, Tracks
from runtime.plan.origin import Origin
from runtime.plan.units import NodeId
from runtime.sources.opening import HANGS
from runtime.sources.reasons import Coming

__all__ = ["ReadingSource", "track"]

log = logging.getLogger("legacystream.sources")


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
        self._hangs = False

    def look_ahead(self, depth: Depth) -> None:
        """Decode as much ahead as `depth` says from now on."""
        self._queue.depth = depth

    @property
    def ready(self) -> bool:
        """Whether `pull` would give something now."""
        if self._queue.ready:
            return True
        self._look_at_reader()
        return False

    @property
    def settling(self) -> bool:
        """Whether a track is being opened or decoded and little of it is there."""
        return self._queue.settling and self._reader.waited < HANGS

    @property
    def now_playing(self) -> Segment | None:
        """The segment that the next block belongs to."""
        return self._queue.now_playing

    @property
    def remaining(self) -> int | None:
        """Samples of the running track, once it is decoded to its end."""
        return self._queue.remaining

    @property
    def opened(self) -> Sequence[Segment]:
        """The tracks that are open behind the running one. From any thread."""
        return self._queue.line[1:]

    def coming(self) -> Sequence[Coming]:
        """The track behind the running one, once it is open."""
        return [Coming(None, self.id, str(each.title) or each.path) for each in self.opened]

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

    def _look_at_reader(self) -> None:
        """With nothing decoded, see whether that is because the disk does not answer."""
        waited = self._reader.waited
        if waited >= HANGS and not self._hangs:
            self._hangs = True
            self._say("the disk has given nothing for %.0f s; it plays on when there is more", waited)
        if waited >= LEAVE and (left := self._reader.abandon()) is not None:
            self._say("%s is left after %.0f s without an answer; the next track plays", left.path, waited)
            self._left_behind(left)
        elif waited == 0 and self._hangs:
            self._hangs = False

    def _left_behind(self, segment: Segment) -> None:
        """A track was given up in its middle, and the disk still owes an answer."""

    def _say(self, text: str, *values: object) -> None:
        log.warning('"%s": %s', self.id, text % values, extra={"origin": self.origin})
