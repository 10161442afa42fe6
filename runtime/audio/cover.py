"""The picture that belongs to a file: inside it, or beside it in its folder.

Strategy: FFmpeg finds what is inside, whatever the format calls it (APIC, covr, METADATA_BLOCK_PICTURE), as a stream that
holds one packet; it is never decoded. What a picture is, its first bytes say, not its name or tag. Reading blocks on the
disk: not for the path that plays.
"""

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.audio.decoder import file_options

if TYPE_CHECKING:
    from av.container import InputContainer

__all__ = ["LARGEST_COVER", "Picture", "find_cover", "read_picture"]

LARGEST_COVER = 4 * 1024 * 1024
"""Bytes of a picture; a larger one is not shown."""

MOST_FILES = 2000
"""Files of a folder that are looked through for a picture."""

_NAMES = ("cover", "folder", "front", "album", "albumart")
_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a kind that every browser shows and none runs."""

    content_type: str
    data: bytes


def find_cover(path: Path) -> Picture | None:
    """The picture of the audio file at `path`: the one inside it, else the one beside it, else None. Never raises."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        return _inside(path) or _beside(path)
    except (OSError, ValueError):
        return None


def read_picture(data: bytes) -> Picture | None:
    """Tell what a picture is by its first bytes; None for what is none, is too large, or is not to be trusted."""
    if len(data) > LARGEST_COVER:
        return None
    if data.startswith(b"\xff\xd8\xff"):
        return Picture("image/jpeg", data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Picture("image/png", data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Picture("image/webp", data)
    return None


def _inside(path: Path) -> Picture | None:
    import av

    try:
        with av.open(str(path), "r", options=file_options(), metadata_errors="replace") as container:
            return _attached(container)
    except (av.FFmpegError, ValueError):
        return None


def _attached(container: "InputContainer") -> Picture | None:
    """The first picture that can be shown; the packets of pictures come before any sound."""
    from av.stream import Disposition

    pictures = [each for each in container.streams.video if each.disposition & Disposition.attached_pic]
    if not pictures:
        return None
    found = (read_picture(bytes(packet)) for packet in container.demux(pictures[:1]) if packet.size)
    return next(found, None)


def _beside(path: Path) -> Picture | None:
    """`cover.jpg` and the like, in any case; the name that stands first in `_NAMES` is the one."""
    candidates = {
        each.name.lower(): each
        for _, each in zip(range(MOST_FILES), path.parent.iterdir(), strict=False)
        if each.suffix.lower() in _SUFFIXES
    }
    for name in _NAMES:
        for suffix in _SUFFIXES:
            file = candidates.get(name + suffix)
            if file is not None and (picture := _file(file)) is not None:
                return picture
    return None


def _file(path: Path) -> Picture | None:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST_COVER:
        return None
    with path.open("rb") as file:
        return read_picture(file.read(LARGEST_COVER + 1))
