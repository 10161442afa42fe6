"""Titles and pictures of an Ultravox stream, which come in pieces of up to 16 KiB.

Each piece begins with six bytes: an id, how many pieces there are (at most 32), and which one this is. Of each kind
only the newest id is put together, so what is held is bounded, whatever a client begins and never ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from runtime.media.title import Title
from runtime.protocols.source import Artwork, Titled, one_line, song_title

from .frames import UltravoxFrame

__all__ = ["LARGEST_PICTURE", "MOST_PIECES", "MetadataReader", "read_metadata_xml"]

MOST_PIECES = 32
LARGEST_PICTURE = 512 * 1024
"""Bytes; 32 whole pieces would be as many."""

DEEPEST = 16
"""Elements inside each other in metadata; titles stand in the second."""

PREFIX_BYTES = 6
SHOUTCAST_XML = 0x3902
ART_GROUP = 4
PICTURES = {0: "image/jpeg", 1: "image/png", 2: "image/bmp", 3: "image/gif"}
SUBJECTS = {0x00: "station", 0x01: "album"}
TAGS = {"TIT2": "title", "TPE1": "artist", "TALB": "album", "URL": "url", "WOAR": "url"}


@dataclass(slots=True)
class _Pieces:
    """One thing in the making."""

    id: int
    span: int
    parts: dict[int, bytes] = field(default_factory=dict)


class MetadataReader:
    """Takes the frames that are not audio; gives titles and pictures when they are whole."""

    def __init__(self) -> None:
        self._making: dict[int, _Pieces] = {}

    def take(self, frame: UltravoxFrame) -> Iterator[Titled | Artwork]:
        """Take one frame. What is of no known kind, or broken, is passed over."""
        if frame.kind == SHOUTCAST_XML:
            whole = self._join(frame)
            title = read_metadata_xml(whole) if whole else None
            if title is not None:
                yield Titled(title)
        elif frame.group == ART_GROUP:
            yield from self._picture(frame)

    def _picture(self, frame: UltravoxFrame) -> Iterator[Artwork]:
        of, kind = SUBJECTS.get(frame.kind >> 8 & 0x0F), PICTURES.get(frame.kind & 0xFF)
        if of is None or kind is None:
            return
        whole = self._join(frame)
        if whole and len(whole) <= LARGEST_PICTURE:
            yield Artwork(of, kind, whole)

    def _join(self, frame: UltravoxFrame) -> bytes:
        """The whole thing, with its last piece; b"" before."""
        head = frame.payload[:PREFIX_BYTES]
        if len(head) < PREFIX_BYTES:
            return b""
        number, span, index = (int.from_bytes(head[at : at + 2], "big") for at in (0, 2, 4))
        if not 1 <= span <= MOST_PIECES or index > span:
            return b""
        making = self._making.get(frame.kind >> 8)
        if making is None or (making.id, making.span) != (number, span):
            making = self._making[frame.kind >> 8] = _Pieces(number, span)
        making.parts[index] = frame.payload[PREFIX_BYTES:]
        if len(making.parts) < span:
            return b""
        del self._making[frame.kind >> 8]
        return b"".join(making.parts[place] for place in sorted(making.parts))


def read_metadata_xml(data: bytes) -> Title | None:
    """The title in SHOUTcast's XML; None where there is none or it cannot be read.

    A document type is refused, and with it every entity but XML's own five: no bomb, no file of ours.
    """
    from xml.parsers import expat

    found: dict[str, str] = {}
    inside: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        inside.append(name)
        if len(inside) > DEEPEST:
            raise _UnwantedError

    def end(_name: str) -> None:
        inside.pop()

    def text(piece: str) -> None:
        if len(inside) == 2 and inside[1].upper() in TAGS:
            tag = TAGS[inside[1].upper()]
            found[tag] = (found.get(tag, "") + piece)[:4096]

    def doctype(*_: object) -> None:
        raise _UnwantedError

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
    try:
        parser.Parse(data.rstrip(b"\0"), True)
    except (expat.ExpatError, _UnwantedError, ValueError, LookupError):
        return None
    return _title({tag: one_line(piece) for tag, piece in found.items()})


class _UnwantedError(Exception):
    """The XML holds what no metadata has."""


def _title(found: dict[str, str]) -> Title | None:
    if not found:
        return None
    title, artist = found.get("title", ""), found.get("artist", "")
    parted = Title(artist, title) if artist else song_title(title)
    return Title(parted.artist, parted.title, found.get("album", ""), found.get("url", ""))
