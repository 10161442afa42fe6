"""Vorbis comments: the names and values in which Vorbis, Opus and FLAC say what plays.

Vorbis I §5: a vendor, a count, and so many "NAME=value", each with its length in front, in UTF-8.
"""

import struct

from runtime.errors import PeerFault
from runtime.media.title import Title

__all__ = ["LONGEST_COMMENTS", "LONGEST_FIELD", "comment_block", "parse_comment_block", "title_of"]

LONGEST_COMMENTS = 65_536
"""Bytes of comments that are read; covers in them can be larger, and are not wanted."""

LONGEST_FIELD = 1_500
"""Bytes of one field that is written, so that header pages stay small (a ring keeps 8 KiB of them)."""


def comment_block(vendor: str, title: Title) -> bytes:
    """Write comments; what is not known is left out."""
    known = {"ARTIST": title.artist, "TITLE": title.title, "ALBUM": title.album, "URL": title.url}
    comments = [_comment_field(name, text) for name, text in known.items() if text]
    return b"".join([_sized(vendor.encode()), struct.pack("<I", len(comments)), *map(_sized, comments)])


def parse_comment_block(data: bytes) -> tuple[tuple[str, str], ...]:
    """Read comments, names in lower case, in their order.

    Raises:
        PeerFault: their lengths run past their end, or past what is read of them.
    """
    data = data[:LONGEST_COMMENTS]
    _, at = _field(data, 0)
    if at + 4 > len(data):
        raise PeerFault("the comments are cut off", 415)
    found, count, at = [], int.from_bytes(data[at : at + 4], "little"), at + 4
    for _ in range(count):
        raw, at = _field(data, at)
        found.append(_comment(raw))
    return tuple(found)


def title_of(comments: tuple[tuple[str, str], ...]) -> Title:
    """What plays, by its comments; of several with one name the first."""
    known = dict(reversed(comments))
    return Title(
        known.get("artist", ""), known.get("title", ""), known.get("album", ""), known.get("url", "")
    )


def _comment_field(name: str, text: str) -> bytes:
    """A comment, cut at a character where it is beyond bounds."""
    kept = text.encode("utf-8", "replace")[:LONGEST_FIELD].decode("utf-8", "ignore")
    return f"{name}={kept}".encode()


def _sized(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data


def _field(data: bytes, at: int) -> tuple[bytes, int]:
    end = at + 4 + int.from_bytes(data[at : at + 4], "little")
    if at + 4 > len(data) or end > len(data):
        raise PeerFault("the comments are cut off", 415)
    return data[at + 4 : end], end


def _comment(raw: bytes) -> tuple[str, str]:
    name, _, text = raw.decode("utf-8", "replace").partition("=")
    return name.lower(), text
