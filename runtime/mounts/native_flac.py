"""What a listener of FLAC without Ogg gets before any frame: STREAMINFO of a stream whose length nobody knows."""

from dataclasses import replace

from runtime.codecs.flac import (
    MARK,
    StreamInfo,
    metadata_block,
    parse_stream_info,
    stream_header,
    stream_info_bytes,
)

__all__ = ["padded_head", "plain_head"]

_STREAM_INFO, _PADDING = 0, 1


def plain_head(headers: tuple[bytes, ...]) -> bytes:
    """The header of a stream."""
    return stream_header(_live(headers))


def padded_head(headers: tuple[bytes, ...]) -> bytes:
    """The same with an empty block of padding behind it, whose length a newcomer's edge sets (`protocols.icy.beginning`)."""
    info = metadata_block(_STREAM_INFO, stream_info_bytes(_live(headers)))
    return MARK + info + metadata_block(_PADDING, b"", last=True)


def _live(headers: tuple[bytes, ...]) -> StreamInfo:
    return replace(parse_stream_info(*headers), samples=0, checksum=bytes(16), smallest=0, largest=0)
