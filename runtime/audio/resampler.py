"""Samples of one rate and number of channels made into another's, exactly as long and in the same place."""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

    from runtime.audio.pcm import PcmFormat, Samples

__all__ = ["Resampler", "frame_of", "samples_of", "silence_like"]


class Resampler:
    """libswresample between two formats. The n-th second that goes in is the n-th second that comes out.

    `kind` is FFmpeg's name of the samples that come out: "flt" packed floats, "s16" 16 bits, "fltp" a plane for each channel.
    """

    def __init__(
        self, source: "PcmFormat", target: "PcmFormat", frame_samples: int | None = None, kind: str = "flt"
    ) -> None:
        import av

        self._source = source
        self._inner = av.AudioResampler(kind, target.layout, target.rate, frame_samples)

    def convert(self, samples: "Samples | None") -> "list[AudioFrame]":
        """Take samples, give frames of the target's format; `None` asks for what is left."""
        return self._inner.resample(None if samples is None else frame_of(samples, self._source))


def frame_of(samples: "Samples", pcm: "PcmFormat") -> "AudioFrame":
    """A frame of packed float samples; its bytes are copied."""
    import av
    import numpy as np

    # by hand, as `AudioFrame.from_ndarray` takes twice as long, and this is done for every block and filter
    frame = av.AudioFrame(format="flt", layout=pcm.layout, samples=len(samples))
    frame.sample_rate = pcm.rate
    packed = np.frombuffer(cast("memoryview[int]", frame.planes[0]), np.float32)
    packed[: samples.size] = samples.reshape(-1)
    return frame


def samples_of(frame: "AudioFrame", channels: int) -> "Samples":
    """The samples of a frame of packed floats, one row each. What a file says is no number is silence."""
    import numpy as np

    samples = sound_of(frame, channels)
    return samples if np.isfinite(samples.sum()) else np.nan_to_num(samples, posinf=0.0, neginf=0.0)


def silence_like(frame: "AudioFrame", length: int) -> "AudioFrame":
    """A frame of so many samples of nothing, in the format of another."""
    import av

    silent = av.AudioFrame(frame.format.name, frame.layout.name, length)
    for plane in silent.planes:
        plane.update(bytes(plane.buffer_size))
    silent.sample_rate = frame.sample_rate
    return silent


def sound_of(frame: "AudioFrame", channels: int) -> "Samples":
    """The samples of a frame of packed floats as they stand in its memory, which lives on with them."""
    import numpy as np

    samples = np.frombuffer(cast("memoryview[int]", frame.planes[0]), np.float32, frame.samples * channels)
    return cast("Samples", samples.reshape(-1, channels))
