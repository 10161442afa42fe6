"""What an encoder writes to when a source is recorded.

Rules:
- A source that is not always there (a live input) is recorded while it is: one file a show. Who is away no longer than the gap
  goes on in the same file; silence in place of a show is not recorded.
- With `every`, a new file begins at its whole multiples since midnight: a file an hour begins at the hour.
- A file that exists already is never touched: the new one is counted up.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as TooLate
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeAlias

from runtime.errors import OperatorFault, ScriptFault
from runtime.media.frame import Frame
from runtime.mounts.byte_stream import ByteStream

from .files import GAP, Files
from .keeper import Keeper
from .naming import plain

__all__ = ["ENCODED_AT_ONCE", "NAME_SECONDS", "Called", "RecordingOutput"]

ENCODED_AT_ONCE = 0.160
"""Seconds of sound that are encoded at once; a file is in no hurry."""

NAME_SECONDS = 10.0
"""How long a function may take to name a file."""


class Answer(Protocol):
    """A function's answer, which comes later."""

    def result(self, timeout: float | None = None) -> object: ...


Called: TypeAlias = Callable[[Sequence[object]], Answer]
"""Calls a function of the script."""


class RecordingOutput:
    """Writes the frames of one encoder into files. `begin`, `write` and `end` belong to the encoder's thread.

    Attributes:
        files: what the plan says.
        user: who publishes; set on the event loop when a source client comes.
        is_paused: whether nothing is recorded, since an operator wants it so; from any thread.
    """

    slack = ENCODED_AT_ONCE

    def __init__(
        self, files: Files, keeper: Keeper, wall: Callable[[], datetime], namer: Called | None, serial: int
    ) -> None:
        """Make it; `namer` calls the function that names files, where there is one."""
        self.files = files
        self.user = ""
        self.is_paused = False
        self._keeper = keeper
        self._wall = wall
        self._namer = namer
        self._stream = ByteStream(files.encoder, serial)
        self._turn: object = None
        self._title = ""
        self._away_since: int | None = None

    @property
    def path(self) -> Path | None:
        """The file that is written now; None while there is none."""
        return self._keeper.path

    @property
    def written(self) -> int:
        """Pieces that the disk has taken. From any thread."""
        return self._keeper.done

    @property
    def waiting(self) -> bool:
        """Whether pieces wait for the disk. From any thread."""
        return self._keeper.waiting

    def stop(self, seconds: float) -> None:
        """Have what waits written, and the file closed; waits so long at most."""
        self._keeper.stop(seconds)

    def begin(self, rate: int, delay: int, headers: tuple[bytes, ...]) -> None:  # noqa: ARG002
        """A new encoder begins."""
        self._finish()
        self._stream.begin(headers)

    def write(self, frames: Sequence[Frame], now_ns: int, *, floor: bool) -> None:
        """Record frames; not the floor's silence, which is there in place of a show."""
        if self.is_paused:
            self._finish()
            return
        if floor:
            self._wait(now_ns)
            return
        self._away_since = None
        self._title = next((str(frame.title) for frame in frames if frame.title is not None), self._title)
        turn = self._whose_turn()
        if turn != self._turn:
            self._finish()
            self._turn = turn
            self._keeper.open(self._naming(), self._stream.opening)
        self._keeper.write(self._stream.write(frames))

    def end(self, now_ns: int) -> None:  # noqa: ARG002
        """Nothing more will come."""
        self._finish()

    def _wait(self, now_ns: int) -> None:
        """Somebody is away: close the file when that takes too long."""
        if self._turn is None:
            return
        if self._away_since is None:
            self._away_since = now_ns
        elif (now_ns - self._away_since) / 1e9 > GAP:
            self._finish()

    def _finish(self) -> None:
        if self._turn is not None:
            self._keeper.close(self._stream.end())
        self._turn, self._away_since = None, None

    def _whose_turn(self) -> object:
        """What tells one file from the next: the day and how many times `every` has passed in it."""
        if self.files.every is None:
            return True
        now = self._wall()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return now.date(), (now - midnight).total_seconds() // self.files.every

    def _naming(self) -> Callable[[], str]:
        name = self.files.name
        if isinstance(name, str):
            return lambda: name
        assert self._namer is not None, "a name that is a function has somebody to call it"
        called = self._namer
        show = {"user": plain(self.user), "title": plain(self._title), "name": str(self.files.source)}
        return lambda: _answer(called([show]))


def _answer(later: Answer) -> str:
    try:
        name = later.result(NAME_SECONDS)
    except (ScriptFault, TooLate, TimeoutError) as wrong:
        raise OperatorFault(
            f"the function that names files failed: {str(wrong) or 'it took too long'}"
        ) from wrong
    return str(name)
