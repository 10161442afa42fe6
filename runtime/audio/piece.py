"""Ten seconds of programme: blocks that follow each other, and the same as bytes for the disk.

Bytes: a line of JSON that says what the blocks belong to, then the samples as FLAC of 16 bits. A piece may be read by a later
version of the program, and by another machine.
"""

import io
import json
import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from runtime.audio.hints import Hints
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.media.title import Title

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["Piece", "as_bytes", "from_bytes"]

FORM = 1
"""The version of the form of these bytes."""

_PLAIN_HINTS = (
    "fade_in", "fade_out", "fade_in_shape", "fade_out_shape", "cross", "gain_db", "replaygain_db", "replaygain_peak",
    "jingle", "no_append", "no_prepend",
)  # fmt: skip


@dataclass(slots=True)
class Piece:
    """Blocks without a gap between them, from the sample `start` of all time on."""

    start: int
    blocks: list[Block] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The sample behind its last one."""
        return self.ends[-1] if self.ends else self.start

    def add(self, block: Block) -> None:
        """Put a block behind the others."""
        self.ends.append(self.end + block.length)
        self.blocks.append(block)

    def at(self, index: int, most: int) -> Block | None:
        """What begins at a sample, `most` samples at most; None where that is not in it."""
        if not self.start <= index < self.end:
            return None
        place = bisect_right(self.ends, index)
        block = self.blocks[place]
        into = index - (self.ends[place] - block.length)
        rest = block.split(into)[1] if into else block
        return rest.split(most)[0] if most < rest.length else rest


def as_bytes(piece: Piece, pcm: PcmFormat) -> bytes:
    """A piece for the disk."""
    import numpy as np
    import soundfile

    head: dict[str, Any] = {"form": FORM, "start": piece.start, "rate": pcm.rate, "channels": pcm.channels}
    head["marks"] = _marks(piece)
    sound = io.BytesIO()
    samples = np.concatenate([block.samples for block in piece.blocks])
    soundfile.write(sound, np.clip(samples, -1.0, 1.0), pcm.rate, format="FLAC", subtype="PCM_16")
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + sound.getvalue()


def from_bytes(data: bytes, pcm: PcmFormat) -> Piece | None:
    """A piece of the disk; None where it cannot be read, or is of another format."""
    import soundfile

    try:
        line, _, sound = data.partition(b"\n")
        head = json.loads(line)
        if (head["form"], head["rate"], head["channels"]) != (FORM, pcm.rate, pcm.channels):
            return None
        samples, _ = soundfile.read(io.BytesIO(sound), dtype="float32", always_2d=True)
        return _read(head, samples)
    except (ValueError, KeyError, TypeError, AttributeError, soundfile.LibsndfileError):
        return None


def _marks(piece: Piece) -> list[list[Any]]:
    """Length, offset, whether it ends, and what it is, of each stretch of one segment."""
    found: list[list[Any]] = []
    before: Block | None = None
    for block in piece.blocks:
        if before is not None and before.segment.id == block.segment.id and not before.last:
            found[-1][0] += block.length
            found[-1][2] = block.last
        else:
            found.append([block.length, block.offset, block.last, _written(block.segment)])
        before = block
    return found


def _written(segment: Segment) -> dict[str, Any]:
    """What is kept of a segment."""
    hints = {name: getattr(segment.hints, name) for name in _PLAIN_HINTS}
    return {
        "id": segment.id,
        "kind": segment.kind,
        "title": asdict(segment.title),
        "path": segment.path,
        "hints": {name: value for name, value in hints.items() if value},
        "duration": segment.duration,
    }


def _read(head: Mapping[str, Any], samples: "Samples") -> Piece:
    piece, at = Piece(int(head["start"])), 0
    segments: dict[str, Segment] = {}
    for length, offset, last, written in head["marks"]:
        segment = segments.setdefault(written["id"], _segment(written))
        piece.add(Block(samples[at : at + length], segment, int(offset), bool(last)))
        at += length
    if at != len(samples):
        raise ValueError("a piece is as long as its blocks")
    return piece


def _segment(written: Mapping[str, Any]) -> Segment:
    known = {each.name for each in fields(Title)}
    title = Title(**{name: str(text) for name, text in written["title"].items() if name in known})
    hints = Hints(**{name: value for name, value in written["hints"].items() if name in _PLAIN_HINTS})
    length = written["duration"]
    duration = float(length) if isinstance(length, int | float) and math.isfinite(length) else None
    return Segment(
        written["id"], written["kind"], title, str(written["path"]), hints=hints, duration=duration
    )
