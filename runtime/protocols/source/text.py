"""Text that clients send in whatever charset their machine had.

Rules: the charset a client declares, if its bytes are of it; else UTF-8 if they are valid; else Windows'
superset of Latin-1, which can read everything. Only charsets of written languages count as declared: Python
knows others (idna, punycode, zip) that a stranger must not choose.
"""

import re

from runtime.media.title import Title

__all__ = ["LONGEST_TEXT", "decode_text", "one_line", "song_title"]

LONGEST_TEXT = 800
"""Characters that are kept of one field: more than any player shows."""

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
WRITTEN = re.compile(
    r"utf-?8|utf-?16(-?[lb]e)?|us-ascii|ascii|iso-?8859-?\d{1,2}|latin-?\d{1,2}|(windows-?|cp)125\d|cp(437|850|866)"
    r"|koi8-?[ru]|shift[-_]?jis|sjis|euc-?(jp|kr)|iso-2022-jp|gb2312|gbk|gb18030|big5|tis-?620"
)
LATIN = re.compile(r"iso-?8859-?1|latin-?1|us-ascii|ascii")


def decode_text(raw: bytes, charset: str = "") -> str:
    """The text that is meant by `raw`; `charset` is what the client said it is, or "". Never fails."""
    for name in (_python_name(charset), "utf-8"):
        try:
            if name:
                return raw.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("cp1252", "replace")


def one_line(text: str) -> str:
    """Text without line ends and control characters, trimmed, of a bearable length."""
    return CONTROL.sub(" ", text).strip()[:LONGEST_TEXT].strip()


def song_title(song: str) -> Title:
    """Part "Artist - Title" as everybody writes it; without a dash all of it is the title."""
    artist, dash, title = f" {one_line(song)} ".partition(" - ")
    return Title(artist.strip(), title.strip()) if dash else Title(title=artist.strip())


def _python_name(charset: str) -> str:
    """How Python calls a declared charset; "" for one that is none, or is better guessed."""
    name = charset.strip().strip("\"'").lower()
    if LATIN.fullmatch(name):
        return "" if "ascii" in name else "cp1252"
    return name if WRITTEN.fullmatch(name) else ""
