"""A pass-through mount: what a source client sends, in rings, and its fallback's programme while none is there.

Rules:
- With a fallback, the mount is one endless stream in the fallback's format. The encoder that feeds the fallback feeds this
  mount too; its frames are left out while a client is on the air. Listeners stay where they are, titles keep their distance.
- Without one, the mount exists while a client is there. Each client begins an empty ring, so that nobody hears the end of
  yesterday's show before today's.
- A title of the programme that began meanwhile is said again when the programme comes back; a new client begins without one.
"""

import logging
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from runtime.codecs.incoming import IncomingStream
from runtime.codecs.pieces import Beginning, Piece
from runtime.errors import PeerFault
from runtime.media.frame import Frame
from runtime.media.pacing import Pacing
from runtime.media.ring import ENDED, FLOOR, RingShape, RingWriter
from runtime.media.title import Title
from runtime.plan.pass_through import PassThrough
from runtime.plan.relay import Relay
from runtime.plan.station import Identity
from runtime.protocols.source import StreamDescription

from .framing import IcyFraming, PlainFraming, RingFraming, framings
from .output import MOST_SLACK, MountOutput
from .pass_session import PassSession
from .passed_entry import passed_headers, passed_rings
from .passing import FRAMED, PASSED_INTERVAL, FramePassing, PagePassing, Passing, family, passed_shapes

__all__ = ["PassThroughMount"]

log = logging.getLogger("legacystream.mounts")

LARGEST_PIECE = 128 * 1024
"""Bytes of a frame or page; the largest page of Ogg has half as many."""

Changed = Callable[[], None]


class PassThroughMount:
    """One mount for source clients, or for what another server sends.

    `rings` says which memory it needs; `open` takes it. `begin`, `write` and `end` belong to the thread of the fallback's
    encoder, everything else to the event loop.

    Attributes:
        plan: the plan node.
        title: what the client plays; None without one.
        beginning: what the client sends; None while none is on the air.
        titled: called with each title of a client that is on the air, and with None when it has gone.
    """

    def __init__(
        self,
        plan: PassThrough | Relay,
        identity: Identity,
        fallback: MountOutput | None,
        changed: Changed,
        clock_ns: Callable[[], int],
        written: Callable[[Sequence[str]], None],
        name: str = "",
    ) -> None:
        """Make it from its plan.

        Args:
            plan: the node.
            identity: what the station says of itself.
            fallback: the mount that is heard while no client is there.
            changed: called when edges must be told anew what there is.
            clock_ns: the machine's monotonic clock in nanoseconds.
            written: called with the names of the rings after each commit, where the latency is so small that edges send at
                once.
            name: what its rings are called; "" is after its path.
        """
        self.plan = plan
        self.pacing = Pacing.for_latency(plan.latency)
        self.title: Title | None = None
        self.beginning: Beginning | None = None
        self.titled: Callable[[Title | None], None] = _told_nobody
        self.description = StreamDescription()
        self.fallback = fallback
        self._identity = identity
        self._changed = changed
        self._clock_ns = clock_ns
        self._written = written if self.pacing.on_arrival else None
        self._names = {framing: f"{name or plan.path.strip('/')}/{framing}" for framing in ("plain", "icy")}
        self._memories: Mapping[str, memoryview] = {}
        self._epoch = 0
        self._writers: dict[str, RingWriter] = {}
        self._framings: Mapping[str, RingFraming] = {}
        self._begun: tuple[int, int, tuple[bytes, ...]] | None = None
        self._programme: Title | None = None
        self._untold = False
        self._session: PassSession | None = None
        self._passing: Passing | None = None
        self._lock = threading.Lock()
        self._on_open: Callable[[], None] = lambda: None

    @property
    def slack(self) -> float:
        """How long (seconds) sound may wait so that more of it is encoded at once."""
        return 0.0 if self.pacing.on_arrival else min(MOST_SLACK, self.pacing.tick / 5)

    @property
    def rings(self) -> dict[str, RingShape]:
        """The rings it needs: name → shape."""
        shapes = passed_shapes(self.pacing.ring_seconds())
        return {name: shapes[framing] for framing, name in self._names.items()}

    def replan(self, plan: PassThrough | Relay) -> None:
        """Go by another plan from now on, which has other accounts alone."""
        self.plan = plan

    def open(self, memories: Mapping[str, memoryview], *, epoch: int, now_ns: int) -> None:
        """Take the memory of its rings; with a fallback, carry on behind whoever wrote there before."""
        self._memories, self._epoch = memories, epoch
        if self.fallback is not None:
            self._open_rings(now_ns)
        self._on_open()

    def _open_rings(self, now_ns: int) -> None:
        rings = self.rings
        self._writers = {
            framing: RingWriter(self._memories[name], rings[name], epoch=self._epoch, now_ns=now_ns)
            for framing, name in self._names.items()
        }
        self._framings = {}
        if self.fallback is not None:
            serial = zlib.crc32(f"{self.plan.path} {now_ns}".encode())
            self._framings = framings(self.fallback.mount.encoder, self.pacing, self._writers, serial)

    # The programme of the fallback, in its encoder's thread

    def begin(self, rate: int, delay: int, headers: tuple[bytes, ...] = ()) -> None:
        """A new encoder begins."""
        with self._lock:
            self._begun = (rate, delay, headers)
            if self._passing is None:
                self._begin_programme()

    def write(self, frames: Sequence[Frame], now_ns: int, *, floor: bool = False) -> None:
        """Put frames into the rings, unless a client is on the air."""
        if not frames:
            return
        with self._lock:
            before = self._programme
            self._programme = next((f.title for f in reversed(frames) if f.title is not None), before)
            if self._passing is not None:
                return
            if self._untold and frames[0].title is None:
                frames = [replace(frames[0], title=before), *frames[1:]]
            self._untold = False
            for framing in self._framings.values():
                framing.write(frames)
            self._commit(now_ns, FLOOR if floor else 0)

    def end(self, now_ns: int) -> None:
        """The programme is over."""
        with self._lock:
            for framing in self._framings.values():
                framing.end()
            self._commit(now_ns, ENDED if self._passing is None else 0)

    def _begin_programme(self) -> None:
        if self.fallback is None or self._begun is None:
            return
        for framing in self._framings.values():
            framing.begin(*self._begun)
        self._untold = True

    def _end_programme(self) -> None:
        for framing in self._framings.values():
            framing.end()

    # Clients

    def connect(
        self, description: StreamDescription, on_room: Callable[[], None], incoming: IncomingStream
    ) -> PassSession:
        """Let a client publish; one that is there has ended. `on_room` is called once the mount has its memory."""
        if self._session is not None:
            self.disconnect(self._session)
        self.description = description
        self._on_open = on_room
        self._session = PassSession(self, incoming)
        return self._session

    @property
    def is_open(self) -> bool:
        """Whether it has the memory of its rings."""
        return bool(self._memories)

    @property
    def is_idle(self) -> bool:
        """Whether no client is there."""
        return self._session is None

    def describe(self, session: PassSession, description: StreamDescription) -> None:
        """A client tells what it sends behind its login."""
        if session is self._session:
            self.description = description
            if self.beginning is not None:
                self._changed()

    def disconnect(self, session: PassSession) -> None:
        """A client has gone."""
        if session is not self._session:
            return
        with self._lock:
            if self._passing is not None:
                self._passing.end()
                self._commit(self._clock_ns(), ENDED if self.fallback is None else 0)
            self._session = self._passing = self.beginning = self.title = None
            self._begin_programme()
        self.titled(None)
        self._changed()

    def take(self, session: PassSession, pieces: Sequence[Beginning | Piece]) -> int:
        """Put what a client sent into the rings; returns how long it plays, in microseconds.

        Raises:
            PeerFault: the mount cannot send such a format.
        """
        if session is not self._session or not pieces:
            return 0
        began = self.beginning
        with self._lock:
            played = sum(self._take(piece) for piece in pieces)
            self._commit(self._clock_ns(), 0)
        if self.beginning is not began:
            self.titled(self.title or Title())
            self._changed()
        return played

    def _take(self, piece: Beginning | Piece) -> int:
        if isinstance(piece, Piece):
            if len(piece.data) > LARGEST_PIECE:
                raise PeerFault("a frame of it is larger than any that listeners could be sent", 415)
            return self._passing.write(piece) if self._passing is not None else 0
        if self._passing is None:
            self._check(piece)
            self._come_on(piece)
        elif self.beginning is not None and piece.content_type != self.beginning.content_type:
            raise PeerFault("its format changed in the middle of the stream", 415)
        self.beginning = piece
        self.title = piece.title or self.title
        assert self._passing is not None
        self._passing.begin(piece)
        return 0

    def _check(self, beginning: Beginning) -> None:
        """See that listeners who hear the programme can go on to this."""
        if self.fallback is None:
            return
        entry = self.fallback.table_entry()
        if family(str(entry["content_type"])) != family(beginning.content_type):
            raise PeerFault(
                f'this mount sends {entry["content_type"]}, as its fallback "{self.plan.fallback}" does; '
                f"a source client that sends {beginning.content_type} cannot be heard here", 415,
            )  # fmt: skip

    def _come_on(self, beginning: Beginning) -> None:
        """A client's first sound is there."""
        if self.fallback is None:
            for name in self._names.values():
                self._memories[name][:8] = bytes(8)  # no magic: the ring begins anew
            self._open_rings(self._clock_ns())
        else:
            self._end_programme()
        self._passing = self._passing_for(beginning)
        self._passing.change_title(self.title or Title())

    def _passing_for(self, beginning: Beginning) -> Passing:
        if beginning.content_type not in FRAMED:
            return PagePassing(self._writers["plain"], in_ogg=beginning.content_type == "audio/ogg")
        if self.fallback is None:
            plain, icy = self._writers["plain"], self._writers["icy"]
            self._framings = {"plain": PlainFraming(plain), "icy": IcyFraming(icy, PASSED_INTERVAL)}
        return FramePassing(self._framings.values())

    def change_title(self, session: PassSession, title: Title) -> None:
        """This plays from the client's next frame on."""
        if session is not self._session:
            return
        self.title = title
        with self._lock:
            if self._passing is not None:
                self._passing.change_title(title)
        if self.beginning is not None:
            self.titled(title)

    def _commit(self, now_ns: int, flags: int) -> None:
        for framing, writer in self._writers.items():
            writer.commit(now_ns, state=self._state(framing), flags=flags)
        if self._written is not None:
            self._written(tuple(self._names.values()))

    def _state(self, framing: str) -> bytes:
        passing = self._passing.state if self._passing is not None else None
        if passing is not None:
            return passing
        return self._framings[framing].state if framing in self._framings else b""

    # What others are told

    def table_entry(self) -> dict[str, object] | None:
        """What the edges must know to serve it; None while there is nothing to hear."""
        if self.fallback is not None:
            entry = self.fallback.table_entry()
            content_type, metaint = str(entry["content_type"]), entry["metaint"]
        elif self.beginning is not None:
            content_type, metaint = self.beginning.content_type, PASSED_INTERVAL
        else:
            return (
                {"path": self.plan.path, "content_type": "", "ring": "", "asleep": True}
                if self.plan.waits
                else None
            )
        names = self._names if family(content_type) in FRAMED else {"plain": self._names["plain"]}
        headers = passed_headers(self.plan, self._identity, self.description, self.beginning)
        return {
            "path": self.plan.path,
            "content_type": content_type,
            **passed_rings(names, self.pacing),
            "metaint": metaint,
            "headers": headers,
        }


def _told_nobody(title: Title | None) -> None:
    """Where nobody wants to know what a client plays."""
