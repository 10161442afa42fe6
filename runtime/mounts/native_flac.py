"""What a listener of FLAC without Ogg gets before any frame: STREAMINFO of a stream whose length nobody knows."""

from runtime.codecs.flac import (
    MARK,
    metadata_block,
    parse_stream_info,
    stream_header,
    stream_info_bytes,
)

__all__ = ["padded_head", "plain_head"]

_STREAM_INFO, _PADDING = 0, 1


def plain_head(headers: tuple[bytes, ...]) -> bytes:
    """The header of a stream."""
    return stream_header(parse_stream_info(*headers).live)


def padded_head(headers: tuple[bytes, ...]) -> bytes:
    """The same with an empty block of padding behind it, whose length a newcomer's edge sets (`protocols.icy.beginning`)."""
    info = metadata_block(_STREAM_INFO, stream_info_bytes(parse_stream_info(*headers).live))
    return MARK + info + metadata_block(_PADDING, b"", last=True)
