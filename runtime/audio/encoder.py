"""What every encoder does, and where in its output a title begins."""

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from runtime.audio.pcm import PcmFormat
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.plan.encoder import Aac, Encoder, Flac, Mp3, Opus, Vorbis

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["FrameEncoder", "TitleTrack", "make_encoder", "missing_library"]


class FrameEncoder(Protocol):
    """Samples in, whole frames out, in one thread."""

    @property
    def rate(self) -> int:
        """Samples a second of the frames' times."""

    @property
    def delay(self) -> int:
        """Samples at `rate` by which what is decoded comes behind what went in."""

    @property
    def headers(self) -> tuple[bytes, ...]:
        """What a decoder must be given before the first frame, as the codec has it; most need nothing."""

    def encode(self, samples: "Samples", title: Title | None) -> list[Frame]:
        """Take samples; give the frames that are complete. `title` begins with the first of the samples."""

    def flush(self) -> list[Frame]:
        """End: give the frames that are left. The encoder is used up afterwards."""


def make_encoder(plan: Encoder, pcm: PcmFormat) -> FrameEncoder:
    """The encoder for a plan's `mp3(…)`, `aac(…)` and so on, fed with samples of `pcm`.

    Raises:
        OperatorFault: it needs a library that is not here.
    """
    from runtime.audio.aac_encoder import aac_encoder
    from runtime.audio.fdk_aac import FdkAacEncoder
    from runtime.audio.flac_encoder import flac_encoder
    from runtime.audio.mp3_encoder import Mp3Encoder
    from runtime.audio.opus_encoder import opus_encoder
    from runtime.audio.vorbis_encoder import VorbisEncoder

    match plan:
        case Mp3():
            return Mp3Encoder(plan, pcm)
        case Aac() if plan.profile == "lc":
            return aac_encoder(plan, pcm)
        case Aac():
            return FdkAacEncoder(plan, pcm)
        case Vorbis():
            return VorbisEncoder(plan, pcm)
        case Opus():
            return opus_encoder(plan, pcm)
        case Flac():
            return flac_encoder(plan, pcm)


def missing_library(plan: Encoder) -> str:
    """What an encoder needs that is not on this machine, in words; "" where nothing is missing."""
    from runtime.audio.fdk_aac import MISSING, fdk_aac_is_here

    wanted = isinstance(plan, Aac) and plan.profile != "lc"
    return MISSING if wanted and not fdk_aac_is_here() else ""


class TitleTrack:
    """The titles on their way through an encoder: each belongs to the frame in which its first sample is
    heard.

    A frame lies between the time it was fed and the time it is heard: `delay` samples later.
    """

    def __init__(self, delay: int) -> None:
        self._delay = delay
        self._waiting: deque[tuple[int, Title]] = deque()
        self._time = 0

    def begins(self, title: Title, fed: int) -> None:
        """Note that `title` begins with sample `fed` of what goes in (at the encoder's rate)."""
        self._waiting.append((fed + self._delay, title))

    def frames(self, data: Iterable[tuple[bytes, int]]) -> list[Frame]:
        """Put time and titles on encoded frames (bytes, samples), which follow each other without a gap."""
        return [self._frame(payload, samples) for payload, samples in data]

    def _frame(self, payload: bytes, samples: int) -> Frame:
        time, self._time = self._time, self._time + samples
        title = None
        while self._waiting and self._waiting[0][0] < self._time:
            title = self._waiting.popleft()[1]
        return Frame(payload, time, samples, title)
