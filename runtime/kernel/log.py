"""The log: one line per event, in words, on standard error.

    2026-11-22 09:55:10 warning: first.lss:12: playlist "~/music": 3 files cannot be read

Strategy: the standard library's `logging`; a record may carry `extra={"origin": …}`, the script line that it
is about. A fault is a sentence, so its traceback is kept for the level `debug`. A line that comes again
within `WINDOW` seconds is counted and not repeated. Whatever peers and files put into a line stays on that
line. A thread of its own writes them (`log_writer.py`): whoever logs never waits.
"""

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from runtime.errors import Fault

from .clock import Clock, SystemClock
from .log_writer import LogWriter

__all__ = ["LEVELS", "WINDOW", "Form", "Handler", "Repeats", "escape", "set_up"]

LEVELS = ("debug", "info", "warning", "error")
"""What an operator may ask for, from most to least."""

WINDOW = 10.0
"""Seconds within which the same line is not written again."""

REMEMBERED = 256
"""Different lines that are watched for coming again."""

LONGEST_LINE = 4000
"""Characters of a line; what is longer is cut."""

_COLOURS = {logging.WARNING: "\x1b[33m", logging.ERROR: "\x1b[31m", logging.CRITICAL: "\x1b[31m"}
_DIM, _PLAIN = "\x1b[2m", "\x1b[0m"

_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_ESCAPED = {code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" for code in _CONTROLS}


def set_up(level: str = "info", *, who: str = "", stream: TextIO | None = None) -> None:
    """Let this process write its log. Takes the place of whatever was set up before.

    Args:
        level: one of `LEVELS`.
        who: which process speaks ("edge 2"), where that is not plain.
        stream: standard error, unless told otherwise.
    """
    stream = stream if stream is not None else sys.stderr
    coloured = stream.isatty() and "NO_COLOR" not in os.environ
    form = Form(who=who, coloured=coloured, with_tracebacks=level == "debug")
    handler = Handler(LogWriter(stream), form, SystemClock())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def escape(text: str) -> str:
    """Make characters visible that would end a line, or do something to a terminal."""
    return text.translate(_ESCAPED)


class Form(logging.Formatter):
    """Writes a record as a line: time, level from warning upwards, script line, sentence."""

    def __init__(self, *, who: str = "", coloured: bool = False, with_tracebacks: bool = False) -> None:
        super().__init__()
        self._who = who
        self._coloured = coloured
        self._with_tracebacks = with_tracebacks

    def format(self, record: logging.LogRecord) -> str:
        """Write the whole line, and what an unforeseen exception needs below it."""
        moment = self.formatTime(record, "%Y-%m-%d %H:%M:%S")
        level = f"{record.levelname.lower()}: " if record.levelno >= logging.WARNING else ""
        if self._coloured:
            colour = _COLOURS.get(record.levelno, "")
            moment, level = f"{_DIM}{moment}{_PLAIN}", f"{colour}{level}{_PLAIN}" if level else ""
        who = f"{self._who}: " if self._who else ""
        return "\n".join([f"{moment} {level}{who}{self.sentence(record)}", *self._below(record)])

    def sentence(self, record: logging.LogRecord) -> str:
        """Write what happened and where, without time, level and process."""
        words = escape(record.getMessage())
        origin = getattr(record, "origin", None)
        place = f"{escape(str(origin))}: " if getattr(origin, "line", 1) and origin is not None else ""
        line = f"{place}{words}"
        return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"

    def _below(self, record: logging.LogRecord) -> Iterator[str]:
        fault = record.exc_info[1] if record.exc_info else None
        if fault is None or (isinstance(fault, Fault) and not self._with_tracebacks):
            return
        for lines in traceback.format_exception(fault):
            for line in lines.splitlines():
                yield f"    | {escape(line)}"


@dataclass(slots=True)
class _Seen:
    level: int
    first: float
    again: int = 0


class Repeats:
    """Counts lines that come again and again. A pure function of lines and time."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}

    def is_new(self, line: str, level: int, now: float) -> bool:
        """Tell whether to write a line. Ask `over` first."""
        if (seen := self._seen.get(line)) is not None:
            seen.again += 1
            return False
        if len(self._seen) < REMEMBERED:
            self._seen[line] = _Seen(level, now)
        return True

    def over(self, now: float, *, window: float = WINDOW) -> list[tuple[int, str]]:
        """Forget the lines whose window is over, and give a line (level, words) for each that was held back."""
        ended = [line for line, seen in self._seen.items() if now - seen.first >= window]
        counted = [(line, self._seen.pop(line)) for line in ended]
        return [(seen.level, _again(line, seen, now)) for line, seen in counted if seen.again]


def _again(line: str, seen: _Seen, now: float) -> str:
    times = "once more" if seen.again == 1 else f"{seen.again} times more"
    return f"{line} … {times} in {now - seen.first:.0f} s"


class Handler(logging.StreamHandler[TextIO | LogWriter]):
    """Writes records to a stream, counting those that come again. Counts appear with the next line, or at the
    end.
    """

    def __init__(self, stream: TextIO | LogWriter, form: Form, clock: Clock) -> None:
        super().__init__(stream)
        self._form = form
        self._clock = clock
        self._repeats = Repeats()
        self.setFormatter(form)

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record, unless the same line stands a moment above."""
        try:
            now = self._clock.now()
            self._tell(now)
            if self._repeats.is_new(self._form.sentence(record), record.levelno, now):
                super().emit(record)
        except Exception:  # noqa: BLE001 - as every handler: a fault in the log never stops the station
            self.handleError(record)

    def close(self) -> None:
        """Write the counts that are still due."""
        self._tell(self._clock.now(), window=0.0)
        if isinstance(self.stream, LogWriter):
            self.stream.drain()
        super().close()

    def _tell(self, now: float, *, window: float = WINDOW) -> None:
        for level, words in self._repeats.over(now, window=window):
            record = logging.LogRecord("legacystream", level, "", 0, "%s", (words,), None)
            super().emit(record)
