"""The init segment: what kind of sound comes, for whoever begins to listen (ftyp and moov).

Lengths and durations in it are zero, as CMAF wants it of what is live (ISO/IEC 23000-19 §7.5); what a decoder needs stands in
the sample entry: an AudioSpecificConfig in `esds`, the OpusHead's fields in `dOps`, STREAMINFO in `dfLa`.
"""

import struct
from dataclasses import dataclass

from runtime.codecs.aac import AudioConfig, config_bytes, parse_config
from runtime.errors import PeerFault

from .boxes import Box, box_bytes, boxes, find, full_box_bytes

__all__ = ["AudioTrack", "init_segment", "parse_init"]

_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_UNDEFINED = 0x55C4
"""The language "und", five bits a letter."""

_CODECS = {b"mp4a": "aac", b"Opus": "opus", b"fLaC": "flac"}
_CONFIG_BOXES = {"aac": b"esds", "opus": b"dOps", "flac": b"dfLa"}
_OPUS_HEAD = 8
"""Bytes of "OpusHead", which dOps leaves out; its numbers are in the other order."""

_AAC_OBJECT, _AUDIO_STREAM = 0x40, 0x15


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One track of sound.

    Attributes:
        codec: "aac", "opus" or "flac".
        sample_rate: in Hz; of Opus 48000. Also the steps in which its times are counted.
        channels: 1 or more.
        config: what a decoder needs: an AudioSpecificConfig, the bytes of an OpusHead packet, or 34 bytes of STREAMINFO.
        number: by which fragments name it.
    """

    codec: str
    sample_rate: int
    channels: int
    config: bytes
    number: int = 1

    @classmethod
    def of_aac(cls, config: AudioConfig) -> "AudioTrack":
        """AAC; SBR and PS are told in front, as Apple wants it."""
        return cls("aac", config.rate, config.channels or 2, config_bytes(config))

    @property
    def codecs(self) -> str:
        """What playlists and browsers call it (RFC 6381; the registered names of Opus and FLAC)."""
        return {"opus": "Opus", "flac": "fLaC"}.get(self.codec) or parse_config(self.config).codecs


def init_segment(track: AudioTrack) -> bytes:
    """Write ftyp and moov."""
    brands = box_bytes(b"ftyp", b"iso6", bytes(4), b"iso6", b"cmfc", b"mp41")
    extends = box_bytes(b"mvex", full_box_bytes(b"trex", 0, 0, struct.pack(">5I", track.number, 1, 0, 0, 0)))
    header = struct.pack(">4I", 0, 0, track.sample_rate, 0) + struct.pack(">IH", 0x10000, 0x0100) + bytes(10)
    movie = full_box_bytes(b"mvhd", 0, 0, header, _MATRIX, bytes(24), struct.pack(">I", track.number + 1))
    return brands + box_bytes(b"moov", movie, _track(track), extends)


def _track(track: AudioTrack) -> bytes:
    enabled = 7
    head = struct.pack(">5I", 0, 0, track.number, 0, 0) + bytes(8) + struct.pack(">4H", 0, 0, 0x0100, 0)
    header = full_box_bytes(b"tkhd", 0, enabled, head, _MATRIX, bytes(8))
    times = full_box_bytes(b"mdhd", 0, 0, struct.pack(">4I2H", 0, 0, track.sample_rate, 0, _UNDEFINED, 0))
    handler = full_box_bytes(b"hdlr", 0, 0, bytes(4), b"soun", bytes(12), b"sound\0")
    return box_bytes(b"trak", header, box_bytes(b"mdia", times, handler, _media(track)))


def _media(track: AudioTrack) -> bytes:
    here = full_box_bytes(b"dref", 0, 0, struct.pack(">I", 1), full_box_bytes(b"url ", 0, 1))
    empty = (
        full_box_bytes(b"stts", 0, 0, bytes(4)),
        full_box_bytes(b"stsc", 0, 0, bytes(4)),
        full_box_bytes(b"stsz", 0, 0, bytes(8)),
        full_box_bytes(b"stco", 0, 0, bytes(4)),
    )
    table = full_box_bytes(b"stsd", 0, 0, struct.pack(">I", 1), _entry(track))
    return box_bytes(
        b"minf",
        full_box_bytes(b"smhd", 0, 0, bytes(4)),
        box_bytes(b"dinf", here),
        box_bytes(b"stbl", table, *empty),
    )


def _entry(track: AudioTrack) -> bytes:
    """The sample entry (§12.2.3); a rate beyond 16 bits is told by the codec's own box alone."""
    kind = next((kind for kind, codec in _CODECS.items() if codec == track.codec), None)
    if kind is None:
        raise ValueError(f"MP4 carries no {track.codec} here")
    rate = track.sample_rate if track.sample_rate < 1 << 16 else 0
    fields = (
        bytes(6) + struct.pack(">H", 1) + bytes(8) + struct.pack(">4HI", track.channels, 16, 0, 0, rate << 16)
    )
    return box_bytes(kind, fields, _config_box(track))


def _config_box(track: AudioTrack) -> bytes:
    match track.codec:
        case "aac":
            return full_box_bytes(b"esds", 0, 0, _descriptors(track.config))
        case "opus":
            version, channels, skip, rate, gain = struct.unpack_from("<BBHIh", track.config, _OPUS_HEAD)
            family = track.config[_OPUS_HEAD + 10 :]
            return box_bytes(b"dOps", struct.pack(">BBHIh", version & 0, channels, skip, rate, gain), family)
        case _:
            last_streaminfo = 0x80
            return full_box_bytes(
                b"dfLa", 0, 0, struct.pack(">I", last_streaminfo << 24 | len(track.config)), track.config
            )


def _descriptors(config: bytes) -> bytes:
    """ES descriptor, decoder config, AudioSpecificConfig, SL config (ISO/IEC 14496-1 §7.2.6)."""
    decoder = struct.pack(">BB", _AAC_OBJECT, _AUDIO_STREAM) + bytes(11) + _descriptor(5, config)
    return _descriptor(3, bytes(3) + _descriptor(4, decoder) + _descriptor(6, b"\2"))


def _descriptor(tag: int, body: bytes) -> bytes:
    length = len(body)
    sized = bytes(0x80 | length >> shift & 0x7F for shift in (21, 14, 7)) + bytes((length & 0x7F,))
    return bytes((tag,)) + sized + body


def parse_init(data: bytes) -> AudioTrack:
    """Read the first track of sound of a moov, in an init segment or a whole file.

    Raises:
        PeerFault: there is none, or of a codec that is not understood.
    """
    for trak in (box for box in boxes(find(data, b"moov").body) if box.kind == b"trak"):
        if find(trak.body, b"mdia", b"hdlr").content[4:8] == b"soun":
            return _read_track(trak)
    raise PeerFault("its MP4 holds no sound", 415)


def _read_track(trak: Box) -> AudioTrack:
    header, times = find(trak.body, b"tkhd"), find(trak.body, b"mdia", b"mdhd")
    number, scale = _at(header, 8, 16), _at(times, 8, 16)
    table = find(trak.body, b"mdia", b"minf", b"stbl", b"stsd")
    entry = next(boxes(table.content[4:]), None)
    codec = _CODECS.get(entry.kind) if entry is not None else None
    if entry is None or codec is None or len(entry.body) < 28:
        raise PeerFault("its MP4 holds sound of a kind that is not understood", 415)
    channels = int.from_bytes(entry.body[16:18], "big")
    config = _read_config(codec, find(entry.body[28:], _CONFIG_BOXES[codec]))
    return AudioTrack(codec, scale, channels, config, number)


def _at(box: Box, short: int, long: int) -> int:
    """A number of 32 bits that stands further behind where the times before it have 64."""
    at = long if box.version else short
    return int.from_bytes(box.content[at : at + 4], "big")


def _read_config(codec: str, box: Box) -> bytes:
    match codec:
        case "aac":
            return _specific_config(box.content)
        case "opus" if len(box.body) >= 11:
            _, channels, skip, rate, gain = struct.unpack_from(">BBHIh", box.body)
            return b"OpusHead" + struct.pack("<BBHIh", 1, channels, skip, rate, gain) + box.body[10:]
        case "flac" if len(box.content) >= 38:
            return box.content[4:38]
        case _:
            raise PeerFault("what its MP4 says for decoders is cut off", 415)


def _specific_config(data: bytes) -> bytes:
    """Down to the descriptor with tag 5."""
    for tag, skipped in ((3, 3), (4, 13), (5, 0)):
        data = _body_of(data, tag)[skipped:]
    return data


def _body_of(data: bytes, tag: int) -> bytes:
    """The body of the first descriptor, which must have this tag."""
    length, at = 0, 1
    while at < len(data) and at <= 4:
        length = length << 7 | data[at] & 0x7F
        at += 1
        if not data[at - 1] & 0x80:
            break
    if not data or data[0] != tag or at + length > len(data):
        raise PeerFault("what its MP4 says for decoders is cut off", 415)
    return data[at : at + length]
