"""A stream that is still coming, decoded into the programme's samples as it comes."""

from typing import TYPE_CHECKING, Protocol

from runtime.audio.decoder import Decoder
from runtime.audio.pcm import PcmFormat
from runtime.errors import MediaUnreadable

if TYPE_CHECKING:
    from av.container import InputContainer

__all__ = ["Readable", "open_stream"]

_DEMUXERS = {
    "audio/mpeg": "mp3", "audio/aac": "aac", "audio/flac": "flac", "audio/ogg": "ogg",
    "audio/webm": "matroska", "audio/x-matroska": "matroska",
}  # fmt: skip

_PROBE_BYTES = 8192
"""How much is looked at before the first sample: half a second of an ordinary stream."""

_PROBE_MICROSECONDS = 300_000


class Readable(Protocol):
    """Where the bytes come from. `read` waits until there are some; b"" is the end."""

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""


def open_stream(stream: Readable, content_type: str, pcm: PcmFormat, shown: str) -> Decoder:
    """Wait for the beginning of a stream and decode it. Blocks: not for the path that plays.

    Args:
        stream: whole frames or pages, from their beginning on.
        content_type: what they are.
        pcm: what to make of them.
        shown: what to call it in words.

    Raises:
        MediaUnreadable: with the reason in words.
    """
    import av

    options = {"probesize": str(_PROBE_BYTES), "analyzeduration": str(_PROBE_MICROSECONDS)}
    try:
        container: InputContainer = av.open(
            stream, "r", format=_DEMUXERS[content_type], options=options, buffer_size=4096,
            metadata_errors="surrogateescape",
        )  # fmt: skip
    except (av.FFmpegError, OSError, ValueError, KeyError) as error:
        raise MediaUnreadable(shown, "it cannot be decoded") from error
    try:
        if not container.streams.audio:
            raise MediaUnreadable(shown, "there is no audio in it")
        return Decoder(shown, container, container.streams.audio[0], pcm)
    except (av.FFmpegError, ValueError, NotImplementedError) as error:
        container.close()
        raise MediaUnreadable(shown, "it cannot be decoded") from error
    except MediaUnreadable:
        container.close()
        raise
