"""An encoded stream put into another container and sent to an address: nothing is encoded again.

libavformat does it, in a thread, for the addresses that the one inside PyAV knows (RTMP, RTSP, RTP, UDP, TCP, HTTP).
For SRT and RIST, which PyAV is built without, the program `ffmpeg` does the same.
"""

import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Protocol

from runtime.errors import NetworkFault
from runtime.plan import CONTAINERS, Aac, Encoder, Mp3, Opus

__all__ = ["BY_PROGRAM", "ByLibrary", "ByProgram", "Sender", "sender_for"]

BY_PROGRAM = frozenset({"srt", "rist"})
"""Those that the program `ffmpeg` sends to."""

PROBED = {"probesize": "65536", "analyzeduration": "200000"}
"""How much of our own stream libavformat looks at: bytes, microseconds."""

READ_BYTES = 16 * 1024
MOST_LINES = 20
"""Lines of what a program says that are kept."""

LONGEST_WORDS = 300
"""Characters of what a program says that are told."""

ENDS_SECONDS = 2.0
"""What a program is given to end by itself."""


class Bytes(Protocol):
    """Where the stream comes from."""

    def read(self, most: int) -> bytes: ...


class Sender(Protocol):
    """Sends a stream."""

    def send(self, stream: Bytes, entered: Callable[[], None]) -> None:
        """Send until the stream ends; `entered` is called when the other end takes it.

        Raises:
            NetworkFault: the line was lost, or refused, in words without the address.
        """

    def cut(self) -> None:
        """End a line that takes nothing, from another thread."""


def sender_for(url: str, encoder: Encoder, container: str) -> Sender:
    """Whoever can send there; `container` is "" for what goes with the address."""
    scheme = url.partition(":")[0].lower()
    wanted = container or CONTAINERS.get(scheme, "mpegts")
    made = ByProgram if scheme in BY_PROGRAM else ByLibrary
    return made(url, _as_demuxed(encoder), wanted)


def _as_demuxed(encoder: Encoder) -> str:
    """How libavformat calls the stream that an encoder makes."""
    match encoder:
        case Mp3():
            return "mp3"
        case Aac():
            return "aac"
        case Opus():
            return "ogg"
        case _:
            return "flac"


@dataclass(slots=True)
class ByLibrary:
    """libavformat, in this thread."""

    url: str
    given: str
    container: str

    def send(self, stream: Bytes, entered: Callable[[], None]) -> None:
        """Send packet by packet."""
        import av

        try:
            with av.open(stream, "r", format=self.given, options=PROBED) as source:
                heard = source.streams.audio[0]
                with av.open(self.url, "w", format=self.container) as there:
                    sent = there.add_stream_from_template(heard)
                    there.start_encoding()
                    entered()
                    for packet in source.demux(heard):
                        if packet.dts is not None:
                            packet.stream = sent
                            there.mux(packet)
        except av.FFmpegError as fault:
            raise NetworkFault(_words(fault)) from None
        except (ValueError, IndexError) as fault:
            raise NetworkFault(f"this format cannot be sent there ({type(fault).__name__})") from None

    def cut(self) -> None:
        """Libavformat cannot be told to stop; whoever waits for it leaves it alone."""


@dataclass(slots=True)
class ByProgram:
    """The program `ffmpeg`."""

    url: str
    given: str
    container: str
    _child: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _said: deque[str] = field(default_factory=lambda: deque(maxlen=MOST_LINES), init=False)

    def send(self, stream: Bytes, entered: Callable[[], None]) -> None:
        """Hand it the stream, until one of both ends."""
        program = shutil.which("ffmpeg")
        if program is None:
            raise NetworkFault("sending there needs the program ffmpeg, which is not installed here")
        arguments = [program, "-hide_banner", "-loglevel", "error", "-nostdin", "-progress", "pipe:1"]
        arguments += ["-probesize", PROBED["probesize"], "-f", self.given, "-i", "pipe:0", "-c", "copy"]
        arguments += ["-f", self.container, self.url]
        pipe = subprocess.PIPE
        with subprocess.Popen(arguments, stdin=pipe, stdout=pipe, stderr=pipe) as child:
            self._child = child
            listeners = [
                threading.Thread(target=_listen, args=(child.stdout, lambda _line: entered()), daemon=True),
                threading.Thread(target=_listen, args=(child.stderr, self._said.append), daemon=True),
            ]
            for each in listeners:
                each.start()
            whole = self._feed(child, stream)
            _end(child)
            for each in listeners:
                each.join(ENDS_SECONDS)
        if not whole:
            raise NetworkFault(self._last_words())

    def cut(self) -> None:
        """Kill it."""
        if self._child is not None:
            with suppress(OSError):
                self._child.kill()

    def _feed(self, child: "subprocess.Popen[bytes]", stream: Bytes) -> bool:
        """Write to it; says whether it took the stream to its end."""
        assert child.stdin is not None
        try:
            while data := stream.read(READ_BYTES):
                child.stdin.write(data)
                child.stdin.flush()
        except OSError:
            return False
        return True

    def _last_words(self) -> str:
        lines = [line.replace(self.url, "it").strip() for line in self._said]
        told = next((line for line in lines if line.startswith("it: ")), lines[-1] if lines else "")
        return told.removeprefix("it: ").lower()[:LONGEST_WORDS] or "the program ffmpeg ended"


def _listen(lines: IO[bytes] | None, tell: Callable[[str], object]) -> None:
    """Hear what a program says, so that it is not kept waiting."""
    with suppress(OSError, ValueError):
        for line in lines or ():
            tell(line.decode("utf-8", "replace"))


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Let a program end by itself, for a while."""
    with suppress(OSError):
        if child.stdin is not None:
            child.stdin.close()
    try:
        child.wait(ENDS_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()


def _words(fault: Exception) -> str:
    """What went wrong, without the address that FFmpeg puts behind it."""
    return str(getattr(fault, "strerror", "") or type(fault).__name__).lower()
