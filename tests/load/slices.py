"""Is a capture one contiguous slice of what the encoder wrote?"""

from dataclasses import dataclass
from hashlib import sha256

from crowd import Listener
from instruments import mp3, ogg
from tap import Tap

FINGERPRINT = 512
"""Bytes that are looked for in the stream to find where a capture begins."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Where a capture lies in the stream.

    Attributes:
        place: the byte of the stream at which it begins.
        length: its bytes.
        skipped: bytes of the capture's own in front of it: blanks of a cut frame, or header pages.
    """

    place: int
    length: int
    skipped: int


def of_mp3(listener: Listener, tap: Tap) -> Slice:
    """An MP3 capture: less than one frame of zeros at most, then the stream."""
    sound = listener.parted.sound
    blank = len(sound) - len(sound.lstrip(b"\0"))
    begin = blank + mp3.first_frame(sound[blank : blank + 4096])
    assert begin == blank, (
        f"{listener.name} begins with {sound[blank:begin][:16].hex()}, which is neither a frame nor blank"
    )
    assert blank < 418, f"{listener.name} begins with {blank} zeros: more than a frame"
    return compare(sound, begin, tap, listener.name)


def of_opus(listener: Listener, tap: Tap) -> Slice:
    """An Opus capture: two header pages, which stand in the stream too, then the stream from a page on."""
    pages, _ = ogg.pages(listener.body[:20_000])
    headers = b"".join(page.data for page in pages[:2])
    assert pages[0].begins, f"{listener.name} does not begin with a beginning of a stream"
    assert headers in tap.data, f"{listener.name} got header pages that nobody wrote"
    return compare(listener.body, len(headers), tap, listener.name)


def compare(sound: bytes, begin: int, tap: Tap, name: str) -> Slice:
    """Find the capture by its first bytes, and compare the whole of it by hash."""
    place = tap.data.find(sound[begin : begin + FINGERPRINT])
    assert place >= 0, f"{name}: its first {FINGERPRINT} bytes stand nowhere in the stream"
    whole = sound[begin:]
    written = tap.data[place : place + len(whole)]
    assert sha256(whole).digest() == sha256(written).digest(), difference(whole, bytes(written), name)
    return Slice(tap.begin + place, len(whole), begin)


def difference(got: bytes, written: bytes, name: str) -> str:
    """Say where a capture leaves the stream."""
    same = next(
        (at for at, (one, two) in enumerate(zip(got, written, strict=False)) if one != two),
        min(len(got), len(written)),
    )
    return (
        f"{name} leaves the stream after {same} of {len(got)} bytes: "
        f"got {got[same : same + 16].hex()}, written {written[same : same + 16].hex()}"
    )
