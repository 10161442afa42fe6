"""FLAC without Ogg in a ring: frames, and the header that every listener gets first.

A native stream has no place for titles behind its header; who wants them takes FLAC in Ogg.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from runtime.codecs.flac import parse_stream_info, stream_header
from runtime.media.frame import Frame
from runtime.media.ring import RingWriter
from runtime.mounts.timeline import Timeline, lasts

__all__ = ["FlacFraming"]


@dataclass(slots=True)
class FlacFraming:
    """Frames as they are, behind a header; a listener may begin with each."""

    writer: RingWriter
    timeline: Timeline | None = None

    @property
    def state(self) -> bytes:
        """Nothing: a frame stands for itself."""
        return b""

    def begin(self, rate: int, delay: int, headers: tuple[bytes, ...] = ()) -> None:  # noqa: ARG002
        """A new encoder begins, and with it a stream: its header says that nobody knows how long it is."""
        self.timeline = Timeline(rate)
        info = parse_stream_info(*headers)
        live = replace(info, samples=0, checksum=bytes(16), smallest=0, largest=0)
        self.writer.begin_chain(stream_header(live))

    def write(self, frames: Sequence[Frame]) -> None:
        """Append frames."""
        for frame in frames:
            self.writer.append(frame.data, duration_us=lasts(self.timeline, frame.duration))

    def end(self) -> None:
        """Nothing to close."""
