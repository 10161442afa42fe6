"""MP3 by LAME (`lameenc`): constant or variable bitrate, whole frames, nothing else in between.

Rule: 16 bits are made by rounding to the nearest step and by clipping, never by wrapping round.
Choice of encoder and quality, with figures: docs/design/0005-sound.md.
"""

from typing import TYPE_CHECKING

from runtime.audio.encoder import TitleTrack
from runtime.audio.pcm import PcmFormat
from runtime.audio.resampler import Resampler, samples_of
from runtime.codecs.mp3 import parse_header, take_frames
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.plan.encoder import Mp3

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["MP3_DELAY", "QUALITY", "Mp3Encoder", "to_int16"]

MP3_DELAY = 1105
"""Samples: 576 in LAME and 529 in every decoder (a hybrid filter bank of 528, and one)."""

QUALITY = 3
"""LAME's scale, 2 (best) to 7 (fastest)."""

VBR_MTRH = 4
"""LAME's number for its newer and faster way to a variable bitrate."""


class Mp3Encoder:
    """One run of LAME for one plan of an encoder."""

    def __init__(self, plan: Mp3, pcm: PcmFormat) -> None:
        import lameenc

        self.rate = int(plan.sample_rate)
        self.delay = MP3_DELAY
        self.headers: tuple[bytes, ...] = ()
        self._target = PcmFormat(self.rate, plan.channels)
        self._resampler = None if pcm == self._target else Resampler(pcm, self._target)
        self._ratio = self.rate / pcm.rate
        self._fed = 0
        self._titles = TitleTrack(self.delay)
        self._bytes = bytearray()
        self._lame = lameenc.Encoder()
        self._lame.silence()
        if plan.quality is None:
            self._lame.set_bit_rate(plan.bitrate // 1000)
        else:
            self._lame.set_vbr(VBR_MTRH)
            self._lame.set_vbr_quality(plan.quality)
        self._lame.set_in_sample_rate(self.rate)
        self._lame.set_out_sample_rate(self.rate)
        self._lame.set_channels(plan.channels)
        self._lame.set_quality(QUALITY)

    def encode(self, samples: "Samples", title: Title | None) -> list[Frame]:
        """Take samples; give the frames that are complete. `title` begins with the first of the samples."""
        if title is not None:
            self._titles.begins(title, round(self._fed * self._ratio))
        self._fed += len(samples)
        for part in self._resampled(samples):
            self._bytes += self._lame.encode(to_int16(part))
        return self._frames()

    def flush(self) -> list[Frame]:
        """End: give the frames that are left. The encoder is used up afterwards."""
        for part in self._resampled(None):
            self._bytes += self._lame.encode(to_int16(part))
        if self._fed:  # LAME takes it amiss to be ended before it has begun
            self._bytes += self._lame.flush()
        return self._frames()

    def _resampled(self, samples: "Samples | None") -> "list[Samples]":
        if self._resampler is None:
            return [] if samples is None else [samples]
        return [samples_of(frame, self._target.channels) for frame in self._resampler.convert(samples)]

    def _frames(self) -> list[Frame]:
        """The whole frames LAME has given so far."""
        frames = take_frames(self._bytes)
        return self._titles.frames((frame, _samples(frame)) for frame in frames)


def to_int16(samples: "Samples") -> bytes:
    """Packed 16-bit samples of floats between −1 and 1; what is louder is clipped."""
    import numpy as np

    scaled = np.rint(samples * np.float32(32768.0))
    return bytes(np.clip(scaled, -32768, 32767).astype("<i2").data)


def _samples(frame: bytes) -> int:
    header = parse_header(frame)
    return header.samples if header else 0
