"""WebM, and Matroska with sound alone, cut into its header and its blocks for pass-through.

How to use it: feed a `WebmSplitter` whatever arrives. `Beginning.head` is what each newcomer gets first (the EBML header,
the segment's beginning, what is said about the track and the title); then come pieces, one block each. A piece with `join`
opens a cluster: a newcomer may begin with it, and with no other.

Rules: what was sent goes out as it came, but that the segment's length is no longer told, since nobody hears all of it, and
that lists of places in it (SeekHead, Cues), attachments and padding in front are left out. A block tells when it begins, so
a piece's `samples` is how long the block before it was. There must be one track, of Opus, Vorbis, FLAC or AAC.

RFC 9559 (Matroska), https://www.webmproject.org/docs/container/.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from runtime.codecs.ebml import Element, children, number, read_element, unknown_size
from runtime.codecs.pieces import Beginning, Piece
from runtime.codecs.webm_header import EBML, INFO, MOST_HEADER_BYTES, TAGS, TRACKS, Header, Track

__all__ = ["LARGEST_BLOCK", "WebmSplitter"]

LARGEST_BLOCK = 256 * 1024
"""Bytes of one block; a second of uncompressed sound is less."""

LARGEST_PASSED = 16 * 1024 * 1024
"""Bytes of an element that is passed over in the header: a cover."""

LARGEST_BEHIND = 1024 * 1024
"""Bytes of one that is passed over behind clusters: a list of places. What looks longer is damage."""

LONGEST_BLOCK = 10.0
"""Seconds that may lie between two blocks that belong together."""

_SEGMENT, _CLUSTER = 0x18538067, 0x1F43B675
_VOID, _CHECKSUM, _SEEK, _CUES = 0xEC, 0xBF, 0x114D9B74, 0x1C53BB6B
_CHAPTERS, _ATTACHED = 0x1043A770, 0x1941A469
_TIMESTAMP, _SIMPLE_BLOCK, _GROUP, _POSITION, _PREVIOUS, _SILENT = 0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0x5854
_BLOCK = 0xA1

_KEPT = {INFO, TRACKS, TAGS}
_PASSED = {_VOID, _CHECKSUM, _SEEK, _CUES, _CHAPTERS, _ATTACHED}
_IN_CLUSTER = {_TIMESTAMP, _POSITION, _PREVIOUS, _SILENT, _VOID, _CHECKSUM}
_BLOCKS = {_SIMPLE_BLOCK, _GROUP}
_MARKS = tuple(kind.to_bytes(4, "big") for kind in (EBML, _CLUSTER))

_NANOSECONDS = 1_000_000_000

_Give: TypeAlias = Callable[[Beginning | Piece], None]


@dataclass(slots=True)
class WebmSplitter:
    """Cuts WebM into its header and blocks.

    Attributes:
        skipped: bytes passed over so far that belonged to nothing.
    """

    skipped: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _pass_left: int = 0
    _head: Header | None = None
    _track: Track | None = None
    _opening: bytes = b""
    _in_cluster: bool = False
    _scale: int = 1_000_000
    _cluster_time: int = 0
    _position: int | None = None

    def feed(self, data: bytes) -> list[Beginning | Piece]:
        """Take bytes; give the streams that begin and the blocks that are whole.

        Raises:
            PeerFault: it holds more than sound, or sound of a kind that is not understood.
        """
        self._buffer += data
        pieces: list[Beginning | Piece] = []
        at = 0
        while (length := self._step(at, pieces.append)) is not None:
            at += length
        del self._buffer[:at]
        return pieces

    def _step(self, at: int, give: _Give) -> int | None:
        """Take what stands at `at`; how long it is, or None when more must come."""
        if self._pass_left:
            return self._pass(len(self._buffer) - at)
        try:
            element = read_element(self._buffer, at)
        except ValueError:
            return self._search(at)
        if element is None:
            return None
        match element:
            case Element(id=kind) if kind == _SEGMENT and self._head is not None:
                return self._begin_segment(at, element, self._head)
            case Element(id=kind) if kind == _CLUSTER and (self._head is not None or self._track is not None):
                return self._begin_cluster(at, element, give)
            case Element(size=int(size)):
                return self._sized(at, element, size, give)
            case _:
                return self._search(at)

    def _sized(self, at: int, element: Element, size: int, give: _Give) -> int | None:
        """An element that says how long it is: wait for all of it, or pass it over."""
        kind, (most, passed) = element.id, self._most(element.id)
        if size > most or len(self._opening) > LARGEST_BLOCK:
            return self._search(at)
        end = at + element.head_bytes + size
        if passed:
            self._pass_left = size
            return element.head_bytes
        if end > len(self._buffer):
            return None
        self._take(kind, bytes(self._buffer[at:end]), element.head_bytes, give)
        return end - at

    def _most(self, kind: int) -> tuple[int, bool]:
        """How long an element may be where it stands, -1 where it cannot be; and whether it is passed over."""
        if kind == EBML or (kind in _KEPT and self._head is not None):
            return MOST_HEADER_BYTES, False
        if self._in_cluster and (kind in _BLOCKS or kind in _IN_CLUSTER):
            return LARGEST_BLOCK, False
        if kind not in _PASSED and kind not in _KEPT:
            return -1, False
        return (LARGEST_PASSED if self._head else LARGEST_BEHIND if self._track else -1), True

    def _take(self, kind: int, whole: bytes, head: int, give: _Give) -> None:
        body = whole[head:]
        if kind == EBML:
            self._head, self._track, self._in_cluster = Header(), None, False
        if self._head is not None:
            self._head.keep(whole, kind, body)
        elif kind in _BLOCKS:
            self._take_block(kind, whole, body, give)
        else:
            self._opening += whole
            if kind == _TIMESTAMP:
                self._cluster_time = number(body)

    def _take_block(self, kind: int, whole: bytes, body: bytes, give: _Give) -> None:
        block = body if kind == _SIMPLE_BLOCK else dict(children(body)).get(_BLOCK, b"")
        samples = self._advance(block)
        opens = self._opening.startswith(_MARKS[1])
        give(Piece(self._opening + whole, samples, join=opens))
        self._opening = b""

    def _advance(self, block: bytes) -> int:
        """How far a block begins behind the one before it, in samples."""
        track = self._track
        if track is None or len(block) < 4:
            return 0
        at = (self._cluster_time + int.from_bytes(block[1:3], "big", signed=True)) * self._scale
        position = at * track.sample_rate // _NANOSECONDS
        before, self._position = self._position, position
        gone = position - before if before is not None else 0
        return gone if 0 <= gone <= track.sample_rate * LONGEST_BLOCK else 0

    def _begin_segment(self, at: int, element: Element, head: Header) -> int:
        name = bytes(self._buffer[at : at + 4])
        head.keep(name + unknown_size(element.size_bytes), element.id, b"")
        return element.head_bytes

    def _begin_cluster(self, at: int, element: Element, give: _Give) -> int:
        if self._head is not None:
            head, self._head = self._head, None
            self._track = head.track()
            self._scale, self._position = head.scale, None
            give(head.beginning(self._track))
        self._in_cluster, self._cluster_time = True, 0
        self._opening = bytes(self._buffer[at : at + element.head_bytes])
        return element.head_bytes

    def _pass(self, left: int) -> int | None:
        passed = min(left, self._pass_left)
        self._pass_left -= passed
        return passed or None

    def _search(self, at: int) -> int | None:
        """Go on to where a cluster or a stream could begin."""
        self._in_cluster, self._opening = False, b""
        places = [place for mark in _MARKS if (place := self._buffer.find(mark, at + 1)) > 0]
        # The last bytes may be the first of a mark.
        end = min(places, default=max(at, len(self._buffer) - 3))
        self.skipped += end - at
        return end - at or None
