"""Intros: a file in a mount's own format, cut into what newcomers get before the programme.

Rules: whole frames only, tags left out. With titles it ends where a title block ends, so that the programme begins at the
start of an interval as for everybody: MP3 is filled up with silent frames, AAC with zeros, which decoders pass over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from runtime.codecs import mp3
from runtime.codecs.incoming import IncomingStream
from runtime.codecs.pieces import Beginning, Piece
from runtime.errors import MediaUnreadable, PeerFault

from .passing import family

__all__ = ["LARGEST_INTRO", "IntroAudio", "read_intro"]

LARGEST_INTRO = 16 * 1024 * 1024
"""Bytes of an intro's file."""

NO_TITLE = b"\0"
"""A title block that says "unchanged"."""

PADDING = 0b10
"""The bit of a header's third byte that says that its frame is a byte longer."""

ID3V1_BYTES = 128

SHORTEST = 0.02
"""Seconds that an intro must play."""


@dataclass(frozen=True, slots=True)
class IntroAudio:
    """An intro's sound.

    Attributes:
        content_type: its media type.
        data: its frames or pages.
        seconds: how long it plays.
    """

    content_type: str
    data: bytes
    seconds: float

    @property
    def rate(self) -> float:
        """Bytes a second."""
        return len(self.data) / self.seconds

    def fits(self, content_type: str) -> bool:
        """Whether listeners of such a mount can hear it."""
        return family(self.content_type) == family(content_type)

    def with_titles(self, interval: int) -> bytes:
        """The same with an empty title block behind each `interval` bytes, ending with one."""
        data = self.data + self._filling(-len(self.data) % interval)
        starts = range(0, len(data), interval)
        return b"".join(data[start : start + interval] + NO_TITLE for start in starts)

    def _filling(self, length: int) -> bytes:
        silence = _silence(self.data, length) if self.content_type == "audio/mpeg" else b""
        return silence + bytes(length - len(silence))


def read_intro(path: str, data: bytes) -> IntroAudio:
    """Read a file. Raises MediaUnreadable for one that is too large or no audio that can be passed on."""
    if len(data) > LARGEST_INTRO:
        raise MediaUnreadable(path, f"an intro is no larger than {LARGEST_INTRO // 2**20} MiB")
    stream = IncomingStream()
    try:
        pieces = stream.feed(data)
    except PeerFault as fault:
        raise MediaUnreadable(path, f"this cannot be an intro: {fault}") from fault
    if stream.beginning is None or stream.seconds < SHORTEST:
        raise MediaUnreadable(path, "there is no sound in it that could be an intro")
    sound = b"".join(piece.head if isinstance(piece, Beginning) else piece.data for piece in pieces)
    return IntroAudio(stream.beginning.content_type, sound + _last_frame(data, pieces), stream.seconds)


def _last_frame(data: bytes, pieces: Sequence[Beginning | Piece]) -> bytes:
    """The frame of MP3 that a file ends with; who cuts a stream waits for the next one to believe it."""
    last = pieces[-1].data if isinstance(pieces[-1], Piece) else b""
    rest = data[data.rfind(last) + len(last) :].removesuffix(data[-ID3V1_BYTES:] if _has_id3v1(data) else b"")
    header = mp3.parse_header(rest)
    return rest if header is not None and header.frame_bytes == len(rest) else b""


def _has_id3v1(data: bytes) -> bool:
    return data[-ID3V1_BYTES:].startswith(b"TAG")


def _silence(data: bytes, length: int) -> bytes:
    """Frames like the first of `data` with nothing in them, as many as go into a length.

    Zeros behind the header say that there is nothing (ISO/IEC 11172-3, section 2.4.1.7); a frame with padding is a byte longer,
    so that nearly every length can be met exactly.
    """
    header = mp3.parse_header(data)
    if header is None or not header.frame_bytes:
        return b""
    size = header.frame_bytes - header.padding
    count, over = divmod(length, size)
    padded = over if over <= count else 0
    plain = bytes([data[0], data[1] | 1, data[2] & ~PADDING, data[3]]) + bytes(size - mp3.HEADER_BYTES)
    longer = bytes([data[0], data[1] | 1, data[2] | PADDING, data[3]]) + bytes(size + 1 - mp3.HEADER_BYTES)
    return longer * padded + plain * (count - padded)
