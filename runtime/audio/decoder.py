"""A file, opened and decoded into the programme's samples.

Strategy: opening decodes the first frame, so that what cannot be played is known before anybody counts on it.
Only the first audio stream is read; a cover is never decoded. A packet that cannot be decoded is left out and
counted; a run of them that no listener would bear ends the track. Nothing but the file itself is opened,
whatever it says it refers to.
"""

import errno
import os
import stat
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.audio.cue import Cue
from runtime.audio.hints import Hints, read_hints
from runtime.audio.pcm import PcmFormat
from runtime.audio.resampler import samples_of, silence_like
from runtime.audio.tags import NOTHING_SAID, Said, read_tags, read_title
from runtime.errors import MediaUnreadable
from runtime.media.title import Title

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet

    from runtime.audio.pcm import Samples

__all__ = ["HOPELESS_PACKETS", "REREADS", "Decoder", "Probe", "file_options", "open_file", "probe_file"]

HOPELESS_PACKETS = 200
"""Broken packets in a row after which a track is over: some five seconds of an MP3."""

REREADS = 20
"""How often reading goes on behind a place of a file that cannot be read."""

_LISTS = {"applehttp", "concat", "concatf", "dash", "hls", "imf", "webm_dash_manifest"}
_PLAIN_TEXT = {"ffmetadata", "lrc", "srt", "subviewer", "tty"}
_NO_FILES = {"dvdvideo", "lavfi", "rtp", "rtsp", "sap", "sdp"}
_NO_TRACKS = _LISTS | _PLAIN_TEXT | _NO_FILES
"""Containers that name other files, or are plain text; none of them is a track."""

_PROBE_BYTES = 2_000_000
"""How much of a file is looked at to find out what it is."""


class Decoder:
    """A file that is open and has proved that it can be played.

    Iterating gives arrays of float32, shape (n, channels), each with whether it is the last one, until the
    file ends. Close it in any case.

    Attributes:
        path: the file as it was named.
        title: what its tags call it.
        hints: how its tags want it to be played.
        duration: seconds it lasts, as its container says; None when that does not say.
        broken: packets left out so far because they could not be decoded.
        hopeless: whether the file was left before its end because nothing in it could be decoded any more.
    """

    def __init__(
        self,
        path: str,
        container: "InputContainer",
        stream: "AudioStream",
        pcm: PcmFormat,
        said: Said = NOTHING_SAID,
    ) -> None:
        self.path = path
        tags = said.over(read_tags(stream.metadata, container.metadata))
        self.title: Title = read_title(tags, path)
        self.hints = read_hints(tags)
        self.duration = played(_duration(container), self.hints)
        self._cue = Cue.between(self.hints.cue_in, self.hints.cue_out, pcm)
        self.broken = 0
        self.hopeless = False
        self._container = container
        self._stream = stream
        self._pcm = pcm
        self._shape: tuple[int, str, str] | None = None
        self._resampler = self._new_resampler()
        self._blocks = self._decode()
        self._held = next(self._blocks, None)
        if self._held is None:
            cut = "between its cue points " if self._cue.begins or self._cue.ends else ""
            raise MediaUnreadable(path, f"it holds no sound {cut}that can be decoded")

    def __iter__(self) -> Iterator[tuple["Samples", bool]]:
        while (held := self._held) is not None:
            self._held = next(self._blocks, None)
            yield held, self._held is None

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        self._blocks.close()
        self._held = None
        self._container.close()

    def _decode(self) -> "Generator[Samples, None, None]":
        """What lies between the cue points, in the programme's format, to the last sample the resampler holds."""
        self._cue.seek(self._container, self._stream, self._pcm)
        for frame in self._frames():
            if not self._cue.wants(frame, self._stream, self._pcm):
                continue
            shape = (frame.sample_rate, frame.layout.name, frame.format.name)
            if shape != self._shape:
                yield from self._resample(None)
                self._resampler, self._shape = self._new_resampler(), shape
                yield from self._lead_in(frame)
            frame.pts = None
            yield from self._resample(frame)
            if self._cue.over:
                return
        yield from self._resample(None)

    def _lead_in(self, frame: "AudioFrame") -> "Iterator[Samples]":
        """The silence before the first frame that a cut in the middle of a file needs."""
        lead, self._cue.lead = self._cue.lead, 0
        if lead:
            yield from self._resample(silence_like(frame, lead))

    def _new_resampler(self) -> "AudioResampler":
        import av

        return av.AudioResampler("flt", self._pcm.layout, self._pcm.rate)

    def _resample(self, frame: "AudioFrame | None") -> "Iterator[Samples]":
        if self._shape is None:
            return
        for out in self._resampler.resample(frame):
            samples = self._cue.cut(samples_of(out, self._pcm.channels))
            if len(samples):
                yield samples

    def _frames(self) -> "Iterator[AudioFrame]":
        """What the file's packets decode to; a packet that does not is left out and counted."""
        import av

        run = 0
        for packet in self._packets():
            try:
                frames = packet.decode()
            except av.FFmpegError:
                run += 1
                self.broken += 1
            else:
                run = 0 if frames else run
                yield from frames
            if run >= HOPELESS_PACKETS:
                self.hopeless = True
                return

    def _packets(self) -> "Iterator[Packet[AudioStream]]":
        """The stream's packets; reading goes on behind a place that cannot be read, a few times."""
        import av

        for _ in range(REREADS):
            try:
                yield from self._container.demux(self._stream)
            except av.FFmpegError:
                self.broken += 1
            else:
                return
        self.hopeless = True


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file says of itself: its title, how it wants to be played, and how many seconds it lasts, if it says so.

    Attributes:
        whole: the length of the whole file, where `duration` is what lies between its cue points.
        tags: the file's own.
    """

    title: Title
    hints: Hints
    duration: float | None
    whole: float | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, tags: Mapping[str, str], whole: float | None, shown: str, said: Said = NOTHING_SAID
    ) -> "Probe":
        """Read the file's own tags, and what is said of it."""
        all_tags = said.over(tags)
        hints = read_hints(all_tags)
        return cls(read_title(all_tags, shown), hints, played(whole, hints), whole, tags)


def played(whole: float | None, hints: Hints) -> float | None:
    """How long (seconds) a file of that length plays between its cue points."""
    ends = hints.cue_out if whole is None or (hints.cue_out and hints.cue_out < whole) else whole
    return None if ends is None else max(0.0, ends - (hints.cue_in or 0.0))


def open_file(path: Path, pcm: PcmFormat, shown: str = "", said: Said = NOTHING_SAID) -> Decoder:
    """Open a file of any kind FFmpeg reads and decode its beginning. Blocks on the disk: not for the path
    that plays.

    Args:
        path: where it is.
        pcm: what to make of it.
        shown: the name to use in words; the path itself if empty.
        said: what others say about it, cue points among that.

    Raises:
        MediaUnreadable: with the reason in words.
    """
    import av

    shown = shown or str(path)
    _check(path, shown)
    try:
        container = av.open(str(path), "r", options=file_options(), metadata_errors="surrogateescape")
    except (av.FFmpegError, OSError, ValueError) as error:
        raise MediaUnreadable(shown, _words(error)) from error
    try:
        return Decoder(shown, container, _audio_stream(container, shown), pcm, said)
    except (av.FFmpegError, ValueError, NotImplementedError) as error:
        container.close()
        raise MediaUnreadable(shown, _words(error)) from error
    except MediaUnreadable:
        container.close()
        raise


def probe_file(path: Path, shown: str = "", said: Said = NOTHING_SAID) -> Probe:
    """Read what a file says of itself, and others of it; nothing is decoded. Blocks on the disk: not for the path that plays.

    Raises:
        MediaUnreadable: with the reason in words.
    """
    import av

    shown = shown or str(path)
    _check(path, shown)
    try:
        with av.open(str(path), "r", options=file_options(), metadata_errors="surrogateescape") as container:
            tags = read_tags(_audio_stream(container, shown).metadata, container.metadata)
            return Probe.of(tags, _duration(container), shown, said)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise MediaUnreadable(shown, _words(error)) from error


def _check(path: Path, shown: str) -> None:
    """Say what is wrong with a path before FFmpeg says it in its own words; a pipe would keep it waiting for
    ever.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise MediaUnreadable(shown, _words(error)) from error
    if stat.S_ISDIR(found.st_mode):
        raise MediaUnreadable(shown, "it is a folder, not a file")
    if not stat.S_ISREG(found.st_mode):
        raise MediaUnreadable(shown, "it is no ordinary file")
    if not found.st_size:
        raise MediaUnreadable(shown, "the file is empty")


@cache
def file_options() -> dict[str, str]:
    """What keeps FFmpeg to this one file: no lists, no network, and no endless search."""
    import av

    formats = (name for name in av.formats_available if name not in _NO_TRACKS and not name.endswith("_pipe"))
    return {
        "format_whitelist": ",".join(sorted(formats)),
        "protocol_whitelist": "file",
        "probesize": str(_PROBE_BYTES),
        "analyzeduration": str(_PROBE_BYTES),
    }


def _duration(container: "InputContainer") -> float | None:
    """How long a container says it is, in seconds."""
    return container.duration / 1e6 if container.duration and container.duration > 0 else None


def _audio_stream(container: "InputContainer", shown: str) -> "AudioStream":
    if not container.streams.audio:
        raise MediaUnreadable(shown, "there is no audio in it")
    return container.streams.audio[0]


def _words(error: Exception) -> str:
    """The reason in plain words, without the error numbers of FFmpeg."""
    match error:
        case FileNotFoundError():
            return "there is no such file"
        case PermissionError():
            return "this user may not read it"
        case IsADirectoryError():
            return "it is a folder, not a file"
        case OSError() if error.errno in (errno.EIO, errno.ESTALE, errno.ENXIO):
            return f"the disk does not give it ({os.strerror(error.errno).lower()})"
        case _:
            return "it is not audio, or is damaged from its beginning"
