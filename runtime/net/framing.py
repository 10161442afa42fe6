"""Messages as bytes and back: the part of a channel that touches no socket.

Layout: `docs/design/0002-processes-rings-control.md`, "Channels".
"""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.errors import OurFault, PeerFault

__all__ = ["HANDLES", "LARGEST_BLOB", "LARGEST_JSON", "Frame", "Framer", "encode"]

LARGEST_JSON = 1024 * 1024
"""Bytes of JSON in a message."""

LARGEST_BLOB = 8 * 1024 * 1024
"""Bytes that travel beside the JSON of a message."""

HANDLES = 8
"""Sockets and memories in one message."""

_HEAD = struct.Struct("<IIB")
"""Length of the JSON, length of the blob, number of handles."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message as it stood on the wire; its handles travelled beside it."""

    fields: dict[str, Any]
    blob: bytes
    handles: int


def encode(fields: Mapping[str, Any], blob: bytes = b"", handles: int = 0) -> bytes:
    """Write a message. What cannot be carried is a mistake of the sender's.

    Raises:
        OurFault: too long, too many handles, or not to be said in JSON.
    """
    try:
        text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError) as wrong:
        raise OurFault(f"a message of type {fields.get('type')!r} cannot be written: {wrong}") from wrong
    if len(text) > LARGEST_JSON or len(blob) > LARGEST_BLOB or handles > HANDLES:
        size = f"{len(text)} + {len(blob)} bytes and {handles} handles"
        raise OurFault(f"a message of type {fields.get('type')!r} is too large for a channel: {size}")
    return _HEAD.pack(len(text), len(blob), handles) + text + blob


class Framer:
    """Cut a stream of bytes into messages. Feed it what arrives; it never holds more than one message's
    length.
    """

    def __init__(self) -> None:
        self._data = bytearray()

    @property
    def pending(self) -> int:
        """Bytes of a message that has not ended yet."""
        return len(self._data)

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Give the messages that `data` completes, in order.

        Raises:
            PeerFault: a length is over its bound, or the JSON is no object. The stream cannot be read on.
        """
        self._data += data
        while (frame := self._next()) is not None:
            yield frame

    def _next(self) -> Frame | None:
        if len(self._data) < _HEAD.size:
            return None
        text_size, blob_size, handles = _HEAD.unpack_from(self._data)
        if text_size > LARGEST_JSON or blob_size > LARGEST_BLOB or handles > HANDLES:
            raise PeerFault(f"a message claims {text_size} + {blob_size} bytes and {handles} handles")
        text_end = _HEAD.size + text_size
        end = text_end + blob_size
        if len(self._data) < end:
            return None
        text, blob = bytes(self._data[_HEAD.size : text_end]), bytes(self._data[text_end:end])
        del self._data[:end]
        return Frame(_object(text), blob, handles)


def _object(text: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise PeerFault(f"a message is not JSON: {wrong}") from wrong
    if not isinstance(fields, dict) or not isinstance(fields.get("type"), str):
        raise PeerFault("a message is no object with a type")
    return fields
