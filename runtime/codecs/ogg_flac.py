"""FLAC in Ogg, for `ChainMuxer`.

A frame of FLAC depends on no other, so a chain begins with the very frame that brought the title. Frames are
numbered anew in each chain: some decoders reckon positions by them.

RFC 9639 §10.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from runtime.codecs.comments import comment_block, parse_comment_block
from runtime.codecs.flac import (
    COMMENTS,
    MARK,
    StreamInfo,
    metadata_block,
    parse_stream_info,
    renumbered,
    silent_frame,
    stream_info_bytes,
)
from runtime.errors import PeerFault
from runtime.media.frame import Frame
from runtime.media.title import Title

__all__ = ["FlacMapping", "comments_packet", "head_packet", "parse_comments", "parse_head"]

_MARK = b"\x7fFLAC"
_VERSION = b"\x01\x00"
_HEADERS = b"\x00\x01"
"""How many header packets follow the first: the comments."""

_CLOSING_SAMPLES = 16


@dataclass(slots=True)
class FlacMapping:
    """The chains of one encoder.

    Attributes:
        info: what its frames are; all blocks but the last are equally long.
        vendor: what the comments say made it.
    """

    info: StreamInfo
    vendor: str
    _number: int = 0

    def headers(self, title: Title) -> Sequence[bytes]:
        """The two header packets."""
        self._number = 0
        return head_packet(self.info.live), comments_packet(self.vendor, title)

    def again(self) -> Sequence[tuple[bytes, int]]:
        """Nothing."""
        return ()

    def packet(self, frame: Frame) -> bytes:
        """The frame under its number in the chain."""
        number, self._number = self._number, self._number + 1
        return renumbered(frame.data, number)

    @property
    def skipped(self) -> int:
        """None."""
        return 0

    def closing(self, granule: int, skipped: int) -> tuple[Sequence[bytes], int]:  # noqa: ARG002
        """The shortest silence there is, since FLAC has no packet of nothing."""
        number = granule // self.info.longest
        return [silent_frame(self.info, number, _CLOSING_SAMPLES)], _CLOSING_SAMPLES


def head_packet(info: StreamInfo) -> bytes:
    """Write the first packet: the mapping's version, and STREAMINFO."""
    return _MARK + _VERSION + _HEADERS + MARK + metadata_block(0, stream_info_bytes(info))


def parse_head(packet: bytes) -> StreamInfo:
    """Read the first packet.

    Raises:
        PeerFault: it is none, of another version, or STREAMINFO says what cannot be.
    """
    front = len(_MARK + _VERSION + _HEADERS + MARK) + 4
    if (
        not packet.startswith(_MARK + _VERSION[:1])
        or packet[9:13] != MARK
        or packet[13:14] not in (b"\x00", b"\x80")
    ):
        raise PeerFault("this is no FLAC header that can be understood", 415)
    return parse_stream_info(packet[front:])


def comments_packet(vendor: str, title: Title) -> bytes:
    """Write the comments as the last metadata block; what is not known is left out."""
    return metadata_block(COMMENTS, comment_block(vendor, title), last=True)


def parse_comments(packet: bytes) -> tuple[tuple[str, str], ...]:
    """Read the comments of a metadata block, names in lower case, in their order.

    Raises:
        PeerFault: it is none, or its lengths run past its end or past what is read of it.
    """
    if packet[:1] not in (bytes([COMMENTS]), bytes([COMMENTS | 0x80])):
        raise PeerFault("these are no FLAC comments", 415)
    return parse_comment_block(packet[4:])
