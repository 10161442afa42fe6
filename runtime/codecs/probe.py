"""What a stream is, by its first bytes; names and declared types are not asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from runtime.codecs import adts, mp3
from runtime.codecs.flac import MARK as FLAC_MARK
from runtime.codecs.id3 import v2_length
from runtime.codecs.ogg import PageReader

__all__ = ["ENOUGH", "Found", "probe"]

ENOUGH = 16_384
"""Bytes behind tags after which more would not help: several frames of every format."""

_TS_PACKET, _TS_SYNC, _TS_PACKETS = 188, b"G", 3
_IN_OGG: Final = ((b"\x01vorbis", "vorbis"), (b"OpusHead", "opus"), (b"\x7fFLAC", "flac"))
_IN_WEBM: Final = ((b"A_VORBIS", "vorbis"), (b"A_OPUS", "opus"), (b"A_FLAC", "flac"), (b"A_AAC", "aac"))
_ALIKE = 3
"""Frames in a row that are no accident."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a stream is.

    Attributes:
        container: "mp3", "adts", "ogg", "flac", "mp4", "mpegts", "webm" or "wav".
        codec: "mp3", "aac", "vorbis", "opus" or "flac"; "" where the container's beginning does not tell.
        content_type: its media type.
    """

    container: str
    codec: str
    content_type: str


def probe(head: bytes) -> Found | None:
    """Say what a stream is that begins with `head`; None where nothing is recognised.

    A tag in front (ID3v2) is passed over where `head` holds it whole. A stream may begin in the middle of a frame.
    """
    at = v2_length(head[:10])
    body = head[at : at + ENOUGH]
    return next((found for look in _LOOKS if (found := look(body)) is not None), None)


def _marked(body: bytes) -> Found | None:
    """What says so itself."""
    if body.startswith(FLAC_MARK):
        return Found("flac", "flac", "audio/flac")
    if body[4:8] == b"ftyp" or body[4:8] == b"styp":
        return Found("mp4", "", "audio/mp4")
    if body.startswith(b"RIFF") and body[8:12] == b"WAVE":
        return Found("wav", "", "audio/wav")
    if body.startswith(b"\x1aE\xdf\xa3"):
        codec = next((name for mark, name in _IN_WEBM if mark in body), "")
        return Found("webm", codec, "audio/webm" if b"webm" in body[:64] else "audio/x-matroska")
    return None


def _ogg(body: bytes) -> Found | None:
    """Ogg, by the first page of the first stream of sound in it; or by any page."""
    pages = PageReader().feed(body)
    for page in pages:
        codec = next((name for mark, name in _IN_OGG if page.first and page.body.startswith(mark)), None)
        if codec:
            return Found("ogg", codec, "audio/ogg")
    return Found("ogg", "", "application/ogg") if pages or body.startswith(b"OggS") else None


def _transport_stream(body: bytes) -> Found | None:
    places = range(0, _TS_PACKET * _TS_PACKETS, _TS_PACKET)
    together = len(body) >= places[-1] and all(body[at : at + 1] == _TS_SYNC for at in places)
    return Found("mpegts", "", "video/mp2t") if together else None


def _frames(body: bytes) -> Found | None:
    """MP3 or ADTS, whichever has more frames."""
    aac, layer_3 = len(adts.splitter().feed(body)), len(mp3.FrameSplitter().feed(body))
    if max(aac, layer_3) < _ALIKE:
        return None
    return Found("adts", "aac", "audio/aac") if aac > layer_3 else Found("mp3", "mp3", "audio/mpeg")


_LOOKS: tuple[Callable[[bytes], Found | None], ...] = (_marked, _ogg, _transport_stream, _frames)
