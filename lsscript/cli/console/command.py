"""`lss console station.lss`."""

import sys
from pathlib import Path
from typing import TextIO

from lsscript.cli.attach import NoStation
from lsscript.cli.state import state_folder
from lsscript.cli.terminal import write
from runtime.errors import OperatorFault

from .answers import Conversation
from .attached import Attached

__all__ = ["run_console", "talk_plainly"]

DONE, REFUSED, NOT_THERE = 0, 1, 2


def run_console(script: Path, state: Path | None, lines: TextIO, out: TextIO, problems: TextIO) -> int:
    """Talk to the running station of a script; without a terminal, line after line.

    Returns:
        0 left, 1 (without a terminal) something was refused, 2 there is no station to talk to.
    """
    folder = state_folder(script, state)
    conversation = Conversation(Attached(folder))
    try:
        conversation.learn()
    except (NoStation, OperatorFault) as fault:
        write(problems, f"{fault}\n")
        return NOT_THERE
    if lines.isatty() and out.isatty():
        _talk(conversation, folder)
        return DONE
    return talk_plainly(conversation, lines, out, problems)


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


def _talk(conversation: Conversation, folder: Path) -> None:
    from .terminal import Terminal
    from .watch import Watch

    watch = Watch(Attached(folder))
    watch.start()
    sys.stdout.write("Commands and expressions of the language; Tab completes, help explains, exit leaves.\n")
    try:
        Terminal(conversation, watch, folder).run()
    finally:
        watch.stop()
        conversation.station.close()
