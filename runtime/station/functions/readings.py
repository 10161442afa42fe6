"""What can be read of a source: the fields that `stdlib/fields.lss` declares for every kind."""

from collections.abc import Mapping
from typing import Protocol

from runtime.audio.pcm import Segment
from runtime.plan import NodeId

__all__ = ["Measured", "Readable", "readings"]


class Readable(Protocol):
    """A source, as far as it is read."""

    @property
    def id(self) -> NodeId:
        """The source's id."""
        ...

    @property
    def ready(self) -> bool:
        """Whether it would play now."""
        ...

    @property
    def now_playing(self) -> Segment | None:
        """What it plays next, or goes on with."""
        ...

    @property
    def remaining(self) -> int | None:
        """Samples of that which are left, once that is known."""
        ...


class Measured(Readable, Protocol):
    """A source whose sound is measured too."""

    @property
    def level(self) -> float | None:
        """How loud it is (dB below full scale); None while nobody hears it."""
        ...


def readings(source: Measured, rate: int) -> Mapping[str, object]:
    """What can be read of a source now, as plain data. From any thread: a title may be one block old.

    `rate` is that of the programme, in samples a second.
    """
    segment = source.now_playing
    title = segment.title if segment is not None else None
    remaining, level = source.remaining, source.level
    return {
        "name": str(source.id),
        "title": title.title if title is not None else "",
        "artist": title.artist if title is not None else "",
        "album": title.album if title is not None else "",
        "filename": segment.path if segment is not None else "",
        "ready": source.ready,
        "remaining": ("duration", remaining / rate) if remaining is not None else None,
        "level": ("level", round(level, 1)) if level is not None else None,
    }
