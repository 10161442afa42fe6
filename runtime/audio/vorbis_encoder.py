"""Vorbis by libvorbis inside libsndfile (`soundfile`): the only reference encoder that has wheels everywhere.

libsndfile writes Ogg, of which the packets are taken out again. It lets go of a page only when 4 KiB of music
or 255 packets have come together, so packets come in handfuls: some 0.3 to 0.8 s of music. Silence, which costs
two bytes a packet, would not come for 6 s. So where nothing came for a second, and that second was silent, the
file is ended, which gives all it holds, and another carries on: its first packet overlaps with the last one of
the file before, as packets do, and the seam lies in silence (figures: docs/guides/formats.md).
"""

from typing import TYPE_CHECKING

from runtime.audio.encoder import TitleTrack
from runtime.audio.pcm import PcmFormat
from runtime.audio.resampler import Resampler, samples_of
from runtime.codecs.ogg import PacketJoiner, PageReader
from runtime.codecs.vorbis import PacketClock, parse_head
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.plan.encoder import Vorbis

if TYPE_CHECKING:
    import soundfile

    from runtime.audio.pcm import Samples

__all__ = ["HIGHEST_QUALITY", "VorbisEncoder", "quality_for"]

HIGHEST_QUALITY = 10.0

SILENT = 1e-4
"""The loudest sample that is silence: 80 dB below the loudest there is."""

_HEADERS = 3
_STEPS = 7
"""Halvings of the scale in search of a bitrate: to a twelfth of a step of quality."""


class VorbisEncoder:
    """One run of libvorbis for one plan of an encoder.

    Attributes:
        rate: samples a second of the frames' times.
        delay: none: libvorbis and its decoders give the first sample first.
        headers: the identification and the setup header.
    """

    def __init__(self, plan: Vorbis, pcm: PcmFormat) -> None:
        self._target = PcmFormat(int(plan.sample_rate), plan.channels)
        self._quality = quality_for(plan, self._target) if plan.quality is None else plan.quality
        self.rate = self._target.rate
        self.delay = 0
        self._resampler = None if pcm == self._target else Resampler(pcm, self._target)
        self._ratio = self.rate / pcm.rate
        self._fed = self._written = self._given = self._silent = 0
        self._titles = TitleTrack(self.delay)
        self._sink = _PacketSink()
        self._file = _open(self._sink, self._target, self._quality)
        head, _, setup = _headers(self._target, self._quality)
        self.headers = head, setup
        self._clock = PacketClock.of(head, setup)
        self._first: bytes | None = None

    def encode(self, samples: "Samples", title: Title | None) -> list[Frame]:
        """Take samples; give the packets that are complete. `title` begins with the first of the samples."""
        if title is not None:
            self._titles.begins(title, round(self._fed * self._ratio))
        self._fed += len(samples)
        for part in self._resampled(samples):
            self._write(part)
        frames = self._frames()
        waits = self._written - self._given
        return frames + self._turn_page() if self.rate < waits and self.rate < self._silent else frames

    def flush(self) -> list[Frame]:
        """End: give the packets that are left. The encoder is used up afterwards."""
        for part in self._resampled(None):
            self._write(part)
        self._file.close()
        return self._frames()

    def _resampled(self, samples: "Samples | None") -> "list[Samples]":
        if self._resampler is None:
            return [] if samples is None else [samples]
        return [samples_of(frame, self._target.channels) for frame in self._resampler.convert(samples)]

    def _write(self, samples: "Samples") -> None:
        self._file.write(samples)
        self._written += len(samples)
        self._silent = self._silent + len(samples) if abs(samples).max(initial=0.0) < SILENT else 0

    def _frames(self) -> list[Frame]:
        return [frame for packet in self._sink.take() for frame in self._frame(packet)]

    def _frame(self, packet: bytes) -> list[Frame]:
        """The very first gives no sound and goes out together with the second, whose title it takes."""
        samples = self._clock.samples(packet)
        if self._first is None and not samples:
            self._first = packet
            return []
        self._given += samples
        (frame,) = self._titles.frames([(packet, samples)])
        if not self._first:
            return [frame]
        first, self._first = self._first, b""
        return [Frame(first, frame.time, 0, frame.title), Frame(packet, frame.time, samples)]

    def _turn_page(self) -> list[Frame]:
        """End the file in silence, and carry on with another where what was given of this one ends."""
        import numpy as np

        self._file.close()
        frames: list[Frame] = []
        for packet in self._sink.take():
            if self._written - self._given < self._clock.head.long:
                break
            frames += self._frame(packet)
        self._sink = _PacketSink()
        self._file = _open(self._sink, self._target, self._quality)
        again = self._written - self._given - self._clock.next_short()
        self._file.write(np.zeros((again, self._target.channels), np.float32))
        return frames


def quality_for(plan: Vorbis, target: PcmFormat) -> float:
    """The quality whose average libvorbis itself expects to be near `plan.bitrate`."""
    low, high = 0.0, HIGHEST_QUALITY
    for _ in range(_STEPS):
        middle = (low + high) / 2
        head, _, _ = _headers(target, middle)
        low, high = (middle, high) if parse_head(head).nominal < plan.bitrate else (low, middle)
    return (low + high) / 2


def _headers(target: PcmFormat, quality: float) -> list[bytes]:
    """The header packets libvorbis writes for these settings; always the same ones."""
    sink = _PacketSink(skip=0)
    _open(sink, target, quality).close()
    return sink.take()[:_HEADERS]


def _open(sink: "_PacketSink", target: PcmFormat, quality: float) -> "soundfile.SoundFile":
    import soundfile

    level = 1 - quality / HIGHEST_QUALITY
    return soundfile.SoundFile(
        sink, "w", target.rate, target.channels, format="OGG", subtype="VORBIS", compression_level=level
    )


class _PacketSink:
    """What libsndfile takes for a file: takes the packets out of the pages written to it."""

    def __init__(self, skip: int = _HEADERS) -> None:
        self._reader, self._joiner = PageReader(), PacketJoiner()
        self._packets: list[bytes] = []
        self._skip = skip
        self._at = 0

    def take(self) -> list[bytes]:
        """The packets since; without the headers."""
        packets, self._packets = self._packets, []
        return packets

    def write(self, data: bytes) -> int:
        """Take bytes."""
        for page in self._reader.feed(bytes(data)):
            found = self._joiner.feed(page)
            self._packets += found[self._skip :]
            self._skip = max(0, self._skip - len(found))
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002
        """Nowhere: Ogg is written from its beginning to its end."""
        return self._at

    def tell(self) -> int:
        """How much was written."""
        return self._at

    def flush(self) -> None:
        """Nothing waits."""
