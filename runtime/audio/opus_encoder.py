"""Opus by libopus through PyAV: 48 kHz, 20 ms, constrained variable bitrate.

Unconstrained, libopus spends two thirds more than was asked for on tonal music, which rings and listeners'
lines are not sized for.
"""

from typing import TYPE_CHECKING

from runtime.audio.encoder import TitleTrack
from runtime.audio.pcm import PcmFormat
from runtime.audio.resampler import Resampler
from runtime.codecs.opus import packet_samples, parse_head
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.plan.encoder import Opus

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

    from runtime.audio.pcm import Samples

__all__ = ["OPUS_RATE", "PACKET_SAMPLES", "OpusEncoder"]

OPUS_RATE = 48_000
PACKET_SAMPLES = 960
"""20 ms: the length at which Opus for music costs least."""


class OpusEncoder:
    """One run of libopus for one plan of an encoder."""

    def __init__(self, plan: Opus, pcm: PcmFormat) -> None:
        import av

        target = PcmFormat(OPUS_RATE, plan.channels)
        self.rate = OPUS_RATE
        self._ratio = self.rate / pcm.rate
        self._fed = 0
        self._resampler = Resampler(pcm, target, PACKET_SAMPLES)
        self._codec = av.CodecContext.create("libopus", "w")
        self._codec.sample_rate, self._codec.layout, self._codec.format = OPUS_RATE, target.layout, "flt"
        self._codec.bit_rate = plan.bitrate
        self._codec.options = {"vbr": "constrained", "frame_duration": "20"}
        self._codec.open()
        self.delay = parse_head(self._codec.extradata or b"").pre_skip
        self._titles = TitleTrack(self.delay)

    def encode(self, samples: "Samples", title: Title | None) -> list[Frame]:
        """Take samples; give the packets that are complete. `title` begins with the first of the samples."""
        if title is not None:
            self._titles.begins(title, round(self._fed * self._ratio))
        self._fed += len(samples)
        return self._encode(self._resampler.convert(samples))

    def flush(self) -> list[Frame]:
        """End: give the packets that are left. The encoder is used up afterwards."""
        return self._encode([*self._resampler.convert(None), None])

    def _encode(self, frames: "list[AudioFrame] | list[AudioFrame | None]") -> list[Frame]:
        data: list[bytes] = []
        for frame in frames:
            if frame is not None:
                frame.pts = None
            data += map(bytes, self._codec.encode(frame))
        return self._titles.frames((packet, packet_samples(packet)) for packet in data)
