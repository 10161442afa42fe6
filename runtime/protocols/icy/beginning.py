"""How a newcomer begins a stream with titles between, where a header must come first.

Rules. A newcomer joins where an interval begins, in the middle of a frame, and is given blanks for the rest of that frame. A
header takes the place of blanks. What it needs more goes on in blanks to where it comes out even: so many that header and
blanks fill whole intervals and the part of one that was blank anyway, with a title block behind each whole one.

The mount keeps the running title's block and, behind it, the header in the ring. The header's last three bytes are
overwritten with the number of blanks that follow (a PADDING block of FLAC has its length there).
"""

from .block import UNCHANGED

__all__ = ["COUNT_BYTES", "beginning", "kept"]

COUNT_BYTES = 3
"""Bytes at a header's end that say how many blanks follow."""

_UNIT = 16


def kept(block: bytes, header: bytes = b"") -> bytes:
    """What a mount keeps for newcomers: the running title, whole, and what must come before any frame."""
    return block + header


def beginning(keeps: bytes, lead: int, interval: int) -> tuple[bytes, bytes]:
    """What a newcomer gets first, and the block he gets where the first one of the stream is due: that of the running title,
    unless a header so long that blocks fall into it has told it already.

    Args:
        keeps: what the mount keeps; `b""` where it keeps nothing.
        lead: bytes from where the interval begins to the first whole frame.
        interval: audio bytes between two blocks.
    """
    length = 1 + _UNIT * keeps[0] if keeps else 0
    block, header = keeps[:length], keeps[length:]
    if not header:
        return bytes(lead), block
    blanks = (lead - len(header)) % interval
    sound = header[:-COUNT_BYTES] + blanks.to_bytes(COUNT_BYTES, "big") + bytes(blanks)
    whole = [sound[at : at + interval] for at in range(0, len(sound) - lead, interval)]
    if not whole:
        return sound, block
    return whole[0] + block + b"".join(part + UNCHANGED for part in whole[1:]) + sound[
        len(sound) - lead :
    ], UNCHANGED
