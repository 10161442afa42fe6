"""What a stranger sends, known by its bytes and cut into what can be passed on: frames, pages and their headers.

Nothing is believed that the bytes do not say: declared types are not asked, tags in front and between are left out,
and what belongs to no frame never comes out. A stream that is not recognised in its first 64 KiB, or loses itself
for as long, is refused in words.
"""

from dataclasses import dataclass, field
from typing import Protocol

from runtime.codecs import adts, flac, mp3
from runtime.codecs.flac_splitter import FlacSplitter
from runtime.codecs.id3 import V2_HEADER_BYTES, v2_length
from runtime.codecs.incoming_ogg import PageCutter
from runtime.codecs.pieces import Beginning, Piece
from runtime.codecs.probe import ENOUGH, Found, probe
from runtime.codecs.sbr import FRAMES as SBR_FRAMES
from runtime.codecs.sbr import SbrWatch
from runtime.codecs.splitter import FrameSplitter
from runtime.codecs.webm import WebmSplitter
from runtime.errors import PeerFault

__all__ = ["MOST_GARBAGE", "IncomingStream"]

MOST_GARBAGE = 64 * 1024
"""Bytes in a row that belong to no frame after which a stream is refused."""

LOOK_EVERY = 1024
"""Bytes that must have come before it is looked again what a stream is."""

_NAMES = {"mp4": "MP4", "mpegts": "an MPEG transport stream", "wav": "WAV"}


class _Cutter(Protocol):
    """Knows one format."""

    @property
    def skipped(self) -> int: ...

    def feed(self, data: bytes) -> list[Beginning | Piece]: ...


@dataclass(slots=True)
class IncomingStream:
    """Cuts one source client's stream. `Beginning` comes first, and again where a new chain begins.

    Attributes:
        found: what the stream is; None until that is known.
        seconds: how much sound has come.
        beginning: the chain that runs; None before the first. Who takes a stream over in its middle begins with it.
    """

    found: Found | None = None
    seconds: float = 0.0
    beginning: Beginning | None = None
    _rate: int = 1
    _head: bytearray = field(default_factory=bytearray)
    _looked_at: int = 0
    _tag_left: int = 0
    _cutter: _Cutter | None = None
    _fed: int = 0
    _last_piece: int = 0

    @property
    def format_name(self) -> str:
        """What it is, for people; "" while that is not known."""
        return self.beginning.format_name if self.beginning is not None else ""

    def feed(self, data: bytes) -> list[Beginning | Piece]:
        """Take bytes; give what is whole.

        Raises:
            PeerFault: the stream is of no kind that is understood, or has lost itself.
        """
        if self._cutter is None:
            data = self._look(data)
            if self._cutter is None:
                return []
        return self._cut(self._cutter, data)

    def _cut(self, cutter: _Cutter, data: bytes) -> list[Beginning | Piece]:
        pieces = cutter.feed(data)
        for piece in pieces:
            self._count(piece)
        if pieces:
            self._last_piece = cutter.skipped
        elif cutter.skipped - self._last_piece > MOST_GARBAGE:
            raise PeerFault("what it sends is no sound any more", 415)
        return pieces

    def _count(self, piece: Beginning | Piece) -> None:
        if isinstance(piece, Beginning):
            self._rate, self.beginning = max(1, piece.sample_rate), piece
        else:
            self.seconds += piece.samples / self._rate

    def _look(self, data: bytes) -> bytes:
        """See what the stream is. Returns everything that has come, once that is known."""
        self._head += data
        self._leave_out_tag()
        if self._tag_left or len(self._head) < self._looked_at + LOOK_EVERY:
            return b""
        self._looked_at = len(self._head)
        found = probe(bytes(self._head))
        if found is None or (not found.codec and len(self._head) < ENOUGH and found.container == "ogg"):
            if len(self._head) > MOST_GARBAGE:
                raise PeerFault("what it sends is no format that is understood here", 415)
            return b""
        self.found, self._cutter = found, _cutter_for(found)
        head, self._head = bytes(self._head), bytearray()
        return head

    def _leave_out_tag(self) -> None:
        """A tag in front may hold a picture of megabytes: it is passed over as it comes."""
        if not self._tag_left and not self._looked_at and len(self._head) >= V2_HEADER_BYTES:
            self._tag_left = v2_length(self._head[:V2_HEADER_BYTES])
        passed = min(self._tag_left, len(self._head))
        del self._head[:passed]
        self._tag_left -= passed


def _cutter_for(found: Found) -> _Cutter:
    match found.container:
        case "mp3":
            return _Mp3Cutter()
        case "adts":
            return _AdtsCutter()
        case "flac":
            return _FlacCutter()
        case "ogg":
            return PageCutter()
        case "webm":
            return WebmSplitter()
        case other:
            raise PeerFault(f"{_NAMES.get(other, other)} is not taken from source clients", 415)


@dataclass(slots=True)
class _Mp3Cutter:
    """MPEG Layer III."""

    _splitter: mp3.FrameSplitter = field(default_factory=mp3.FrameSplitter)
    _begun: bool = False

    @property
    def skipped(self) -> int:
        return self._splitter.skipped

    def feed(self, data: bytes) -> list[Beginning | Piece]:
        pieces: list[Beginning | Piece] = []
        for frame in self._splitter.feed(data):
            header = mp3.parse_header(frame)
            if header is None or mp3.is_info_frame(frame):
                continue
            if not self._begun:
                self._begun = True
                pieces.append(
                    Beginning("audio/mpeg", "MP3", header.sample_rate, header.channels, header.bitrate)
                )
            pieces.append(Piece(frame, header.samples))
        return pieces


@dataclass(slots=True)
class _AdtsCutter:
    """AAC in ADTS. Its first frames are held back until it is known whether they carry SBR."""

    _splitter: FrameSplitter = field(default_factory=adts.splitter)
    _watch: SbrWatch = field(default_factory=SbrWatch)
    _held: list[Piece] = field(default_factory=list)
    _begun: bool = False

    @property
    def skipped(self) -> int:
        return self._splitter.skipped

    def feed(self, data: bytes) -> list[Beginning | Piece]:
        pieces: list[Beginning | Piece] = []
        for frame in self._splitter.feed(data):
            header = adts.parse_header(frame)
            if header is None:
                continue
            self._held.append(Piece(frame, header.samples))
            if not self._begun:
                self._watch.look(frame)
                if self._watch.looked < SBR_FRAMES:
                    continue
                pieces.append(self._beginning(header))
            pieces += self._held
            self._held.clear()
        return pieces

    def _beginning(self, header: adts.AdtsHeader) -> Beginning:
        self._begun = True
        name = "HE-AAC" if self._watch.sbr else "AAC"
        return Beginning("audio/aac", name, header.sample_rate, header.channels)


@dataclass(slots=True)
class _FlacCutter:
    """FLAC without a container; its header is what a newcomer needs first."""

    _splitter: FlacSplitter = field(default_factory=FlacSplitter)
    _begun: bool = False

    @property
    def skipped(self) -> int:
        return self._splitter.skipped

    def feed(self, data: bytes) -> list[Beginning | Piece]:
        pieces: list[Beginning | Piece] = []
        for frame in self._splitter.feed(data):
            header, info = flac.parse_frame_header(frame), self._splitter.info
            if header is None or info is None:
                continue
            if not self._begun:
                self._begun = True
                head = flac.MARK + flac.metadata_block(0, flac.stream_info_bytes(info), last=True)
                pieces.append(Beginning("audio/flac", "FLAC", info.sample_rate, info.channels, head=head))
            pieces.append(Piece(frame, header.samples))
        return pieces
