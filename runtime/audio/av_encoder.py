"""One run of one of FFmpeg's encoders, through PyAV: samples of the programme in, whole packets with their time out."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from runtime.audio.encoder import TitleTrack
from runtime.audio.pcm import PcmFormat
from runtime.audio.resampler import Resampler
from runtime.media.frame import Frame
from runtime.media.title import Title

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.frame import AudioFrame

    from runtime.audio.pcm import Samples

__all__ = ["AvEncoder"]


class AvEncoder:
    """A `FrameEncoder` around a codec that is open.

    Attributes:
        rate: samples a second of the frames' times.
        delay: samples at `rate` by which what is decoded comes behind what went in.
        headers: what a decoder must be given first.
    """

    def __init__(
        self,
        codec: "AudioCodecContext",
        pcm: PcmFormat,
        *,
        frame_samples: int,
        delay: int,
        packet: Callable[[bytes], tuple[bytes, int]],
        headers: tuple[bytes, ...] = (),
    ) -> None:
        """Feed `codec` with samples of `pcm`.

        Args:
            codec: open, and set to its rate, layout and sample format.
            pcm: what will come.
            frame_samples: how many it takes at a time.
            delay: as above.
            packet: what goes to listeners for a packet of the codec, and its length in samples.
            headers: as above.
        """
        self.rate = codec.sample_rate
        self.delay = delay
        self.headers = headers
        self._codec = codec
        self._packet = packet
        self._ratio = self.rate / pcm.rate
        self._fed = 0
        target = PcmFormat(self.rate, codec.layout.nb_channels)
        self._resampler = Resampler(pcm, target, frame_samples, codec.format.name)
        self._titles = TitleTrack(delay)

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
            data += filter(
                None, map(bytes, self._codec.encode(frame))
            )  # FLAC ends with a packet of side data alone
        return self._titles.frames(map(self._packet, data))
