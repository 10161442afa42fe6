"""Ogg from a source client: chains of Opus, Vorbis or FLAC, their header pages kept for newcomers.

Rules: a chain's header pages belong together and come out as one; a page's length is what the granule position has
advanced. A chain may begin at any position (a client that cuts into a running encoder); the length of its first page
is then told by its packets where the codec lets them, and taken as nothing elsewhere. Two streams at once (video)
are refused in words.
"""

from dataclasses import dataclass, field

from runtime.codecs import ogg_flac, opus, vorbis
from runtime.codecs.comments import title_of
from runtime.codecs.ogg import NO_GRANULE, OggPage, PacketJoiner, PageReader
from runtime.codecs.pieces import Beginning, Piece
from runtime.errors import PeerFault

__all__ = ["MOST_HEADER_BYTES", "PageCutter"]

MOST_HEADER_BYTES = 60 * 1024
"""Bytes of a chain's header pages; a cover in them may not be larger."""

MOST_HEADERS = 16
"""Header packets of one chain."""

LONGEST_PAGE = 10.0
"""Seconds that one page may claim to play."""


@dataclass(slots=True)
class _Headers:
    """The headers of a chain, as far as they have come."""

    wanted: int
    pages: list[OggPage] = field(default_factory=list)
    packets: list[bytes] = field(default_factory=list)
    joiner: PacketJoiner = field(default_factory=PacketJoiner)

    @property
    def complete(self) -> bool:
        return len(self.packets) >= self.wanted


@dataclass(slots=True)
class PageCutter:
    """Cuts Ogg into chains and pages.

    Attributes:
        serial: of the chain that runs; None before the first and behind its end.
    """

    serial: int | None = None
    _reader: PageReader = field(default_factory=PageReader)
    _headers: _Headers | None = None
    _opus: bool = False
    _rate: int = 48_000
    _granule: int | None = None

    @property
    def skipped(self) -> int:
        """Bytes passed over so far that belonged to no page."""
        return self._reader.skipped

    def feed(self, data: bytes) -> list[Beginning | Piece]:
        """Take bytes; give the chains that begin and the pages that are whole.

        Raises:
            PeerFault: the chain is of another codec, or not alone.
        """
        pieces: list[Beginning | Piece] = []
        for page in self._reader.feed(data):
            if page.first:
                self._begin(page)
            if page.serial != self.serial:
                continue
            if self._headers is not None:
                pieces += self._add_header(self._headers, page)
            else:
                pieces.append(self._piece(page))
        return pieces

    def _begin(self, page: OggPage) -> None:
        if self._headers is not None:
            raise PeerFault("there is more than one stream in its Ogg; only sound alone is taken", 415)
        self._headers = _Headers(_header_count(page.body))
        self._opus = page.body.startswith(b"OpusHead")
        self.serial, self._granule = page.serial, None

    def _add_header(self, headers: _Headers, page: OggPage) -> list[Beginning | Piece]:
        headers.pages.append(page)
        headers.packets += headers.joiner.feed(page)
        if sum(len(each.body) for each in headers.pages) > MOST_HEADER_BYTES:
            raise PeerFault("the headers of its Ogg are too large; leave the cover out of the comments", 415)
        if not headers.complete:
            return []
        self._headers = None
        beginning = _beginning(headers)
        self._rate = beginning.sample_rate
        return [beginning]

    def _piece(self, page: OggPage) -> Piece:
        if page.last:
            self.serial = None
        return Piece(page.encode(), self._samples(page), join=not page.continued and not page.last)

    def _samples(self, page: OggPage) -> int:
        if page.granule == NO_GRANULE:
            return 0
        before, self._granule = self._granule, page.granule
        if before is None:
            told = _opus_samples(page) if self._opus else page.granule
            return told if told <= self._rate * LONGEST_PAGE else 0
        return min(max(0, page.granule - before), round(self._rate * LONGEST_PAGE))


def _header_count(packet: bytes) -> int:
    """How many header packets a chain has that begins with this one."""
    if packet.startswith(b"OpusHead"):
        return 2
    if packet.startswith(b"\x01vorbis"):
        return 3
    if packet.startswith(b"\x7fFLAC") and len(packet) >= 9:
        return min(MOST_HEADERS, 1 + max(1, int.from_bytes(packet[7:9], "big")))
    raise PeerFault("its Ogg holds neither Opus nor Vorbis nor FLAC", 415)


def _beginning(headers: _Headers) -> Beginning:
    """Read a chain's headers. Raises PeerFault where they cannot be read."""
    head = b"".join(page.encode() for page in headers.pages)
    first, second = headers.packets[:2]
    if first.startswith(b"OpusHead"):
        about = opus.parse_head(first)
        return Beginning(
            "audio/ogg", "Opus", 48_000, about.channels, head=head, title=title_of(opus.parse_tags(second))
        )
    if first.startswith(b"\x01vorbis"):
        known = vorbis.parse_head(first)
        return Beginning(
            "audio/ogg", "Vorbis", known.sample_rate, known.channels, max(0, known.nominal),
            head, title_of(vorbis.parse_comments(second)),
        )  # fmt: skip
    info = ogg_flac.parse_head(first)
    title = title_of(ogg_flac.parse_comments(second))
    return Beginning("audio/ogg", "FLAC", info.sample_rate, info.channels, head=head, title=title)


def _opus_samples(page: OggPage) -> int:
    return sum(opus.packet_samples(packet) for packet, ends in page.pieces() if ends)
