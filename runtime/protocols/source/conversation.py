"""What the conversations of all dialects have in common: how far they are, their time, their end, what goes out.

Rule: a conversation opens, asks, is answered, perhaps settles terms, and then carries audio. A client that leaves before audio
flows has done no harm. Time is short while a head is awaited, stands still while the question is undecided (that is our time,
not the client's), and begins anew with every byte of audio.
"""

from abc import ABC, abstractmethod
from enum import Enum, auto

from runtime.errors import OurFault

from .events import Ended, SourceEvent
from .refusal import Refusal

__all__ = ["MOST_WAITING", "SOURCE_TIMEOUT", "Conversation", "Phase"]

SOURCE_TIMEOUT = 10.0
"""Seconds without a byte after which a source is taken to be gone; Icecast's own default."""

MOST_WAITING = 64 * 1024
"""Bytes that may arrive while the question is undecided."""


class Phase(Enum):
    """How far a conversation is."""

    OPENING = auto()
    """A head, a password or a login is awaited."""

    ASKED = auto()
    """`Wants` was told; the answer is awaited."""

    SETTLING = auto()
    """It was let in, and still says what it will send."""

    AUDIO = auto()
    ENDED = auto()


class Conversation(ABC):
    """One source client. `receive_data` from its first byte on; `accept` or `refuse` after `Wants`.

    Whoever drives it sends `data_to_send()` after each call and closes after `Ended`. No method raises for what the peer does:
    a broken peer is answered, and `Ended` says why.

    Args:
        deadline: when the opening is to be over, in seconds.
        timeout: seconds without a byte after which the client is taken to be gone.

    Attributes:
        timeout: as above; it may be changed until audio flows.
        phase: how far it is.
    """

    def __init__(self, deadline: float, timeout: float = SOURCE_TIMEOUT) -> None:
        self.timeout = timeout
        self.phase = Phase.OPENING
        self._deadline: float | None = deadline
        self._out = bytearray()

    @abstractmethod
    def receive_data(self, data: bytes, now: float) -> list[SourceEvent]:
        """Take in bytes; tell what they mean."""

    @abstractmethod
    def accept(self, now: float) -> list[SourceEvent]:
        """Let it publish. Returns what came in the meantime."""

    @abstractmethod
    def refuse(self, why: Refusal, said: str = "") -> list[SourceEvent]:
        """Turn it away, in the usual words or in those `said`."""

    @abstractmethod
    def _too_slow(self) -> list[SourceEvent]:
        """Its opening took too long."""

    @abstractmethod
    def _forget(self) -> None:
        """Let go of what came and was not yet looked at."""

    def receive_eof(self, now: float) -> list[SourceEvent]:  # noqa: ARG002
        """The client has ended its side."""
        if self.phase is Phase.AUDIO:
            return self._end("it ended the stream")
        return self._end("it left before it sent anything", harmless=True)

    def handle_timeout(self, now: float) -> list[SourceEvent]:
        """Look at the time; a client that says nothing is ended."""
        if self._deadline is None or now < self._deadline:
            return []
        return self._end(f"no data for {self.timeout:g} s") if self.phase is Phase.AUDIO else self._too_slow()

    def next_deadline(self) -> float | None:
        """When `handle_timeout` wants to be called; None when never."""
        return self._deadline

    def data_to_send(self) -> bytes:
        """Take what is to go out."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def _ask(self) -> None:
        """The question is put; time stands still until it is answered."""
        self.phase, self._deadline = Phase.ASKED, None

    def _be_asked(self) -> None:
        """See that there is a question to answer."""
        if self.phase is not Phase.ASKED:
            raise OurFault("a source client was answered that asked nothing")

    def _settle(self, deadline: float) -> None:
        """It was let in; until the deadline it says what it will send."""
        self.phase, self._deadline = Phase.SETTLING, deadline

    def _flow(self, now: float) -> None:
        """Audio flows: each byte is a sign of life."""
        self.phase, self._deadline = Phase.AUDIO, now + self.timeout

    def _end(self, reason: str, *, harmless: bool = False) -> list[SourceEvent]:
        """It is over; said once."""
        if self.phase is Phase.ENDED:
            return []
        self.phase, self._deadline = Phase.ENDED, None
        self._forget()
        return [Ended(reason, harmless)]
