"""Large pictures made small enough for a phone.

Strategy: what a picture's head says of its size is read first, by hand; one that would need more memory than `MOST_PIXELS` is
left as it is, since a small file can claim to be an enormous picture. FFmpeg decodes, scales and encodes the rest.
"""

import io
from collections.abc import Iterator

from runtime.audio.cover import Picture

__all__ = ["LARGE", "MOST_PIXELS", "SIDE", "picture_size", "thumbnail"]

LARGE = 200 * 1024
"""Bytes of a picture that is made smaller."""

SIDE = 640
"""Pixels of the longer side of what comes of it."""

MOST_PIXELS = 16_000_000
"""Pixels of a picture that is decoded; 64 MB of memory, for a moment."""

_PIPES = {"image/jpeg": "jpeg_pipe", "image/png": "png_pipe", "image/webp": "webp_pipe"}
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


def thumbnail(picture: Picture) -> Picture:
    """The picture itself if it is small, else one of `SIDE` pixels; what cannot be made smaller stays as it is."""
    if len(picture.data) <= LARGE:
        return picture
    size = picture_size(picture)
    if size is None or not 0 < size[0] * size[1] <= MOST_PIXELS:
        return picture
    import av

    try:
        return _scaled(picture)
    except (av.FFmpegError, ValueError, StopIteration):
        return picture


def picture_size(picture: Picture) -> tuple[int, int] | None:
    """Width and height as the picture's head says; None where it does not say."""
    data = picture.data
    match picture.content_type:
        case "image/png" if data[12:16] == b"IHDR":
            return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
        case "image/webp" if data[12:16] == b"VP8X":
            return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
        case "image/webp" if data[12:16] == b"VP8 ":
            width, height = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))
            return width, height
        case "image/jpeg":
            return next(_jpeg_sizes(data), None)
        case _:
            return None


def _jpeg_sizes(data: bytes) -> Iterator[tuple[int, int]]:
    """The sizes in a JPEG's frame headers (ITU T.81, B.2.2), up to the first scan."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xDA:
            return
        if marker in _JPEG_SIZES:
            yield int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += (
            2
            if marker in _NO_LENGTH
            else 1
            if marker == 0xFF
            else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        )


def _scaled(picture: Picture) -> Picture:
    import av

    with av.open(io.BytesIO(picture.data), "r", format=_PIPES[picture.content_type]) as container:
        frame = next(container.decode(video=0))
    if frame.width * frame.height > MOST_PIXELS:
        return picture
    share = min(1.0, SIDE / max(frame.width, frame.height))
    width, height = (max(2, round(side * share) // 2 * 2) for side in (frame.width, frame.height))
    small = frame.reformat(width, height, format="yuvj420p", dst_color_range="JPEG")
    small.pts = 0
    out = io.BytesIO()
    with av.open(out, "w", format="image2pipe") as target:
        stream = target.add_stream("mjpeg", rate=1, options={"qscale": "3"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuvj420p"
        for each in (small, None):
            target.mux(stream.encode(each))
    return Picture("image/jpeg", out.getvalue())
