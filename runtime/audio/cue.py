"""The part of a file that a track is: from one cue point to another, to the sample.

Strategy: samples are counted behind the resampler, in the programme's rate, so that two tracks that are cut from one file join
without a seam. What lies well before the beginning is jumped over where the file's times count whole samples, which most do
(measured: WAV, FLAC, Ogg, MP3, AAC, MP4, WavPack are sought to the sample; Matroska, WMA and AC-3 are not), and is decoded
and dropped elsewhere. Decoding begins `PREROLL` early: what a decoder says first after a jump is not yet right.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING

from runtime.audio.pcm import PcmFormat

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

    from runtime.audio.pcm import Samples

__all__ = ["PREROLL", "Cue"]

PREROLL = 1.0
"""Seconds before its beginning at which a track is decoded already; MP3's reservoir and AAC's overlap need far less."""


@dataclass(slots=True)
class Cue:
    """Where in a file a track begins and ends, and how far decoding is.

    Attributes:
        begins: in samples of the programme.
        ends: the same; None for the end of the file.
        at: how many samples have been counted so far.
        lead: samples of silence, at the file's rate, that the resampler is to get before the first frame.
    """

    begins: int = 0
    ends: int | None = None
    at: int = 0
    lead: int = 0
    _sought: bool = False
    _begun: bool = False
    _heard: Fraction = Fraction(0)

    @classmethod
    def between(cls, begins: float | None, ends: float | None, pcm: PcmFormat) -> "Cue":
        """From seconds to samples."""
        return cls(pcm.samples(begins or 0.0), None if ends is None else pcm.samples(ends))

    @property
    def over(self) -> bool:
        """Whether the end is reached."""
        return self.ends is not None and self.at >= self.ends

    def seek(self, container: "InputContainer", stream: "AudioStream", pcm: PcmFormat) -> None:
        """Jump near the beginning, where it is far and can be found again to the sample."""
        base, to = stream.time_base, self.begins / pcm.rate - PREROLL
        if to <= PREROLL or base is None or not stream.rate or (1 / base) % stream.rate:
            return
        container.seek((stream.start_time or 0) + int(to / base), stream=stream, backward=True)
        self._sought = True

    def wants(self, frame: "AudioFrame", stream: "AudioStream", pcm: PcmFormat) -> bool:
        """Whether a decoded frame is near enough to matter. The first that is begins the counting."""
        if self._begun:
            return True
        if self._sought and not self._heard and frame.pts is not None and stream.time_base is not None:
            self._heard = (frame.pts - (stream.start_time or 0)) * stream.time_base
        ends = self._heard + Fraction(frame.samples, frame.sample_rate)
        if ends < self.begins / pcm.rate - PREROLL:
            self._heard = ends
            return False
        self._begun = True
        self._align(frame.sample_rate, pcm.rate)
        return True

    def _align(self, rate: int, out: int) -> None:
        """Begin the counting where samples of both rates meet, so that a resampler gives what it would have given."""
        position = round(self._heard * rate)
        self.lead = position % (rate // gcd(rate, out))
        self.at = (position - self.lead) * out // rate

    def cut(self, samples: "Samples") -> "Samples":
        """What of these samples, the next ones, belongs to the track."""
        begin, end = self.begins - self.at, len(samples)
        if self.ends is not None:
            end = min(end, max(0, self.ends - self.at))
        self.at += len(samples)
        return samples[min(max(0, begin), len(samples)) : end]
