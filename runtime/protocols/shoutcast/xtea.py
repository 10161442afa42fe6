"""XTEA (Needham and Wheeler, 1997), as Ultravox hides a name and a password in its login.

32 rounds; the key is the server's text, padded with zeros to 16 bytes; words are big-endian; the text is padded
with zeros to whole blocks of 8 bytes, each enciphered by itself; written in lower-case hexadecimal. This keeps a
password from a passing glance and from nobody who listens: the key was sent in the clear just before.
"""

import struct
from collections.abc import Callable

from runtime.errors import PeerFault

__all__ = ["xtea_decrypt", "xtea_encrypt"]

ROUNDS = 32
DELTA = 0x9E3779B9
MASK = 0xFFFFFFFF
BLOCK = 8
KEY_BYTES = 16
MOST_BLOCKS = 64
"""Blocks of one enciphered text: 512 bytes of name or password."""

_Words = tuple[int, int]


def xtea_encrypt(text: bytes, key: bytes) -> str:
    """Encipher a text; the result is hexadecimal."""
    padded = text + bytes(-len(text) % BLOCK)
    return _each_block(padded, key, _encipher).hex()


def xtea_decrypt(written: str, key: bytes) -> bytes:
    """Decipher a text, without the zeros it was padded with.

    Raises:
        PeerFault: it is no hexadecimal text of whole blocks, or too long.
    """
    try:
        data = bytes.fromhex(written)
    except ValueError as wrong:
        raise PeerFault("an enciphered name or password cannot be read", 401) from wrong
    if len(data) % BLOCK or len(data) > MOST_BLOCKS * BLOCK:
        raise PeerFault("an enciphered name or password has a length that cannot be", 401)
    return _each_block(data, key, _decipher).rstrip(b"\0")


def _each_block(data: bytes, key: bytes, turn: Callable[[_Words, tuple[int, ...]], _Words]) -> bytes:
    words = struct.unpack(">4I", key[:KEY_BYTES].ljust(KEY_BYTES, b"\0"))
    return b"".join(struct.pack(">2I", *turn(block, words)) for block in struct.iter_unpack(">2I", data))


def _encipher(block: _Words, key: tuple[int, ...]) -> _Words:
    left, right = block
    total = 0
    for _ in range(ROUNDS):
        left = left + (_mixed(right) ^ (total + key[total & 3])) & MASK
        total = (total + DELTA) & MASK
        right = right + (_mixed(left) ^ (total + key[total >> 11 & 3])) & MASK
    return left, right


def _decipher(block: _Words, key: tuple[int, ...]) -> _Words:
    left, right = block
    total = DELTA * ROUNDS & MASK
    for _ in range(ROUNDS):
        right = right - (_mixed(left) ^ (total + key[total >> 11 & 3])) & MASK
        total = (total - DELTA) & MASK
        left = left - (_mixed(right) ^ (total + key[total & 3])) & MASK
    return left, right


def _mixed(half: int) -> int:
    return (half << 4 ^ half >> 5) + half
