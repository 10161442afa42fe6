"""The console in a terminal."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.lexers import Lexer
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import get_cwidth

from .answers import Conversation, Reply
from .beside import Beside
from .completion import suggestions
from .highlight import highlighted
from .status_bar import status_bar
from .watch import Watch

__all__ = ["HISTORY", "LEAST_ROWS", "MOST_HISTORY", "Terminal", "pages"]

HISTORY = "console.history"
"""What was entered, in the state folder."""

MOST_HISTORY = 1000
"""Lines of it that are kept."""

LEAST_ROWS = 5
"""Rows of a page, however low the terminal is."""

_STYLE = Style.from_dict(
    {
        "command": "bold ansigreen",
        "source": "ansicyan",
        "library": "ansiblue",
        "keyword": "ansimagenta",
        "number": "ansiyellow",
        "string": "ansigreen",
        "comment": "italic ansibrightblack",
        "alarm": "bold ansired",
        "bottom-toolbar": "reverse",
    }
)
_LEAVE_HINT = "Ctrl-C again, or exit, leaves the console"


class Terminal:
    """Reads lines and shows answers until somebody leaves.

    Args:
        conversation: answers.
        watch: knows how the station is.
        folder: where the history lies; None keeps none.
        station: the one that runs in this terminal, which leaves the air with the console; None where it runs elsewhere.
    """

    def __init__(
        self, conversation: Conversation, watch: Watch, folder: Path | None, station: Beside | None = None
    ) -> None:
        self._conversation = conversation
        self._watch = watch
        self._station = station
        self._interrupted = False
        self._session: PromptSession[str] = PromptSession(
            "lss> ",
            history=_history(folder),
            completer=_Completer(conversation),
            lexer=_Lexer(conversation),
            bottom_toolbar=self._toolbar,
            style=_STYLE,
            refresh_interval=0.5,
            complete_while_typing=False,
            complete_in_thread=True,
        )
        if station is not None:
            station.ended = self._end

    def run(self) -> None:
        """Read and answer."""
        with patch_stdout(raw=True):
            while not self._is_over():
                reply = self._one()
                if reply is None and self._may_leave():
                    return
                if reply is not None and reply.text:
                    self._show(reply.text)

    def _is_over(self) -> bool:
        return self._station is not None and not self._station.is_running

    def _may_leave(self) -> bool:
        """Whether the console may be left; where the station goes with it, somebody must be sure of that."""
        if self._station is None or not self._station.is_running:
            return True
        there = int((self._watch.status or {}).get("listeners", 0))
        return self._confirms(f"Stop the station? {there} listeners hear it. [y/N] ")

    def _confirms(self, question: str) -> bool:
        asking: PromptSession[str] = PromptSession(history=InMemoryHistory())
        try:
            return asking.prompt(question).strip().lower() in ("y", "yes")
        except (EOFError, KeyboardInterrupt):
            return False

    def _end(self) -> None:
        """The station of this terminal has ended; from a thread."""
        app = self._session.app
        if app.loop is not None and app.is_running:
            with contextlib.suppress(RuntimeError):
                app.loop.call_soon_threadsafe(partial(app.exit, exception=EOFError))

    def _one(self) -> Reply | None:
        """The answer to the next line; None to leave."""
        try:
            line = self._session.prompt()
            self._interrupted = False
            reply = self._conversation.answer(line)
        except EOFError:
            return None
        except KeyboardInterrupt:
            return self._interrupt()
        return None if reply.leaves else reply

    def _interrupt(self) -> Reply | None:
        """Ctrl-C drops what was typed; twice on an empty line, it leaves; with a station in this terminal, once, and asks."""
        if self._session.default_buffer.text:
            return Reply()
        if self._station is not None:
            return None
        if self._interrupted:
            return None
        self._interrupted = True
        return Reply(_LEAVE_HINT)

    def _show(self, text: str) -> None:
        """Print an answer, page by page where it is longer than the terminal."""
        size = self._session.app.output.get_size()
        for page, left in pages(text.split("\n"), max(size.rows - 3, LEAST_ROWS), size.columns):
            print("\n".join(page), flush=True)
            if left and not self._goes_on(left):
                return

    def _goes_on(self, left: int) -> bool:
        pager: PromptSession[str] = PromptSession(history=InMemoryHistory())
        try:
            return pager.prompt(f"-- {left} more lines: Enter goes on, q ends --").strip().lower() != "q"
        except (EOFError, KeyboardInterrupt):
            return False

    def _toolbar(self) -> StyleAndTextTuples:
        columns = self._session.app.output.get_size().columns
        text, alarm = status_bar(self._watch.status, columns, get_cwidth, self._watch.levels)
        return [("class:alarm" if alarm else "", text)]


def pages(lines: Sequence[str], rows: int, columns: int) -> Iterator[tuple[list[str], int]]:
    """Lines in pages of so many rows, long ones wrapped, each page with the number of lines behind it."""
    page: list[str] = []
    taken = 0
    for number, line in enumerate(lines):
        needed = max(-(-get_cwidth(line) // columns), 1)
        if page and taken + needed > rows:
            yield page, len(lines) - number
            page, taken = [], 0
        page.append(line)
        taken += needed
    yield page, 0


class _KeptHistory(FileHistory):
    """What was entered, but for lines that begin with a space, as in shells."""

    def store_string(self, string: str) -> None:
        if not string.startswith(" "):
            super().store_string(string)


class _Completer(Completer):
    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def get_completions(self, document: Document, _event: CompleteEvent) -> Iterable[Completion]:
        before, known = document.text_before_cursor, self._conversation.catalogue
        for each in suggestions(before, known, self._conversation.rows):
            yield Completion(each.text, -each.length, display_meta=each.about)


class _Lexer(Lexer):
    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        def line(number: int) -> StyleAndTextTuples:
            pieces = highlighted(document.lines[number], self._conversation.catalogue)
            return [(f"class:{kind}" if kind else "", text) for kind, text in pieces]

        return line


def _history(folder: Path | None) -> History:
    """What was entered before; where the folder cannot be written to, only what is entered now."""
    if folder is None:
        return InMemoryHistory()
    file = folder / HISTORY
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        _shorten(file)
    except OSError:
        return InMemoryHistory()
    return _KeptHistory(file)


def _shorten(file: Path) -> None:
    """Keep the newest entries: each begins with a comment and an empty line before it."""
    entries = file.read_text("utf-8", "replace").split("\n\n")
    if len(entries) > MOST_HISTORY:
        with contextlib.suppress(OSError):
            file.write_text("\n\n".join(["", *entries[-MOST_HISTORY:]]), "utf-8")
