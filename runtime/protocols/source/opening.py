"""What a connection speaks, by its first bytes.

Rules: a line that begins as HTTP's do is HTTP, also where it is broken, so that it is answered as such. The byte
5A with a QoS byte behind it is Ultravox; no text has a control character there. Any other short line of text is
taken for SHOUTcast's password. What is neither is nothing of ours.
"""

import re
from enum import Enum, auto

__all__ = ["LONGEST_LINE", "Dialect", "opening_dialect"]

LONGEST_LINE = 512
"""Bytes in which a password line must end."""

ULTRAVOX_MARK = 0x5A
HIGHEST_QOS = 0x0F
TLS_MARK = 0x16

HTTP = re.compile(rb"[A-Z]{1,16} +(/|\*|[A-Za-z]{4,5}://|[^ \r\n]+ +[^ \r\n]+\r{0,2}\n)")
METHOD = re.compile(rb"(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|SOURCE|STATS|TRACE|CONNECT) ")
XAUDIOCAST = re.compile(rb"SOURCE [^\s/]\S* /\S*[ \t]*\r{0,2}\n")
LINE = re.compile(rb"[^\x00-\x08\x0a-\x1f\x7f]*\r?\n")


class Dialect(Enum):
    """The languages that may be spoken at a listen socket."""

    HTTP = auto()
    XAUDIOCAST = auto()
    SHOUTCAST = auto()
    ULTRAVOX = auto()
    UNKNOWN = auto()


def opening_dialect(data: bytes) -> Dialect | None:
    """Tell the dialect of an opening; None while more bytes are wanted to tell."""
    opening = data.lstrip(b"\r\n")
    if not opening:
        return None if len(data) <= LONGEST_LINE else Dialect.UNKNOWN
    if opening.startswith(b"SOURCE ") and not opening.startswith(b"SOURCE /"):
        return _source_line(opening)
    if METHOD.match(opening):
        return Dialect.HTTP
    if opening[0] == ULTRAVOX_MARK:
        if len(opening) == 1:
            return None
        if opening[1] <= HIGHEST_QOS and opening[1] not in b"\r\n\t":
            return Dialect.ULTRAVOX
    return _by_line(opening)


def _source_line(opening: bytes) -> Dialect | None:
    """`SOURCE password /mount`, without a version: the dialect before Icecast 2."""
    if b"\n" not in opening[:LONGEST_LINE]:
        return None if len(opening) < LONGEST_LINE else Dialect.HTTP
    return Dialect.XAUDIOCAST if XAUDIOCAST.match(opening) else Dialect.HTTP


def _by_line(opening: bytes) -> Dialect | None:
    if b"\n" not in opening[:LONGEST_LINE]:
        text = opening[:LONGEST_LINE]
        return None if len(opening) < LONGEST_LINE and _is_text(text) else Dialect.UNKNOWN
    if HTTP.match(opening):
        return Dialect.HTTP
    return Dialect.SHOUTCAST if LINE.match(opening) else Dialect.UNKNOWN


def _is_text(data: bytes) -> bool:
    return LINE.fullmatch(data.removesuffix(b"\r") + b"\n") is not None
