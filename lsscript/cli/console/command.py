"""`lss console station.lss`, `lss console https://radio.example:8443` and `lsrun --console`."""

import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import TextIO

from lsscript.cli.attach import Line, NoStation
from lsscript.cli.state import state_folder
from lsscript.cli.terminal import write
from lsscript.cli.token import read_secret
from runtime.errors import OperatorFault

from .answers import Conversation
from .attached import Attached, Dialled
from .beside import Beside

__all__ = ["run_beside", "run_console", "run_remote", "talk_plainly"]

DONE, REFUSED, NOT_THERE = 0, 1, 2

GREETING = "Commands and expressions of the language; Tab completes, help explains, exit leaves.\n"

Dial = Callable[[], Dialled]


def run_console(script: Path, state: Path | None, lines: TextIO, out: TextIO, problems: TextIO) -> int:
    """Talk to the running station of a script; without a terminal, line after line.

    Returns:
        0 left, 1 (without a terminal) something was refused, 2 there is no station to talk to.
    """
    folder = state_folder(script, state)
    return _console(partial(Line, folder), folder, lines, out, problems)


def run_remote(
    url: str, token: str | None, authorities: Path | None, lines: TextIO, out: TextIO, problems: TextIO
) -> int:
    """Talk to a station elsewhere. `token` says where its token is (`env:NAME`, `file:PATH`); None asks for it.

    Returns:
        As `run_console`.
    """
    from lsscript.cli.remote import RemoteLine, address_of

    secret = _token(token, lines)
    if not secret:
        write(problems, 'a token is needed: --token "env:NAME" or --token "file:PATH"\n')
        return NOT_THERE
    try:
        address = address_of(url, secret, authorities)
    except NoStation as fault:
        write(problems, f"{fault}\n")
        return NOT_THERE
    return _console(partial(RemoteLine, address), None, lines, out, problems)


def run_beside(words: Sequence[str], folder: Path, out: TextIO, problems: TextIO) -> int:
    """Put a station on the air and talk to it, in one terminal; returns the station's exit code.

    `words` are what `lsrun` is given, `folder` is the state folder.
    """
    if not (sys.stdin.isatty() and out.isatty()):
        write(problems, "lsrun --console needs a terminal\n")
        return NOT_THERE
    conversation = Conversation(Attached(partial(Line, folder)))
    station = Beside(words, _above)
    _end_with_the_terminal()
    try:
        code = station.start(conversation)
        if code is not None:
            return code
        _talk(conversation, Attached(partial(Line, folder)), folder, station)
    finally:
        ended = station.stop(conversation)
    return ended


def talk_plainly(conversation: Conversation, lines: TextIO, out: TextIO, problems: TextIO) -> int:
    """Answer every line: on `out` what was asked for, on `problems` why not; returns the exit code."""
    code = DONE
    for line in lines:
        reply = conversation.answer(line)
        if reply.leaves:
            break
        if reply.text:
            write(out if reply.ok else problems, f"{reply.text}\n")
        code = code if reply.ok else REFUSED
        out.flush()
    return code


def _console(dial: Dial, folder: Path | None, lines: TextIO, out: TextIO, problems: TextIO) -> int:
    conversation = Conversation(Attached(dial))
    try:
        conversation.learn()
    except (NoStation, OperatorFault) as fault:
        write(problems, f"{fault}\n")
        return NOT_THERE
    try:
        if lines.isatty() and out.isatty():
            _talk(conversation, Attached(dial), folder)
            return DONE
        return talk_plainly(conversation, lines, out, problems)
    finally:
        conversation.station.close()


def _talk(
    conversation: Conversation, watched: Attached, folder: Path | None, station: Beside | None = None
) -> None:
    from .terminal import Terminal
    from .watch import Watch

    watch = Watch(watched, conversation.learn_again)
    watch.start()
    sys.stdout.write(GREETING)
    try:
        Terminal(conversation, watch, folder, station).run()
    finally:
        watch.stop()


def _end_with_the_terminal() -> None:
    """A terminal that is closed takes the station along, as it would without a console."""
    for name in ("SIGHUP", "SIGTERM"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: sys.exit(NOT_THERE))


def _above(line: str) -> None:
    """Show a line of the log: above the prompt, while there is one."""
    sys.stdout.write(line)
    sys.stdout.flush()


def _token(place: str | None, lines: TextIO) -> str | None:
    if place is not None:
        return read_secret(place)
    return getpass("Token: ") if lines.isatty() else None
