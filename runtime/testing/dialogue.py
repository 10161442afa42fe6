r"""Conversations written down as they go over the wire.

    >> GET /radio.mp3 HTTP/1.0
    >>
    << HTTP/1.0 200 OK
    .. 2.5 s

`>>` is what the core is told, `<<` what it answers, `..` lets time pass. Lines end in CRLF; one that ends in
`\` has no line end (bytes follow directly), and `\r`, `\n`, `\0`, `\\`, `\xHH` mean what they mean in Python.
`<< …` stands for any answer's rest.
"""

import re
from dataclasses import dataclass
from typing import Literal

from .clock import ManualClock
from .core_pair import Core

__all__ = ["Dialogue", "Turn"]

REST = "…"


@dataclass(frozen=True, slots=True)
class Turn:
    """One side's say, or time that passes.

    Attributes:
        kind: who speaks; "wait" when nobody does.
        data: the bytes said; b"" for a wait.
        seconds: how long a wait is.
        open_ended: whether more may follow than `data`.
    """

    kind: Literal["say", "hear", "wait"]
    data: bytes = b""
    seconds: float = 0.0
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A written conversation, ready to be held with a core."""

    turns: tuple[Turn, ...]

    @classmethod
    def parse(cls, text: str) -> "Dialogue":
        """Read the text form; blank lines part nothing. Raises ValueError for a line of no known kind."""
        turns: list[Turn] = []
        for line in text.splitlines():
            if line.strip():
                _add(turns, line.strip())
        return cls(tuple(turns))

    def hold_with(self, core: Core, clock: ManualClock) -> list[object]:
        """Speak with `core`, and return its events. Raises AssertionError where it answers otherwise."""
        events: list[object] = []
        for turn in self.turns:
            match turn.kind:
                case "say":
                    events.extend(core.receive_data(turn.data, clock.now()))
                case "hear":
                    _compare(core.data_to_send(), turn)
                case "wait":
                    clock.advance(turn.seconds)
        return events


def _add(turns: list[Turn], line: str) -> None:
    mark, _, rest = line.partition(" ")
    match mark:
        case ">>":
            _say(turns, "say", rest)
        case "<<":
            _say(turns, "hear", rest)
        case "..":
            turns.append(Turn("wait", seconds=float(rest.removesuffix("s"))))
        case _:
            raise ValueError(f"a dialogue's line begins with >>, << or .., not {line!r}")


def _say(turns: list[Turn], kind: Literal["say", "hear"], text: str) -> None:
    open_ended = kind == "hear" and text == REST
    data = b"" if open_ended else _line(text)
    if turns and turns[-1].kind == kind:
        turns[-1] = Turn(kind, turns[-1].data + data, open_ended=open_ended)
    else:
        turns.append(Turn(kind, data, open_ended=open_ended))


def _line(text: str) -> bytes:
    open_line = text.endswith("\\") and not text.endswith("\\\\")
    body = text[:-1] if open_line else text
    return _unescape(body) + (b"" if open_line else b"\r\n")


def _unescape(text: str) -> bytes:
    def byte(found: re.Match[bytes]) -> bytes:
        name = found[1]
        return bytes([int(name[1:], 16)]) if name.startswith(b"x") else _ESCAPES[name]

    return re.sub(rb"\\(x[0-9a-fA-F]{2}|[rn0\\])", byte, text.encode())


_ESCAPES = {b"r": b"\r", b"n": b"\n", b"0": b"\0", b"\\": b"\\"}


def _compare(heard: bytes, turn: Turn) -> None:
    said = heard[: len(turn.data)] if turn.open_ended else heard
    if said != turn.data:
        raise AssertionError(f"expected {turn.data!r}, heard {heard!r}")
