"""MPEG audio frames in a row (ISO 11172-3 §2.4.1.3)."""

from dataclasses import dataclass

RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


class Torn(AssertionError):
    """The bytes are no frames back to back; says where."""


@dataclass(frozen=True, slots=True)
class Frames:
    """Layer III frames found back to back.

    Attributes:
        before: bytes in front of the first frame.
        frames: the frames.
        after: bytes of a last frame that was cut.
    """

    before: bytes
    frames: tuple[bytes, ...]
    after: bytes

    @property
    def seconds(self) -> float:
        return len(self.frames) * 1152 / 44100

    @property
    def body(self) -> bytes:
        return b"".join(self.frames)


def frame_length(data: bytes, at: int) -> int:
    """The length of the Layer III frame whose header stands at `at`; 0 if none does."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return 0
    version, rate, kbits = data[at + 1] >> 3 & 3, data[at + 2] >> 2 & 3, data[at + 2] >> 4
    if version == 1 or rate == 3 or kbits in (0, 15):
        return 0
    bits = (KBITS_1 if version == 3 else KBITS_2)[kbits] * 1000
    return (144 if version == 3 else 72) * bits // RATES[version][rate] + (data[at + 2] >> 1 & 1)


def first_frame(data: bytes, most: int = 4096) -> int:
    """Where the first of three frames in a row begins."""
    for at in range(min(most, len(data))):
        place = at
        for _ in range(3):
            length = frame_length(data, place)
            if not length:
                break
            place += length
        else:
            return at
    raise Torn(f"no three frames in a row within {most} bytes: {data[:32].hex()} …")


def read(data: bytes) -> Frames:
    """Every frame of a capture, back to back to its end; Torn where one is not followed by the next."""
    begin = at = first_frame(data)
    frames = []
    while at + 4 <= len(data):
        length = frame_length(data, at)
        if not length:
            raise Torn(
                f"no frame at byte {at}, {len(frames)} frames after the first: {data[at : at + 16].hex()}"
            )
        if at + length > len(data):
            break
        frames.append(data[at : at + length])
        at += length
    return Frames(data[:begin], tuple(frames), data[at:])
