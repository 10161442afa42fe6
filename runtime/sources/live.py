"""A live input: what a source client sends, as a source of the programme.

Rules:
- A client is heard once a second of its sound is in hand, and again a second after its line ran dry.
- It fades in when it comes on, and out at the end of what it sent.
- Who says goodbye (closes the connection) has ended his show. Who is lost, or stutters, is given `grace`: so long the
  input stays on the air with silence, and who comes back goes on. Without grace the next source plays at once.
- What was sent is played to its end, also when another client takes over.
"""

import logging
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from runtime.audio.hints import Hints
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, BlockTail, Tail
from runtime.codecs.incoming import IncomingStream
from runtime.media.title import Title
from runtime.plan.relay import HttpInput
from runtime.plan.source import LiveInput
from runtime.plan.units import NodeId
from runtime.protocols.source import StreamDescription

from .live_line import LiveLine
from .live_session import LiveSession

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["LiveSource"]

log = logging.getLogger("legacystream.sources")


_NAMELESS = {"no name", "unnamed server", "unspecified name", "this is my server name"}
"""What programs say whose user has not said what his stream is called."""


class LiveSource:
    """A place in the programme for source clients, one at a time.

    `connect` belongs to the event loop; the rest is as with every source.
    """

    def __init__(
        self, plan: LiveInput | HttpInput, *, node: NodeId, pcm: PcmFormat, clock: Callable[[], float]
    ) -> None:
        """Make it from its plan. `clock` gives seconds that only go forward."""
        self.id = node
        self.origin = plan.origin
        self.plan = plan
        self._pcm = pcm
        self._clock = clock
        self._numbers = count(1)
        self._sessions: tuple[LiveSession, ...] = ()
        self._session: LiveSession | None = None
        self._on_air = False
        self._grace_until: float | None = None
        self._goodbye = False
        self._heard: LiveLine | None = None
        self._ending: LiveLine | None = None
        self._out = 0
        self._faded = 0
        self._fade = pcm.samples(plan.fade)
        self._pause = self._new_pause()
        self._pause_offset = 0

    @property
    def shown(self) -> str:
        """What to call it in words."""
        if isinstance(self.plan, LiveInput):
            return f'input.live "{self.plan.path}"'
        return f'input.http "{self.plan.upstream.urls[0]}"'

    # On the event loop

    def connect(
        self,
        description: StreamDescription,
        on_room: Callable[[], None],
        incoming: IncomingStream,
    ) -> LiveSession:
        """Put a client on the input; one that is there ends, and is played to its end, or faded out, first.

        Args:
            description: what it says of its stream; its name is the title until there is one.
            on_room: called from another thread when a client that had to wait may go on.
            incoming: knows the stream.
        """
        if self._session is not None and not self._session.leave():
            self._session.finish()
        for session in self._sessions[:-1]:
            session.stop()  # one client's end may be heard before the next; not those of many who come and go
        line = LiveLine(self._pcm, self._clock)
        name = f"{self.id}/{next(self._numbers)}"
        hints = Hints(fade_in=self.plan.fade, fade_out=self.plan.fade)
        self._session = LiveSession(
            name,
            line,
            self._pcm,
            self.origin,
            self.shown,
            on_room,
            self._ended,
            incoming,
            hints,
            _first_title(description),
        )
        self._sessions = (*self._sessions[-1:], self._session)
        self._goodbye = False
        self._session.start()
        return self._session

    def _ended(self, session: LiveSession) -> None:
        """A client has gone."""
        if session is self._session:
            self._session, self._goodbye = None, session.goodbye

    # On the path that plays

    @property
    def ready(self) -> bool:
        """Whether there is sound, or grace for a line that is dry."""
        if self._line() is not None:
            return True
        return self._on_air and self._has_grace()

    @property
    def settling(self) -> bool:
        """Never: a live stream comes no faster for being waited for."""
        return False

    @property
    def now_playing(self) -> Segment | None:
        """The segment of the next block."""
        line = self._line()
        block = line.next if line is not None else None
        return block.segment if block is not None else None

    @property
    def remaining(self) -> int | None:
        """What is still to be heard of a show that is over, and is not waited for."""
        line = self._line()
        if line is None or not line.ended or not self._is_last(line):
            return None
        return line.held if self.plan.grace <= 0 or self._goodbye else None

    def start(self) -> None:
        """Nothing to do: clients come by themselves."""

    def stop(self) -> None:
        """Leave whoever is there."""
        for session in self._sessions:
            session.stop()

    def skip(self) -> None:
        """There is nothing behind what is live."""

    def leave(self, most: int) -> Tail:
        """Go off the air, in favour of something else; a client that is there goes on sending."""
        if not self._on_air:
            return NO_TAIL
        self._on_air, self._grace_until = False, None
        return BlockTail(self._rest(most))

    def _rest(self, most: int) -> list[Block]:
        """What has come of the line."""
        line, found = self._line(), list[Block]()
        while line is not None and most > 0 and (block := line.take(most)) is not None:
            found.append(block)
            most -= block.length
        return found

    def pull(self, max_samples: int) -> Block | None:
        """At most `max_samples` of the client's sound, or of the grace for it; None when there is neither."""
        line = self._line()
        block = line.take(max_samples) if line is not None else None
        if block is not None and line is not None:
            self._come_on(line)
            return self._shaped(block, line)
        if self._on_air and self._has_grace():
            return self._silence(max_samples)
        self._on_air, self._grace_until = False, None
        return None

    def _line(self) -> LiveLine | None:
        """The oldest line with something in it."""
        return next((session.line for session in self._sessions if session.line.ready), None)

    def _come_on(self, line: LiveLine) -> None:
        """Each show comes on for itself, and so does a line that was dry."""
        if not self._on_air or self._grace_until is not None or line is not self._heard:
            self._faded = 0
        self._on_air, self._grace_until, self._heard = True, None, line

    def _has_grace(self) -> bool:
        """Whether a dry line may still be waited for."""
        if self.plan.grace <= 0 or (self._goodbye and self._session is None):
            return False
        now = self._clock()
        if self._grace_until is None:
            self._grace_until = now + self.plan.grace
            self._pause, self._pause_offset = self._new_pause(), 0
            log.warning(
                "%s: the line is dry; listeners hear silence for %g s, unless it comes back",
                self.shown, self.plan.grace, extra={"origin": self.origin},
            )  # fmt: skip
        return now < self._grace_until

    def _silence(self, length: int) -> Block:
        import numpy as np

        block = Block(np.zeros((length, self._pcm.channels), np.float32), self._pause, self._pause_offset)
        self._pause_offset += length
        return block

    def _new_pause(self) -> Segment:
        return Segment(f"{self.id}/pause/{next(self._numbers)}", "silence", origin=self.origin)

    def _is_last(self, line: LiveLine) -> bool:
        return self._session is None and self._sessions[-1].line is line

    def _shaped(self, block: Block, line: LiveLine) -> Block:
        """The block with its share of the fade in, and of the fade out once the end is known."""
        left = line.left
        if left is not None and self._ending is not line:
            self._ending, self._out = line, min(self._fade, left + block.length)
        if not self._fade or (self._faded >= self._fade and (left is None or left >= self._out)):
            return block
        samples = _faded(block.samples, self._fade, self._faded, None if left is None else (left, self._out))
        self._faded = min(self._fade, self._faded + block.length)
        return Block(samples, block.segment, block.offset, block.last)


def _faded(samples: "Samples", fade: int, before: int, end: "tuple[int, int] | None") -> "Samples":
    """Samples turned up from the beginning of a show, and down towards its end.

    Args:
        samples: of one block.
        fade: the length of the fade in, in samples.
        before: samples of it that were heard already.
        end: samples that come after these, and the length of the fade out, which is shorter where less is left; None while the
            end is not known.
    """
    import numpy as np

    steps = np.arange(len(samples), dtype=np.float32)
    gain = np.minimum(1.0, (before + steps) / fade)
    if end is not None:
        left, out = end
        gain = np.minimum(gain, (left + len(samples) - 1 - steps) / out)
    shaped: Samples = (samples * gain[:, None]).astype(np.float32)
    return shaped


def _first_title(description: StreamDescription) -> Title:
    """What a show is called before there is a title of it."""
    name = description.name.strip()
    return Title() if name.lower() in _NAMELESS else Title(title=name)
