"""Take titles out of a stream."""

from collections.abc import Iterator

from .block import UNIT, IcyTitle, read_block

__all__ = ["IcyExtractor"]


class IcyExtractor:
    """Parts a stream into audio and titles.

    Args:
        interval: what the server said in `icy-metaint`.
    """

    def __init__(self, interval: int) -> None:
        self._interval = interval
        self._audio_left = interval
        self._block = bytearray()

    def extract(self, data: bytes) -> list[bytes | IcyTitle]:
        """Take in bytes as they come; return audio and titles in their order. Empty blocks say nothing."""
        return list(self._parts(memoryview(data)))

    def _parts(self, data: memoryview) -> Iterator[bytes | IcyTitle]:
        while data:
            if self._audio_left:
                audio = data[: self._audio_left]
                self._audio_left -= len(audio)
                data = data[len(audio) :]
                yield bytes(audio)
            else:
                data = self._take_block(data)
                yield from self._finished_block()

    def _take_block(self, data: memoryview) -> memoryview:
        if not self._block:
            self._block.append(data[0])
            data = data[1:]
        missing = self._block[0] * UNIT + 1 - len(self._block)
        self._block += data[:missing]
        return data[missing:]

    def _finished_block(self) -> Iterator[IcyTitle]:
        if len(self._block) < self._block[0] * UNIT + 1:
            return
        payload = bytes(self._block[1:])
        self._block.clear()
        self._audio_left = self._interval
        if payload:
            yield read_block(payload)
