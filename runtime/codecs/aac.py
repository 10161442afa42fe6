"""What an AAC stream is: the AudioSpecificConfig of MP4, HLS and decoders, SBR and PS included.

HE-AAC is LC at half the rate, and a second layer (SBR) that says the upper half of the spectrum; HE-AAC v2 is
that in mono, and a third (PS) that says the stereo. A config tells of them in front (object type 5 or 29),
behind (a sync word that old decoders never reach), or not at all.

ISO/IEC 14496-3 §1.6.2.1 (config), §1.6.5 (signalling), §4.4.1 (GASpecificConfig).
"""

from dataclasses import dataclass

from runtime.codecs.bits import HighBits, OutOfBitsError
from runtime.errors import PeerFault

__all__ = ["CHANNELS", "SAMPLE_RATES", "AudioConfig", "config_bytes", "parse_config"]

SAMPLE_RATES = (
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
)  # fmt: skip
"""Hz, by index."""

CHANNELS = (0, 1, 2, 3, 4, 5, 6, 8)
"""By channel configuration; 0: the payload says."""

LC, SBR, PS = 2, 5, 29
"""Object types."""

_GENERAL = {1, 2, 3, 4, 6, 7}
_SBR_SYNC, _PS_SYNC = 0x2B7, 0x548
_ESCAPED_TYPE, _ESCAPED_RATE = 31, 15
_SCALABLE = 6

_LONGEST = 512
"""Bytes of a configuration that are read; the longest that means anything is below."""


@dataclass(frozen=True, slots=True)
class AudioConfig:
    """An AudioSpecificConfig.

    Attributes:
        object_type: of the core: 2 is LC.
        sample_rate: of the core in Hz.
        channels: of the core; 0 where the payload says.
        sbr: whether SBR is there; None: not said, a decoder finds out.
        ps: whether parametric stereo is there; None as above.
        output_rate: what is heard with SBR, in Hz.
        block_samples: 1024, or 960.
    """

    object_type: int = LC
    sample_rate: int = 44_100
    channels: int = 2
    sbr: bool | None = None
    ps: bool | None = None
    output_rate: int = 0
    block_samples: int = 1024

    @property
    def rate(self) -> int:
        """What is heard, in Hz."""
        return self.output_rate if self.sbr and self.output_rate else self.sample_rate

    @property
    def samples(self) -> int:
        """The length of a frame at `rate`."""
        return self.block_samples * self.rate // self.sample_rate

    @property
    def codecs(self) -> str:
        """What HLS and browsers call it (RFC 6381 §3.3)."""
        return f"mp4a.40.{PS if self.ps else SBR if self.sbr else self.object_type}"


def parse_config(data: bytes) -> AudioConfig:
    """Read an AudioSpecificConfig.

    Raises:
        PeerFault: it is cut off, or of a kind that no radio sends.
    """
    try:
        return _config(HighBits(data[:_LONGEST]))
    except OutOfBitsError:
        raise PeerFault("the AAC configuration is cut off", 415) from None


def config_bytes(config: AudioConfig) -> bytes:
    """Write an AudioSpecificConfig; SBR and PS are told in front, so that nobody overlooks them."""
    field = _Field()
    field.add(PS if config.ps else SBR if config.sbr else config.object_type, 5)
    field.add_rate(config.sample_rate)
    field.add(CHANNELS.index(config.channels), 4)
    if config.sbr:
        field.add_rate(config.output_rate)
        field.add(config.object_type, 5)
    field.add(int(config.block_samples == 960), 1)
    field.add(0, 2)
    return field.encode()


def _config(bits: HighBits) -> AudioConfig:
    kind = _object_type(bits)
    rate, channels = _rate(bits), _channels(bits)
    in_front = kind in (SBR, PS)
    output = _rate(bits) if in_front else 0
    core = _object_type(bits) if in_front else kind
    if core not in _GENERAL:
        raise PeerFault(f"AAC of object type {core} is not understood", 415)
    samples, channels = _general(bits, core, channels)
    if in_front:
        return AudioConfig(core, rate, channels, True, kind == PS or None, output, samples)
    return AudioConfig(core, rate, channels, *_behind(bits), samples)


def _object_type(bits: HighBits) -> int:
    kind = bits.read(5)
    return 32 + bits.read(6) if kind == _ESCAPED_TYPE else kind


def _rate(bits: HighBits) -> int:
    index = bits.read(4)
    rate = (
        bits.read(24) if index == _ESCAPED_RATE else SAMPLE_RATES[index] if index < len(SAMPLE_RATES) else 0
    )
    if not rate:
        raise PeerFault("the AAC configuration names no sample rate", 415)
    return rate


def _channels(bits: HighBits) -> int:
    index = bits.read(4)
    if index >= len(CHANNELS):
        raise PeerFault(f"AAC with the channel configuration {index} is not understood", 415)
    return CHANNELS[index]


def _general(bits: HighBits, core: int, channels: int) -> tuple[int, int]:
    """GASpecificConfig: the length of a block, and the channels."""
    samples = 960 if bits.read(1) else 1024
    if bits.read(1):
        bits.read(14)
    bits.read(1)
    if not channels:
        channels = _program(bits)
    if core == _SCALABLE:
        bits.read(3)
    return samples, channels


def _program(bits: HighBits) -> int:
    """The channels of a program_config_element (§4.4.1.1)."""
    bits.read(10)
    front, side, back = bits.read(4), bits.read(4), bits.read(4)
    low, data, coupled = bits.read(2), bits.read(3), bits.read(4)
    for width in (4, 4, 3):
        if bits.read(1):
            bits.read(width)
    channels = sum(1 + (bits.read(5) >> 4) for _ in range(front + side + back)) + low
    bits.read(4 * (low + data) + 5 * coupled)
    bits.read(-bits.at % 8)
    bits.read(8 * bits.read(8))
    return channels


def _behind(bits: HighBits) -> tuple[bool | None, bool | None, int]:
    """SBR and PS as they are told behind the core; None where nothing is said (§1.6.6.1)."""
    if bits.left < 16 or bits.read(11) != _SBR_SYNC or _object_type(bits) != SBR:
        return None, None, 0
    if not bits.read(1):
        return False, None, 0
    rate = _rate(bits)
    if bits.left < 12 or bits.read(11) != _PS_SYNC:
        return True, None, rate
    return True, bool(bits.read(1)), rate


class _Field:
    """Bits written one field after the other."""

    def __init__(self) -> None:
        self._value = 0
        self._count = 0

    def add(self, value: int, count: int) -> None:
        self._value, self._count = self._value << count | value, self._count + count

    def add_rate(self, rate: int) -> None:
        if rate in SAMPLE_RATES:
            self.add(SAMPLE_RATES.index(rate), 4)
        else:
            self.add(_ESCAPED_RATE << 24 | rate, 28)

    def encode(self) -> bytes:
        spare = -self._count % 8
        return (self._value << spare).to_bytes((self._count + spare) // 8, "big")
