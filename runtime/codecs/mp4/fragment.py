"""Fragments: some samples with their times (moof) and their bytes (mdat), and messages in front of them (emsg).

Written is what CMAF wants (ISO/IEC 23000-19 §7.5.16): one `traf` with `tfdt`, addresses that count from the moof. A sample
of sound is one frame, and may always be begun with.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from runtime.errors import PeerFault

from .boxes import Box, box_bytes, boxes, find, full_box_bytes
from .init import AudioTrack

__all__ = [
    "MOST_SAMPLES",
    "Fragment",
    "Sample",
    "event_message",
    "fragment_bytes",
    "parse_fragment",
    "segment_type",
]

MOST_SAMPLES = 100_000
"""Samples of one fragment that are read; half an hour of AAC has fewer."""

_ID3_SCHEME = b"https://aomedia.org/emsg/ID3\0"
_MOOF_RELATIVE = 0x020000
_DATA_OFFSET, _DURATIONS, _SIZES = 0x000001, 0x000100, 0x000200
_RUN_FLAGS = ((0x000100, "duration"), (0x000200, "size"), (0x000400, "flags"), (0x000800, "offset"))
_HEADER_FLAGS = ((0x000001, 8), (0x000002, 4), (0x000008, 4), (0x000010, 4), (0x000020, 4))


@dataclass(frozen=True, slots=True)
class Sample:
    """A frame and how long it plays, in the track's own steps."""

    data: bytes
    duration: int


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of samples.

    Attributes:
        sequence: its number.
        decode_time: when it begins, in the track's steps.
        samples: in their order.
    """

    sequence: int
    decode_time: int
    samples: tuple[Sample, ...]


def segment_type() -> bytes:
    """Write what stands in front of a media segment (styp)."""
    return box_bytes(b"styp", b"msdh", bytes(4), b"msdh", b"cmfs")


def fragment_bytes(track: AudioTrack, fragment: Fragment) -> bytes:
    """Write moof and mdat."""
    head = full_box_bytes(b"mfhd", 0, 0, struct.pack(">I", fragment.sequence))
    whole = len(_moof(track, fragment, head, 0))
    media = box_bytes(b"mdat", *(sample.data for sample in fragment.samples))
    return _moof(track, fragment, head, whole + 8) + media


def _moof(track: AudioTrack, fragment: Fragment, head: bytes, offset: int) -> bytes:
    runs = b"".join(struct.pack(">II", sample.duration, len(sample.data)) for sample in fragment.samples)
    traf = box_bytes(
        b"traf",
        full_box_bytes(b"tfhd", 0, _MOOF_RELATIVE, struct.pack(">I", track.number)),
        full_box_bytes(b"tfdt", 1, 0, struct.pack(">Q", fragment.decode_time)),
        full_box_bytes(
            b"trun",
            0,
            _DATA_OFFSET | _DURATIONS | _SIZES,
            struct.pack(">II", len(fragment.samples), offset),
            runs,
        ),
    )
    return box_bytes(b"moof", head, traf)


def event_message(track: AudioTrack, time: int, number: int, tag: bytes) -> bytes:
    """Write an ID3 tag that belongs to a time, counted in the track's steps (emsg version 1)."""
    whole_event = 0xFFFFFFFF
    fields = struct.pack(">IQII", track.sample_rate, time, whole_event, number)
    return full_box_bytes(b"emsg", 1, 0, fields, _ID3_SCHEME, b"\0", tag)


def parse_fragment(data: bytes, track: AudioTrack) -> Fragment:
    """Read the samples of a track from a moof and the mdat behind it.

    Raises:
        PeerFault: a box is missing or cut off, or samples lie outside of what is there.
    """
    moof = find(data, b"moof")
    start = _place(data, b"moof")
    traf = next(
        (box for box in boxes(moof.body) if box.kind == b"traf" and _track_of(box) == track.number), None
    )
    if traf is None:
        raise PeerFault("a fragment of its MP4 holds nothing of the track", 415)
    times = find(traf.body, b"tfdt")
    time = int.from_bytes(times.content[: 8 if times.version else 4], "big")
    sequence = int.from_bytes(find(moof.body, b"mfhd").content[:4], "big")
    return Fragment(sequence, time, tuple(_samples(traf, data, start)))


def _place(data: bytes, kind: bytes) -> int:
    at = 0
    for box in boxes(data):
        if box.kind == kind:
            return at
        at += len(box.head) + len(box.body)
    return at


def _track_of(traf: Box) -> int:
    return int.from_bytes(find(traf.body, b"tfhd").content[:4], "big")


def _samples(traf: Box, data: bytes, start: int) -> Iterator[Sample]:
    """The samples of all runs; where a run does not say sizes and durations, the header of the fragment does."""
    duration, size = _defaults(find(traf.body, b"tfhd"))
    at, left = start, MOST_SAMPLES
    for run in (box for box in boxes(traf.body) if box.kind == b"trun"):
        count, offset, table = _run(run)
        at = start + offset if offset is not None else at
        left -= count
        if left < 0:
            raise PeerFault("a fragment of its MP4 has too many samples", 415)
        for each in _table(run.flags, table, count):
            length = each.get("size", size)
            if not 0 <= at <= at + length <= len(data):
                raise PeerFault("a fragment of its MP4 is cut off", 415)
            yield Sample(data[at : at + length], each.get("duration", duration))
            at += length


def _defaults(header: Box) -> tuple[int, int]:
    """Duration and size of samples that do not say."""
    at, found = 4, {}
    for flag, width in _HEADER_FLAGS:
        if header.flags & flag:
            found[flag] = int.from_bytes(header.content[at : at + width], "big")
            at += width
    return found.get(0x000008, 0), found.get(0x000010, 0)


def _run(run: Box) -> tuple[int, int | None, bytes]:
    """How many samples a run has, where the first lies behind the moof, and its table."""
    body = run.content
    count, at, offset = int.from_bytes(body[:4], "big"), 4, None
    if run.flags & _DATA_OFFSET:
        offset, at = int.from_bytes(body[4:8], "big", signed=True), 8
    return count, offset, body[at + (4 if run.flags & 0x000004 else 0) :]


def _table(flags: int, table: bytes, count: int) -> Iterator[dict[str, int]]:
    names = [name for flag, name in _RUN_FLAGS if flags & flag]
    width = 4 * len(names)
    if count * width > len(table):
        raise PeerFault("a fragment of its MP4 is cut off", 415)
    for place in range(count):
        fields = struct.unpack_from(f">{len(names)}I", table, place * width)
        yield dict(zip(names, fields, strict=True))
