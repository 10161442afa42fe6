"""What a stream from outside is cut into."""

from dataclasses import dataclass

from runtime.media.title import Title

__all__ = ["Beginning", "Piece"]


@dataclass(frozen=True, slots=True)
class Beginning:
    """A stream, or a new chain of it, begins.

    Attributes:
        content_type: its media type.
        format_name: for people: "MP3", "Opus".
        sample_rate: of the pieces' `samples`, in Hz.
        channels: 1 or more; 0 where that is not known.
        bitrate: bits a second at first; 0 where that is not known.
        head: what a newcomer must get before any piece: an Ogg chain's header pages, FLAC's header.
        title: what the chain says that it plays; None where the format has no titles of its own.
    """

    content_type: str
    format_name: str
    sample_rate: int
    channels: int
    bitrate: int = 0
    head: bytes = b""
    title: Title | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A whole frame or page.

    Attributes:
        data: its bytes.
        samples: how long it plays.
        join: whether a newcomer may begin with it.
    """

    data: bytes
    samples: int
    join: bool = True
