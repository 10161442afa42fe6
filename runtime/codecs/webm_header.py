"""The header of a WebM or Matroska stream: what it says about its one track of sound, and its title.

RFC 9559 §5.1.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from runtime.codecs.ebml import children, decimal, number, text
from runtime.codecs.pieces import Beginning
from runtime.errors import PeerFault
from runtime.media.title import Title

__all__ = ["EBML", "INFO", "MOST_HEADER_BYTES", "TAGS", "TRACKS", "Header", "Track", "tracks_of"]

MOST_HEADER_BYTES = 60 * 1024
"""Bytes of a stream's header that newcomers get."""

EBML, INFO, TRACKS, TAGS = 0x1A45DFA3, 0x1549A966, 0x1654AE6B, 0x1254C367
"""The elements that are kept."""

_AUDIO = 2
_CODECS = {"A_OPUS": "Opus", "A_VORBIS": "Vorbis", "A_FLAC": "FLAC", "A_AAC": "AAC"}
_SCALE = 1_000_000


@dataclass(frozen=True, slots=True)
class Track:
    """One track as its entry describes it.

    Attributes:
        number: by which blocks name it.
        kind: 1 video, 2 audio, 17 subtitles.
        codec: "A_OPUS", "A_VORBIS" …
        sample_rate: in Hz; what is heard, where SBR doubles it.
        channels: 1 or more.
        private: what a decoder must have first: OpusHead, Vorbis headers, AudioSpecificConfig.
    """

    number: int = 0
    kind: int = 0
    codec: str = ""
    sample_rate: int = 8000
    channels: int = 1
    private: bytes = b""


def tracks_of(body: bytes) -> tuple[Track, ...]:
    """Read the body of a Tracks element."""
    return tuple(_track(entry) for kind, entry in children(body) if kind == 0xAE)


def _track(entry: bytes) -> Track:
    track = Track()
    for kind, body in children(entry):
        match kind:
            case 0xD7:
                track = replace(track, number=number(body))
            case 0x83:
                track = replace(track, kind=number(body))
            case 0x86:
                track = replace(track, codec=text(body))
            case 0x63A2:
                track = replace(track, private=body)
            case 0xE1:
                track = _with_audio(track, body)
            case _:
                pass
    return track


def _with_audio(track: Track, audio: bytes) -> Track:
    known = dict(children(audio))
    rate = decimal(known.get(0x78B5, b"")) or decimal(known.get(0xB5, b"")) or 8000.0
    channels = number(known.get(0x9F, b"\x01"))
    sensible = rate if 1 <= rate <= 1_000_000 else 8000.0  # a number that is none is not between either
    return replace(track, sample_rate=round(sensible), channels=min(max(channels, 1), 255))


@dataclass(slots=True)
class Header:
    """A stream's beginning, as far as it has come.

    Attributes:
        parts: what a newcomer gets.
        bodies: the elements in it by their ID.
    """

    parts: list[bytes] = field(default_factory=list)
    bodies: dict[int, bytes] = field(default_factory=dict)

    def keep(self, whole: bytes, kind: int, body: bytes) -> None:
        """Add an element. Raises PeerFault where the header grows too large."""
        self.parts.append(whole)
        self.bodies[kind] = body
        if sum(map(len, self.parts)) > MOST_HEADER_BYTES:
            raise PeerFault("the header of its WebM is too large; leave the cover out of it", 415)

    @property
    def scale(self) -> int:
        """Nanoseconds of one step of a timestamp."""
        return number(dict(children(self.bodies.get(INFO, b""))).get(0x2AD7B1, b"")) or _SCALE

    def track(self) -> Track:
        """The track of sound. Raises PeerFault where it is not the only track."""
        tracks = tracks_of(self.bodies.get(TRACKS, b""))
        if len(tracks) != 1 or tracks[0].kind != _AUDIO:
            raise PeerFault("there is more than sound in its WebM, or none; only sound alone is taken", 415)
        return tracks[0]

    def beginning(self, track: Track) -> Beginning:
        """What a newcomer must know. Raises PeerFault where the codec is not understood."""
        name = next((name for codec, name in _CODECS.items() if track.codec.startswith(codec)), None)
        if name is None:
            raise PeerFault(f"its WebM holds {track.codec[:40] or 'something'}, which is not understood", 415)
        doc_type = dict(children(self.bodies[EBML])).get(0x4282, b"")
        kind = "audio/webm" if text(doc_type) == "webm" else "audio/x-matroska"
        head = b"".join(self.parts)
        return Beginning(kind, name, track.sample_rate, track.channels, head=head, title=self._title())

    def _title(self) -> Title:
        tags = dict(_simple_tags(self.bodies.get(TAGS, b"")))
        called = text(dict(children(self.bodies.get(INFO, b""))).get(0x7BA9, b""))
        return Title(tags.get("ARTIST", ""), tags.get("TITLE", called), tags.get("ALBUM", ""))


def _simple_tags(body: bytes) -> Iterator[tuple[str, str]]:
    for _, tag in children(body):
        for kind, simple in children(tag):
            if kind == 0x67C8:
                known = dict(children(simple))
                yield text(known.get(0x45A3, b"")).upper(), text(known.get(0x4487, b""))
