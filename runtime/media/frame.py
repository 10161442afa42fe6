"""One encoded frame."""

from dataclasses import dataclass

from .title import Title

__all__ = ["Frame"]


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole MP3 frame, Opus packet, or the like, with its place in time.

    Attributes:
        data: the bytes, complete in themselves.
        time: its first sample, counted at the encoder's sample rate from the start of the encoder.
        duration: its length in samples.
        title: the title that begins with this frame, or None where the title goes on.
    """

    data: bytes
    time: int
    duration: int
    title: Title | None = None
