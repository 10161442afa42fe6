"""The third header of Vorbis, walked through for the one thing in it that cutting and timing need: its modes.

Nothing in it says how long it is, so that the codebooks, floors, residues and mappings in front of the modes
have to be read, field by field. Vorbis I §4.2.4, §3.2.1, §6.2.1, §7.2.2, §8.6.1.
"""

from runtime.codecs.bits import LowBits, OutOfBitsError
from runtime.errors import PeerFault

__all__ = ["LONGEST_SETUP", "parse_modes"]

LONGEST_SETUP = 65_536
"""Bytes of a setup header that is read; those of libvorbis have some four thousand."""

_MARK = b"\x05vorbis"
_CODEBOOK = 0x564342
_LARGEST_TYPE = 2


def parse_modes(packet: bytes, channels: int) -> tuple[bool, ...]:
    """By mode number, whether a packet of this mode is a long block.

    Raises:
        PeerFault: the packet is no setup header, or breaks its rules.
    """
    if not packet.startswith(_MARK) or len(packet) > LONGEST_SETUP:
        raise _broken()
    bits = LowBits(packet, len(_MARK) * 8)
    try:
        return _setup(bits, channels)
    except OutOfBitsError:
        raise _broken() from None


def _broken() -> PeerFault:
    return PeerFault("the Vorbis setup header is broken", 415)


def _setup(bits: LowBits, channels: int) -> tuple[bool, ...]:
    for _ in range(bits.read(8) + 1):
        _codebook(bits)
    for _ in range(bits.read(6) + 1):
        bits.skip(16)
    for _ in range(bits.read(6) + 1):
        _floor(bits)
    for _ in range(bits.read(6) + 1):
        _residue(bits)
    for _ in range(bits.read(6) + 1):
        _mapping(bits, channels)
    modes = tuple(_mode(bits) for _ in range(bits.read(6) + 1))
    if not bits.read(1):
        raise _broken()
    return modes


def _codebook(bits: LowBits) -> None:
    if bits.read(24) != _CODEBOOK:
        raise _broken()
    dimensions, entries = bits.read(16), bits.read(24)
    if bits.read(1):
        _ordered_lengths(bits, entries)
    elif bits.read(1):
        _sparse_lengths(bits, entries)
    else:
        bits.skip(5 * entries)
    _lookup(bits, dimensions, entries)


def _ordered_lengths(bits: LowBits, entries: int) -> None:
    bits.skip(5)
    done = 0
    while done < entries:
        done += bits.read((entries - done).bit_length())
    if done > entries:
        raise _broken()


def _sparse_lengths(bits: LowBits, entries: int) -> None:
    for _ in range(entries):
        if bits.read(1):
            bits.skip(5)


def _lookup(bits: LowBits, dimensions: int, entries: int) -> None:
    """The vectors of a codebook (§3.2.1, and §9.2.3 for how many there are)."""
    kind = bits.read(4)
    if kind > _LARGEST_TYPE:
        raise _broken()
    if kind:
        bits.skip(64)
        width = bits.read(4) + 1
        bits.skip(1)
        bits.skip(width * (_lattice(entries, dimensions) if kind == 1 else entries * dimensions))


def _lattice(entries: int, dimensions: int) -> int:
    """The largest number that, raised to `dimensions`, is at most `entries`."""
    if not dimensions:
        raise _broken()
    found = int(entries ** (1 / dimensions)) + 1
    while found**dimensions > entries:
        found -= 1
    return found


def _floor(bits: LowBits) -> None:
    kind = bits.read(16)
    if kind > 1:
        raise _broken()
    if kind:
        _floor_of_points(bits)
    else:
        bits.skip(8 + 16 + 16 + 6 + 8)
        bits.skip(8 * (bits.read(4) + 1))


def _floor_of_points(bits: LowBits) -> None:
    classes = [bits.read(4) for _ in range(bits.read(5))]
    dimensions = [_floor_class(bits) for _ in range(max(classes, default=-1) + 1)]
    bits.skip(2)
    width = bits.read(4)
    bits.skip(width * sum(dimensions[number] for number in classes))


def _floor_class(bits: LowBits) -> int:
    dimensions, subclasses = bits.read(3) + 1, bits.read(2)
    bits.skip(8 * bool(subclasses) + (8 << subclasses))
    return dimensions


def _residue(bits: LowBits) -> None:
    if bits.read(16) > _LARGEST_TYPE:
        raise _broken()
    bits.skip(24 + 24 + 24)
    classifications = bits.read(6) + 1
    bits.skip(8)
    books = 0
    for _ in range(classifications):
        low = bits.read(3)
        high = bits.read(5) if bits.read(1) else 0
        books += low.bit_count() + high.bit_count()
    bits.skip(8 * books)


def _mapping(bits: LowBits, channels: int) -> None:
    if bits.read(16):
        raise _broken()
    submaps = bits.read(4) + 1 if bits.read(1) else 1
    if bits.read(1):
        bits.skip((bits.read(8) + 1) * 2 * (channels - 1).bit_length())
    if bits.read(2):
        raise _broken()
    if submaps > 1:
        bits.skip(4 * channels)
    bits.skip(submaps * 24)


def _mode(bits: LowBits) -> bool:
    long = bool(bits.read(1))
    bits.skip(16 + 16 + 8)
    return long
