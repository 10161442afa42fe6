"""A list of any kind, known by what it holds; its name decides where that is in doubt."""

import re
from pathlib import PurePath

from .cue import read_cue
from .entry import LARGEST_LIST, Listed
from .m3u import read_m3u
from .pls import read_pls
from .rss import listed_episodes
from .text import text_of
from .xspf import read_xspf

__all__ = ["read_list"]

_ENOUGH = 4096
_TEXTS = 0.02
"""The part of control characters beyond which bytes are no text."""

_CUE = re.compile(
    r"^[ \t]*FILE[ \t]+.+[ \t](?:WAVE|MP3|AIFF|BINARY|MOTOROLA|FLAC)[ \t\r]*$", re.IGNORECASE | re.MULTILINE
)
_PLS = re.compile(r"\A\s*\[playlist\]", re.IGNORECASE)


def read_list(data: bytes, name: str) -> Listed:
    """Read a list.

    Args:
        data: all of it.
        name: what its file is called.

    Raises:
        ValueError: with words for what is wrong: it is no list, or of a kind that is not understood.
    """
    if len(data) > LARGEST_LIST:
        raise ValueError(f"it is larger than {LARGEST_LIST // 1024 // 1024} MiB")
    text = text_of(data)
    if not _is_text(text[:_ENOUGH]):
        raise ValueError("it is no list: it does not hold text")
    head = text[:_ENOUGH].lstrip().lower()
    if head.startswith("<"):
        return _read_xml(data, head)
    if _PLS.match(text):
        return read_pls(text)
    if not head.startswith("#extm3u") and (
        PurePath(name).suffix.lower() == ".cue" or _CUE.search(text[:_ENOUGH])
    ):
        return read_cue(text)
    return read_m3u(text)


def _read_xml(data: bytes, head: str) -> Listed:
    if re.search(r"<(?:\w+:)?playlist[\s>]", head):
        return read_xspf(data)
    if re.search(r"<rss[\s>]", head):
        return listed_episodes(data)
    kind = re.search(r"<(asx|smil|wpl|html|plist)", head)
    what = f"it is {kind[1].upper()}" if kind else "it is XML of another kind"
    raise ValueError(f"{what}; understood are M3U, PLS, XSPF, CUE and RSS")


def _is_text(text: str) -> bool:
    controls = sum(letter < " " and letter not in "\t\r\n\x1a" for letter in text)
    return controls <= len(text) * _TEXTS
