"""One mount, from the station's side: its rings, its place in time, and what edges are told about it."""

import zlib
from collections.abc import Callable, Mapping, Sequence

from runtime.media.frame import Frame
from runtime.media.pacing import Pacing
from runtime.media.ring import ENDED, FLOOR, RingShape, RingWriter
from runtime.mounts.framing import RingFraming, framings, icy_interval, shapes
from runtime.plan.encoder import Aac, Encoder, Flac, Mp3, Opus, Vorbis
from runtime.plan.mount import Mount
from runtime.plan.station import Identity
from runtime.protocols.http1 import field_text

__all__ = ["MOST_SLACK", "MountOutput"]

NS = 1_000_000_000

MOST_SLACK = 0.160
"""Seconds of sound that are encoded at once at most: what is ahead adds to every takeover and skip."""


class MountOutput:
    """Writes the frames of one encoder into the rings of one mount.

    `rings` says which memory it needs. Then, in this order: `open` with that memory, `resume` (and `anchor`,
    where mounts share a source), `begin` for each new encoder, `write` for its frames, `end`. `begin`,
    `write` and `end` belong to the encoder's thread.

    Attributes:
        interval: bytes between two titles; 0 where there are none between its frames.
    """

    def __init__(
        self,
        mount: Mount,
        identity: Identity,
        written: Callable[[Sequence[str]], None] | None = None,
        *,
        name: str = "",
        interval: int = 0,
    ) -> None:
        """Make it from its plan.

        Args:
            mount: the plan node.
            identity: what the station says of itself, for what the mount does not say.
            written: called from the encoder's thread with the names of the rings after each commit; for
            mounts that
                are sent on arrival.
            name: what its rings are called; the path, where nothing else is said.
            interval: bytes between two titles, where listeners were promised another than the format's own.
        """
        self.mount = mount
        self.pacing = Pacing.for_latency(mount.latency)
        base = name or mount.path.strip("/")
        self._names = {framing: f"{base}/{framing}" for framing in self._shapes()}
        own = icy_interval(mount.encoder) if "icy" in self._names else 0
        self.interval = (interval or own) if own else 0
        self._identity = identity
        self._written = written
        self._writers: dict[str, RingWriter] = {}
        self._framings: dict[str, RingFraming] = {}

    def replan(self, mount: Mount, identity: Identity) -> None:
        """Say other things about it from now on; format and latency, which its rings depend on, stay the same."""
        self.mount, self._identity = mount, identity

    @property
    def slack(self) -> float:
        """How long (seconds) sound may wait so that more of it is encoded at once: a fraction of a tick."""
        return 0.0 if self.pacing.on_arrival else min(MOST_SLACK, self.pacing.tick / 5)

    @property
    def rings(self) -> dict[str, RingShape]:
        """The rings it needs: name → shape."""
        return {self._names[framing]: shape for framing, shape in self._shapes().items()}

    def _shapes(self) -> dict[str, RingShape]:
        return shapes(self.mount.encoder, self.pacing, icy=self.mount.icy)

    def open(self, memories: Mapping[str, memoryview], *, epoch: int, now_ns: int) -> None:
        """Take the memory of its rings and carry on behind whoever wrote there before.

        Args:
            memories: by the names of `rings`.
            epoch: the generation of this station.
            now_ns: the machine's monotonic clock.
        """
        rings = self.rings
        self._writers = {
            framing: RingWriter(memories[name], rings[name], epoch=epoch, now_ns=now_ns)
            for framing, name in self._names.items()
        }
        serial = zlib.crc32(f"{self.mount.path} {now_ns}".encode())
        self._framings = framings(self.mount.encoder, self.pacing, self._writers, serial, self.interval)

    def resume(self, now_ns: int) -> float:
        """Take the place on the timeline. Returns the seconds of sound to make up faster than real time.

        A new ring is filled with the mount's burst at once; one that was left behind gets what the outage
        cost, up to its length.
        """
        behind = self.pacing.burst
        if any(writer.resumed for writer in self._writers.values()):
            lost = max(_late(writer, now_ns) for writer in self._writers.values())
            behind = min(max(0.0, lost), self.pacing.ring_seconds())
        self.anchor(now_ns, behind)
        return behind

    def anchor(self, now_ns: int, behind: float) -> None:
        """Say that the rings end `behind` seconds late now; for mounts that share a source and differ."""
        for writer in self._writers.values():
            writer.anchor(now_ns - round(behind * NS), writer.position.time_us)

    def begin(self, rate: int, delay: int, headers: tuple[bytes, ...] = ()) -> None:
        """A new encoder begins: its frames count from 0 again, at `rate`, `delay` samples late; `headers` is what a
        decoder must be given first.
        """
        for framing in self._framings.values():
            framing.begin(rate, delay, headers)

    def write(self, frames: Sequence[Frame], now_ns: int, *, floor: bool = False) -> None:
        """Put frames into the rings and show them to the edges.

        Args:
            frames: whole and in order.
            now_ns: the machine's monotonic clock.
            floor: whether this is the built-in floor, not what the script asked for.
        """
        if not frames:
            return
        for framing in self._framings.values():
            framing.write(frames)
        self._commit(now_ns, FLOOR if floor else 0)

    def end(self, now_ns: int) -> None:
        """Nothing more will come: close what is open and say so."""
        for framing in self._framings.values():
            framing.end()
        self._commit(now_ns, ENDED)

    def seconds(self) -> float:
        """How much sound the rings have ever held, in seconds: what a listener's player could have heard."""
        return max((writer.position.time_us for writer in self._writers.values()), default=0) / 1e6

    def _commit(self, now_ns: int, flags: int) -> None:
        for framing, writer in self._writers.items():
            writer.commit(now_ns, state=self._framings[framing].state, flags=flags)
        if self._written is not None:
            self._written(tuple(self._names.values()))

    def table_entry(self) -> dict[str, object]:
        """What the edges must know to serve it (docs/design/0002-processes-rings-control.md)."""
        encoder = self.mount.encoder
        return {
            "path": self.mount.path,
            "content_type": content_type(encoder),
            "ring": self._names["plain"],
            "icy_ring": self._names.get("icy"),
            "metaint": self.interval,
            "burst": self.pacing.burst,
            "tick": self.pacing.tick,
            "on_arrival": self.pacing.on_arrival,
            "headers": self._headers(),
            "when_behind": "drop",
            "hidden": False,
        }

    def _headers(self) -> list[list[str]]:
        """What players show about the station and the stream."""
        mount, station = self.mount, self._identity
        said = {
            "icy-name": mount.name or station.name,
            "icy-description": mount.description or station.description,
            "icy-genre": mount.genre or station.genre,
            "icy-url": mount.url or station.url,
            "icy-pub": "0",
            "icy-br": str(mount.encoder.bitrate // 1000),
            "ice-audio-info": _audio_info(mount.encoder),
        }
        return [[name, field_text(text)] for name, text in said.items() if text]


def _late(writer: RingWriter, now_ns: int) -> float:
    """How many seconds a ring's end is behind the clock."""
    return (now_ns - writer.position.anchor_ns) / NS - writer.position.time_us / 1e6


def content_type(encoder: Encoder) -> str:
    """The media type of a format."""
    match encoder:
        case Mp3():
            return "audio/mpeg"
        case Aac():
            return "audio/aac" if encoder.profile == "lc" else "audio/aacp"
        case Flac() if encoder.container == "native":
            return "audio/flac"
        case Vorbis() | Opus() | Flac():
            return "audio/ogg"


def _audio_info(encoder: Encoder) -> str:
    rate = int(encoder.sample_rate)
    return f"channels={encoder.channels};samplerate={rate};bitrate={encoder.bitrate // 1000}"
