"""HE-AAC by the operator's own libfdk-aac, found when it is wanted and spoken to through `ctypes`.

It is not brought along: its licence grants no patents, and Debian keeps it in non-free. Where it is missing
nothing else is sent in its place.

The functions and structures are those of `aacenc_lib.h`, which versions 0.1 to 2.0 share as far as they are used.
"""

import ctypes
import os
from ctypes.util import find_library
from typing import TYPE_CHECKING, Final

from runtime.audio.encoder import TitleTrack
from runtime.audio.mp3_encoder import to_int16
from runtime.audio.pcm import PcmFormat
from runtime.audio.resampler import Resampler, samples_of
from runtime.errors import OperatorFault
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.plan.encoder import Aac

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["MISSING", "PATH_VARIABLE", "FdkAacEncoder", "fdk_aac_is_here"]

PATH_VARIABLE = "LEGACYSTREAM_FDK_AAC"
"""The variable of the environment that names the library where it is not found by itself."""

MISSING = (
    "HE-AAC needs libfdk-aac, which is not on this machine (Debian: `apt install libfdk-aac2` from non-free; "
    f"macOS: `brew install fdk-aac`; elsewhere put the library's path into {PATH_VARIABLE})"
)

_NAMES = ("libfdk-aac.so.2", "libfdk-aac.2.dylib", "libfdk-aac-2.dll", "fdk-aac.dll", "libfdk-aac.so.1")
_OBJECT_TYPES: Final = {"lc": 2, "he": 5, "he2": 29}
_TYPE, _BITRATE, _RATE, _CHANNELS, _ORDER, _AFTERBURNER, _TRANSPORT = (
    0x100,
    0x101,
    0x103,
    0x106,
    0x107,
    0x200,
    0x300,
)
_WAV_ORDER, _ADTS = 1, 2
_AUDIO_IN, _STREAM_OUT = 0, 3
_END = -1
_OUT_BYTES = 8192
"""The longest ADTS frame has 8191."""

_SAMPLE_BYTES = 2
_OK, _AT_END = 0, 0x80


class _Buffers(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_int),
        ("places", ctypes.POINTER(ctypes.c_void_p)),
        ("kinds", ctypes.POINTER(ctypes.c_int)),
        ("sizes", ctypes.POINTER(ctypes.c_int)),
        ("elements", ctypes.POINTER(ctypes.c_int)),
    )


class _In(ctypes.Structure):
    _fields_ = (("samples", ctypes.c_int), ("ancillary", ctypes.c_int))


class _Out(ctypes.Structure):
    _fields_ = (
        ("bytes", ctypes.c_int),
        ("samples", ctypes.c_int),
        ("ancillary", ctypes.c_int),
        ("reservoir", ctypes.c_int),
    )


class _Info(ctypes.Structure):
    """The first fields are the same in every version; there is room for the others."""

    _fields_ = (
        ("out_bytes", ctypes.c_uint),
        ("ancillary", ctypes.c_uint),
        ("filled", ctypes.c_uint),
        ("channels", ctypes.c_uint),
        ("frame_samples", ctypes.c_uint),
        ("delay", ctypes.c_uint),
        ("rest", ctypes.c_ubyte * 256),
    )


class FdkAacEncoder:
    """One run of libfdk-aac for one plan of an encoder.

    Attributes:
        rate: samples a second of the frames' times: what is heard, SBR included.
        delay: samples at `rate` by which what is decoded comes behind what went in.
        headers: nothing.

    Raises:
        OperatorFault: the library is not here, or refuses these settings.
    """

    def __init__(self, plan: Aac, pcm: PcmFormat) -> None:
        target = PcmFormat(int(plan.sample_rate), plan.channels)
        self.rate = target.rate
        self.headers: tuple[bytes, ...] = ()
        self._channels = target.channels
        self._resampler = None if pcm == target else Resampler(pcm, target)
        self._ratio = self.rate / pcm.rate
        self._fed = 0
        self._run = _Run(plan)
        self.delay = self._run.delay
        self._titles = TitleTrack(self.delay)

    def encode(self, samples: "Samples", title: Title | None) -> list[Frame]:
        """Take samples; give the frames that are complete. `title` begins with the first of the samples."""
        if title is not None:
            self._titles.begins(title, round(self._fed * self._ratio))
        self._fed += len(samples)
        return self._encode(self._resampled(samples))

    def flush(self) -> list[Frame]:
        """End: give the frames that are left. The encoder is used up afterwards."""
        frames = self._encode(self._resampled(None))
        rest = self._run.finish()
        self._run.close()
        return frames + self._timed(rest)

    def _resampled(self, samples: "Samples | None") -> "list[Samples]":
        if self._resampler is None:
            return [] if samples is None else [samples]
        return [samples_of(frame, self._channels) for frame in self._resampler.convert(samples)]

    def _encode(self, parts: "list[Samples]") -> list[Frame]:
        return self._timed([frame for part in parts for frame in self._run.encode(to_int16(part))])

    def _timed(self, frames: list[bytes]) -> list[Frame]:
        return self._titles.frames((frame, self._run.frame_samples) for frame in frames)


def fdk_aac_is_here() -> bool:
    """Say whether the operator has the library."""
    try:
        _load()
    except OperatorFault:
        return False
    return True


class _Run:
    """A handle of the library: 16-bit samples in, ADTS frames out."""

    def __init__(self, plan: Aac) -> None:
        self._library = _load()
        self._handle = ctypes.c_void_p()
        self._check(self._library.aacEncOpen(ctypes.byref(self._handle), 0, plan.channels), "be opened")
        settings = {
            _TYPE: _OBJECT_TYPES[plan.profile], _RATE: int(plan.sample_rate), _CHANNELS: plan.channels,
            _ORDER: _WAV_ORDER, _BITRATE: plan.bitrate, _AFTERBURNER: 1, _TRANSPORT: _ADTS,
        }  # fmt: skip
        for name, value in settings.items():
            self._check(self._library.aacEncoder_SetParam(self._handle, name, value), "be set so")
        self._check(self._library.aacEncEncode(self._handle, None, None, None, None), "be set so")
        info = _Info()
        self._check(self._library.aacEncInfo(self._handle, ctypes.byref(info)), "say what it does")
        self.frame_samples, self.delay = int(info.frame_samples), int(info.delay)
        self._chunk = self.frame_samples * plan.channels * _SAMPLE_BYTES
        self._waiting = bytearray()
        self._out = ctypes.create_string_buffer(_OUT_BYTES)

    def encode(self, samples: bytes) -> list[bytes]:
        """Take packed samples; give the frames that are complete."""
        self._waiting += samples
        frames = []
        while len(self._waiting) >= self._chunk:
            frames.append(self._call(bytes(self._waiting[: self._chunk])))
            del self._waiting[: self._chunk]
        return [frame for frame in frames if frame]

    def finish(self) -> list[bytes]:
        """Give what is left, up to a whole frame of silence more."""
        frames = self.encode(bytes(-len(self._waiting) % self._chunk))
        while frame := self._call(b""):
            frames.append(frame)
        return frames

    def close(self) -> None:
        """Let go of the handle. May be called twice."""
        if self._handle.value is not None:
            self._library.aacEncClose(ctypes.byref(self._handle))
            self._handle = ctypes.c_void_p()

    def __del__(self) -> None:
        if hasattr(self, "_handle"):
            self.close()

    def _call(self, samples: bytes) -> bytes:
        """Hand over samples, or nothing at the end; whole frames only: libfdk-aac 2.0.2 corrupts its memory when "he2" is
        given less.
        """
        taken = ctypes.create_string_buffer(samples, len(samples) + 1)
        source = _buffers(taken, _AUDIO_IN, len(samples), _SAMPLE_BYTES)
        target = _buffers(self._out, _STREAM_OUT, _OUT_BYTES, 1)
        given, got = _In(len(samples) // _SAMPLE_BYTES or _END, 0), _Out()
        result = self._library.aacEncEncode(
            self._handle, ctypes.byref(source), ctypes.byref(target), ctypes.byref(given), ctypes.byref(got)
        )
        if result == _AT_END:
            return b""
        self._check(result, "encode")
        return self._out.raw[: got.bytes]

    def _check(self, result: int, what: str) -> None:
        if result != _OK:
            raise OperatorFault(f"libfdk-aac cannot {what} (its error {result:#x}): try another bitrate")


def _buffers(data: "ctypes.Array[ctypes.c_char]", kind: int, size: int, element: int) -> _Buffers:
    """The description of one buffer."""
    return _Buffers(
        1,
        (ctypes.c_void_p * 1)(ctypes.addressof(data)),
        (ctypes.c_int * 1)(kind),
        (ctypes.c_int * 1)(size),
        (ctypes.c_int * 1)(element),
    )


def _load() -> ctypes.CDLL:
    """The library, by the operator's variable, by its usual names, or as the system finds it."""
    wanted = os.environ.get(PATH_VARIABLE, "")
    found = find_library("fdk-aac")
    for name in [wanted] if wanted else [*_NAMES, *([found] if found else [])]:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        library.aacEncoder_SetParam.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_uint)
        return library
    raise OperatorFault(MISSING)
