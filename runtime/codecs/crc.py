"""The two checksums of FLAC, and how the second is worked out for a part of what it was computed over.

RFC 9639 §9.1.8 (CRC-8 of a frame's header), §9.3 (CRC-16 of the frame). Both begin with 0 and are linear, so
the sum over A followed by B is the sum over A, pushed on by the length of B, and the sum over B.
"""

from functools import cache
from itertools import accumulate, repeat

__all__ = ["crc8", "crc16", "push"]

_ORDER = 32_767
"""So many bytes of zero leave every CRC-16 as it is: its polynomial is x + 1 times a primitive one of degree 15."""

_POLYNOMIAL_8, _POLYNOMIAL_16 = 0x107, 0x18005


def _table(polynomial: int, width: int) -> tuple[int, ...]:
    top = 1 << width
    entries = []
    for value in range(256):
        rest = value << (width - 8)
        for _ in range(8):
            rest = rest << 1 ^ (polynomial if rest << 1 & top else 0)
        entries.append(rest)
    return tuple(entries)


_TABLE_8, _TABLE_16 = _table(_POLYNOMIAL_8, 8), _table(_POLYNOMIAL_16, 16)


def crc8(data: bytes) -> int:
    """The CRC-8 of `data`."""
    rest = 0
    for byte in data:
        rest = _TABLE_8[rest ^ byte]
    return rest


def crc16(data: bytes | bytearray, rest: int = 0) -> int:
    """The CRC-16 of `data`, going on from `rest`."""
    table = _TABLE_16
    for byte in data:
        rest = (rest << 8 & 0xFF00) ^ table[rest >> 8 ^ byte]
    return rest


def push(rest: int, length: int) -> int:
    """What `rest` becomes after `length` bytes of zero. A negative length takes bytes of zero back."""
    return _times(rest, _powers()[length % _ORDER])


@cache
def _powers() -> tuple[int, ...]:
    """1 after so many bytes of zero."""
    return tuple(accumulate(repeat(b"\0", _ORDER - 1), lambda rest, zero: crc16(zero, rest), initial=1))


def _times(one: int, other: int) -> int:
    """The product of two polynomials over GF(2), modulo the one of CRC-16."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        other >>= 1
        one <<= 1
        if one & 0x10000:
            one ^= _POLYNOMIAL_16
    return product
