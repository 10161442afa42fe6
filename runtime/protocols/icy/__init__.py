"""ICY titles: blocks of text at fixed distances inside a stream: of MP3, AAC or FLAC, and of Ogg where a script asks for it.

After each interval of `icy-metaint` bytes of audio stands a length byte L and 16 × L bytes of text, padded
with NUL.
"""

from .beginning import COUNT_BYTES, beginning, kept
from .block import MOST_BLOCK_BYTES, IcyTitle, read_block, title_block
from .extract import IcyExtractor
from .interleave import Interleaved, Interleaver

__all__ = [
    "COUNT_BYTES",
    "MOST_BLOCK_BYTES",
    "IcyExtractor",
    "IcyTitle",
    "Interleaved",
    "Interleaver",
    "beginning",
    "kept",
    "read_block",
    "title_block",
]
