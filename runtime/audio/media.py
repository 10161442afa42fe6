"""How files become sound: decoded by a thread of their own, or, where nobody listens, as silence of their length."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Protocol

from runtime.audio.decoder import Probe, open_file, probe_file
from runtime.audio.errand import AtOnce, Errands, ThreadedErrands
from runtime.audio.hints import Hints
from runtime.audio.left_alone import LeftAlone
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.read_ahead import ReadAhead
from runtime.audio.tags import NOTHING_SAID, Said
from runtime.audio.track_queue import Decoded, TrackQueue, Tracks
from runtime.media.title import Title

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = [
    "NOT_HERE",
    "UNKNOWN_LENGTH",
    "Decoding",
    "DecodingInStep",
    "Lengths",
    "Media",
    "OpenFile",
    "ReadInStep",
    "Reader",
    "Silent",
]

UNKNOWN_LENGTH = 180.0
"""Seconds that a file without a length of its own is taken to last where it is not decoded."""

NOT_HERE = Path("/not here")
"""The folder of files that other servers have, where nobody asks for them: they are not looked at."""

MOST_STEPS = 1000
"""Steps that a queue is filled in before whoever looks at it goes on."""


class OpenFile(Decoded, Protocol):
    """A file that is open, and what is known of it."""

    title: Title
    hints: Hints
    duration: float | None
    broken: int
    hopeless: bool


class Reader(Protocol):
    """Whatever keeps a queue of tracks filled."""

    @property
    def queue(self) -> TrackQueue:
        """The queue."""

    def start(self) -> None:
        """Begin to fill it."""

    def stop(self) -> None:
        """Fill it no more, and close what is open."""

    @property
    def waited(self) -> float:
        """For how long (seconds) it has been waiting for a disk; 0 while it is not."""

    def abandon(self) -> Segment | None:
        """Give up the track for which it is waiting; which one that was, None where it cannot be given up."""


class Media(Protocol):
    """How files are opened and read."""

    def open(self, path: Path, shown: str, said: Said = NOTHING_SAID) -> OpenFile:
        """Open a file; `shown` is its name in words, `said` what others say about it.

        Raises:
            MediaUnreadable: with the reason in words.
        """

    def probe(self, path: Path, shown: str, said: Said = NOTHING_SAID) -> Probe:
        """What a file's tags say, and others about it; nothing is decoded.

        Raises:
            MediaUnreadable: with the reason in words.
        """

    def reader(self, tracks: Tracks, clock: Callable[[], float], name: str) -> Reader:
        """What keeps a queue of tracks filled."""

    def errands(self, name: str) -> Errands:
        """Where to send what may keep waiting."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """Files are decoded, ahead of the path that plays.

    Attributes:
        pcm: the programme's format.
        left: counts the threads that hang on disks, of all who read.
    """

    pcm: PcmFormat
    left: LeftAlone = field(default_factory=LeftAlone)

    def open(self, path: Path, shown: str, said: Said = NOTHING_SAID) -> OpenFile:
        """Open a file and decode its beginning."""
        return open_file(path, self.pcm, shown, said)

    def probe(self, path: Path, shown: str, said: Said = NOTHING_SAID) -> Probe:
        """Read its tags."""
        return probe_file(path, shown, said)

    def reader(self, tracks: Tracks, clock: Callable[[], float], name: str) -> Reader:
        """A thread that reads ahead."""
        return ReadAhead(tracks, self.pcm, clock, name, self.left)

    def errands(self, name: str) -> Errands:
        """A thread for each."""
        return ThreadedErrands(name, self.left)


@dataclass(frozen=True, slots=True)
class DecodingInStep(Decoding):
    """Files are decoded by whoever wants their sound: for a programme that nobody waits for."""

    def reader(self, tracks: Tracks, clock: Callable[[], float], name: str) -> Reader:  # noqa: ARG002
        """Whoever looks at the queue fills it."""
        return ReadInStep(tracks, self.pcm, clock)

    def errands(self, name: str) -> Errands:  # noqa: ARG002
        """At once: virtual time stands still meanwhile."""
        return AtOnce()


Lengths = Mapping[str, float]
"""The name of a file (without folders) → the seconds it lasts."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Files are silence of their length: for a programme without sound. Each is looked at once.

    Attributes:
        pcm: the programme's format.
        lengths: the lengths of files that are not looked at at all.
    """

    pcm: PcmFormat
    lengths: Lengths = field(default_factory=dict)
    _known: dict[Path, Probe] = field(default_factory=dict, init=False)

    def open(self, path: Path, shown: str, said: Said = NOTHING_SAID) -> OpenFile:
        """Look how long a file is."""
        probe = self.probe(path, shown, said)
        seconds = UNKNOWN_LENGTH if probe.duration is None else probe.duration
        return Silence(probe, max(1, self.pcm.samples(seconds)), self.pcm)

    def probe(self, path: Path, shown: str, said: Said = NOTHING_SAID) -> Probe:
        """Read its tags, once."""
        if path not in self._known:
            self._known[path] = self._look(path, shown)
        known = self._known[path]
        return known if said is NOTHING_SAID else Probe.of(known.tags, known.whole, shown, said)

    def _look(self, path: Path, shown: str) -> Probe:
        seconds = self.lengths.get(path.name)
        if seconds is None and NOT_HERE in path.parents:
            seconds = UNKNOWN_LENGTH
        if seconds is None:
            return probe_file(path, shown)
        return Probe.of({}, seconds, PurePath(shown).name)

    def reader(self, tracks: Tracks, clock: Callable[[], float], name: str) -> Reader:  # noqa: ARG002
        """Whoever looks at the queue fills it."""
        return ReadInStep(tracks, self.pcm, clock)

    def errands(self, name: str) -> Errands:  # noqa: ARG002
        """At once: virtual time stands still meanwhile."""
        return AtOnce()


class Silence:
    """An open file of which nothing is decoded."""

    def __init__(self, probe: Probe, samples: int, pcm: PcmFormat) -> None:
        self.title = probe.title
        self.hints = probe.hints
        self.duration = probe.duration
        self.broken = 0
        self.hopeless = False
        self._shape = (samples, pcm.channels)

    def __iter__(self) -> "Iterator[tuple[Samples, bool]]":
        import numpy as np

        yield np.broadcast_to(np.float32(0), self._shape), True

    def close(self) -> None:
        """Nothing is open."""


class ReadInStep:
    """A queue that is filled by whoever looks at it, at once: in virtual time nobody waits."""

    def __init__(self, tracks: Tracks, pcm: PcmFormat, clock: Callable[[], float]) -> None:
        self.queue = SteppedQueue(tracks, pcm, clock)

    def start(self) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Close what is open."""
        self.queue.close()

    @property
    def waited(self) -> float:
        """Nobody waits."""
        return 0.0

    def abandon(self) -> Segment | None:
        """Nothing is ever given up."""
        return None


class SteppedQueue(TrackQueue):
    """A queue of tracks that needs no thread."""

    def __init__(self, tracks: Tracks, pcm: PcmFormat, clock: Callable[[], float]) -> None:
        super().__init__(tracks, pcm)
        self._clock = clock

    @property
    def ready(self) -> bool:
        """Whether `pull` has something, once all is done that can be."""
        self._fill()
        return super().ready

    @property
    def now_playing(self) -> Segment | None:
        """The segment that the next `pull` belongs to."""
        self._fill()
        return super().now_playing

    @property
    def remaining(self) -> int | None:
        """Samples of the running track, once it is decoded to its end."""
        self._fill()
        return super().remaining

    def pull(self, max_samples: int) -> Block | None:
        """At most `max_samples` of the running track."""
        self._fill()
        return super().pull(max_samples)

    def _fill(self) -> None:
        for _ in range(MOST_STEPS):
            if self.work(self._clock()) > 0:
                return
