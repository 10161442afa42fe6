"""ID3 tags, as far as whoever cuts a stream into frames must know them: where they end.

ID3v2.4 §3.1 (header), §3.4 (footer), §6.2 (lengths of 4 × 7 bits). What a tag says is read by the decoder.
"""

__all__ = ["V1_BYTES", "V2_HEADER_BYTES", "v2_length"]

V1_BYTES = 128
V2_HEADER_BYTES = 10
_FOOTER = 0x10


def v2_length(head: bytes | bytearray) -> int:
    """The whole length of the ID3v2 tag that `head` (ten bytes) begins, header and footer included; 0 when it
    is none.
    """
    if len(head) < V2_HEADER_BYTES or head[:3] != b"ID3" or 0xFF in (head[3], head[4]):
        return 0
    if any(byte & 0x80 for byte in head[6:10]):
        return 0
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return V2_HEADER_BYTES + size + (V2_HEADER_BYTES if head[5] & _FOOTER else 0)
