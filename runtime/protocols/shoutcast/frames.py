"""Ultravox frames: `5A · QoS · class and type · length · payload · 00`, big-endian, at most 16 384 bytes."""

from dataclasses import dataclass, field

from runtime.errors import PeerFault

__all__ = ["LONGEST_PAYLOAD", "FrameReader", "UltravoxFrame"]

SYNC = 0x5A
HEADER_BYTES = 6
LONGEST_FRAME = 16_384
LONGEST_PAYLOAD = LONGEST_FRAME - HEADER_BYTES - 1
"""Bytes; Winamp once trusted a longer one (CVE-2006-5567)."""


@dataclass(frozen=True, slots=True)
class UltravoxFrame:
    """One message.

    Attributes:
        kind: class (high four bits) and type (low twelve).
        payload: what it carries.
        qos: how it is to be delivered; nothing depends on it here.
    """

    kind: int
    payload: bytes = b""
    qos: int = 0

    @property
    def group(self) -> int:
        """The class alone: 1 for the talk of broadcasters, 3 to 5 for metadata, 7 and 8 for audio."""
        return self.kind >> 12

    @property
    def text(self) -> str:
        """The payload as text, without the NUL that some clients end it with."""
        return self.payload.split(b"\0", 1)[0].decode("utf-8", "replace")

    def encode(self) -> bytes:
        """The bytes for the wire."""
        head = bytes((SYNC, self.qos)) + self.kind.to_bytes(2, "big") + len(self.payload).to_bytes(2, "big")
        return head + self.payload + b"\0"


@dataclass(slots=True)
class FrameReader:
    """Cut a stream of bytes into frames; it never holds more than one."""

    _buffer: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> list[UltravoxFrame]:
        """Take bytes; give the frames that are whole. Raises PeerFault where no frame can be."""
        self._buffer += data
        frames: list[UltravoxFrame] = []
        at = 0
        while (length := self._length(at)) and len(self._buffer) - at >= length:
            frames.append(self._frame(at, length))
            at += length
        del self._buffer[:at]
        return frames

    def _length(self, at: int) -> int:
        """The length of the whole frame at `at`; 0 while that cannot be known."""
        if at < len(self._buffer) and self._buffer[at] != SYNC:
            raise PeerFault("an Ultravox frame does not begin with 5A")
        if len(self._buffer) - at < HEADER_BYTES:
            return 0
        payload = int.from_bytes(self._buffer[at + 4 : at + 6], "big")
        if payload > LONGEST_PAYLOAD:
            raise PeerFault(f"an Ultravox frame holds at most {LONGEST_PAYLOAD} bytes, not {payload}")
        return HEADER_BYTES + payload + 1

    def _frame(self, at: int, length: int) -> UltravoxFrame:
        if self._buffer[at + length - 1]:
            raise PeerFault("an Ultravox frame does not end with 00")
        kind = int.from_bytes(self._buffer[at + 2 : at + 4], "big")
        payload = bytes(self._buffer[at + HEADER_BYTES : at + length - 1])
        return UltravoxFrame(kind, payload, self._buffer[at + 1])
