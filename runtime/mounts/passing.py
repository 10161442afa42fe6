"""How what a source client sends becomes what stands in a mount's rings: frames with titles between, or whole pages.

A mount with a fallback keeps one kind of framing for both: its listeners go from the programme to the client and back
in one stream, with the same distance between titles.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from runtime.codecs.ogg import OggPage, PageReader
from runtime.codecs.ogg_chain import open_chain_state
from runtime.codecs.pieces import Beginning, Piece
from runtime.media.frame import Frame
from runtime.media.ring import RingShape, RingWriter
from runtime.media.title import Title
from runtime.mounts.framing import RingFraming
from runtime.mounts.timeline import Timeline

__all__ = ["FRAMED", "PASSED_INTERVAL", "FramePassing", "PagePassing", "Passing", "family", "passed_shapes"]

FRAMED = ("audio/mpeg", "audio/aac")
"""Families of formats whose titles stand between the frames."""

PASSED_INTERVAL = 16_000
"""`icy-metaint` of a mount that has no fallback to keep to."""

MOST_RATE = 64 * 1024
"""Bytes a second for which a ring is made: half a megabit. What comes faster stays in it for a shorter time."""

MOST_FRAMES = 100
"""Frames a second for which a ring is made; no usual format has more than 94."""

CHAIN_BYTES = 64 * 1024
"""The most that header pages may take, as `codecs.incoming_ogg` lets them."""

CHAINS = 4


def passed_shapes(seconds: float) -> dict[str, RingShape]:
    """The rings of a mount whose format is known only when a client comes."""
    shape = RingShape.for_stream(MOST_RATE, MOST_FRAMES, seconds)
    with_heads = RingShape(shape.data_bytes, shape.entries, CHAINS, CHAIN_BYTES)
    return {"plain": with_heads, "icy": shape}


def family(content_type: str) -> str:
    """Formats that a player takes one for the other: HE-AAC says so in its frames, not in its name."""
    return "audio/aac" if content_type == "audio/aacp" else content_type


class Passing(Protocol):
    """Fills a mount's rings from one client."""

    def begin(self, beginning: Beginning) -> None:
        """The stream, or a new chain of it, begins."""

    def write(self, piece: Piece) -> int:
        """Append a piece; returns how long it plays, in microseconds. Nobody sees it before the commit."""

    def change_title(self, title: Title) -> None:
        """This plays from here on."""

    @property
    def state(self) -> bytes | None:
        """What a successor needs to close what is open; None where the mount's own framing knows."""

    def end(self) -> None:
        """The client has gone; what it left open is closed."""


class FramePassing:
    """MP3 and AAC: each frame stands for itself, titles stand between."""

    def __init__(self, framings: Iterable[RingFraming]) -> None:
        """Fill rings by `framings`, which are those of the fallback's encoder where there is one."""
        self._framings = tuple(framings)
        self._timeline = Timeline(44_100)
        self._title: Title | None = None

    def begin(self, beginning: Beginning) -> None:
        """The stream begins; titles go on at their distance."""
        self._timeline = Timeline(beginning.sample_rate)
        for framing in self._framings:
            framing.begin(beginning.sample_rate, 0)

    def write(self, piece: Piece) -> int:
        """Append a frame to every ring."""
        title, self._title = self._title, None
        frame = Frame(piece.data, 0, piece.samples, title)
        for framing in self._framings:
            framing.write([frame])
        return self._timeline.advance(piece.samples)

    def change_title(self, title: Title) -> None:
        """Say this from the next frame on."""
        self._title = title

    @property
    def state(self) -> bytes | None:
        """The phase of the titles is the framing's."""
        return None

    def end(self) -> None:
        """Nothing to close: a frame is whole."""


@dataclass(slots=True)
class PagePassing:
    """Ogg and FLAC: a head for newcomers, then pages or frames. Titles are in the stream itself."""

    plain: RingWriter
    in_ogg: bool = True
    _timeline: Timeline = field(default_factory=lambda: Timeline(48_000))
    _last: OggPage | None = None

    def begin(self, beginning: Beginning) -> None:
        """A chain begins; the one before is closed, if its client did not."""
        self.end()
        self._timeline = Timeline(beginning.sample_rate)
        self.plain.begin_chain(beginning.head)

    def write(self, piece: Piece) -> int:
        """Append a page."""
        duration = self._timeline.advance(piece.samples)
        self.plain.append(piece.data, duration_us=duration, join=0 if piece.join else None)
        if self.in_ogg:
            self._last = PageReader().feed(piece.data)[0]
        return duration

    def change_title(self, title: Title) -> None:
        """Listeners read what the stream says; a title from elsewhere is for pages and status."""

    @property
    def state(self) -> bytes | None:
        """The client's open chain, as a muxer would leave its own: the next station's muxer closes it."""
        if self._last is None or self._last.last:
            return None
        return open_chain_state(self._last.serial, self._last.sequence + 1, max(0, self._last.granule))

    def end(self) -> None:
        """End the chain of a client that was cut off, with a page that says so and holds nothing."""
        last, self._last = self._last, None
        if last is not None and not last.last:
            page = OggPage(last.serial, last.sequence + 1, last.granule, b"", b"", last=True)
            self.plain.append(page.encode(), duration_us=0, join=None)
