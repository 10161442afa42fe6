"""One block of ICY text: `StreamTitle='…';StreamUrl='…';`.

Rule: apostrophes are not escaped on the wire, so players search for `';`. A title that holds `';` would end
    early and could
pass for a second field; a space between the two makes it harmless. Line ends and NUL never reach the wire.
"""

import re
from dataclasses import dataclass

__all__ = ["MOST_BLOCK_BYTES", "IcyTitle", "read_block", "title_block"]

UNCHANGED = b"\0"
"""The empty block."""

UNIT = 16
"""The length byte counts units of this many bytes."""

MOST_BLOCK_BYTES = 255 * UNIT
"""The most text one block can hold, in bytes, its length byte apart."""

FRAME = "StreamTitle='{}';"
URL_FRAME = "StreamUrl='{}';"


@dataclass(frozen=True, slots=True)
class IcyTitle:
    """What a block says.

    Attributes:
        title: the text of StreamTitle; "" where there is none.
        url: the text of StreamUrl; "" where there is none.
    """

    title: str = ""
    url: str = ""


def title_block(title: str, url: str = "") -> bytes:
    """The block for a title, with its length byte. What does not fit is cut at a character; the URL goes
    first.
    """
    text = _framed(FRAME, _cleaned(title), MOST_BLOCK_BYTES)
    address = _framed(URL_FRAME, _cleaned(url), MOST_BLOCK_BYTES) if url else b""
    if len(text) + len(address) <= MOST_BLOCK_BYTES:
        text += address
    units = -(-len(text) // UNIT)
    return bytes([units]) + text.ljust(units * UNIT, b"\0")


def _framed(frame: str, text: str, room: int) -> bytes:
    room -= len(frame.format(""))
    body = text.encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
    return frame.format(body).encode()


def _cleaned(text: str) -> str:
    spaced = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()
    return spaced.replace("';", "' ;")


def read_block(payload: bytes) -> IcyTitle:
    """Read the text of a block, without its length byte, in UTF-8 or else Latin-1."""
    text = _decoded(payload.rstrip(b"\0"))
    return IcyTitle(_field(text, "StreamTitle"), _field(text, "StreamUrl"))


def _decoded(payload: bytes) -> str:
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return payload.decode("latin-1")


def _field(text: str, name: str) -> str:
    found = re.search(rf"(?:^|';){name}='(.*?)'(?:;|$)", text, re.DOTALL)
    return found[1] if found else ""
