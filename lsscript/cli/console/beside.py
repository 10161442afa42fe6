"""The station as a process of this terminal: `lsrun --console`."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO, Any

from lsscript.cli.attach import NoStation
from runtime.errors import OperatorFault

from .answers import Conversation

__all__ = ["START_SECONDS", "STOP_SECONDS", "Beside"]

START_SECONDS = 60.0
"""How long a station may take to answer after its start."""

STOP_SECONDS = 30.0
"""How long it may take to leave the air."""

LOOK_EVERY = 0.05


class Beside:
    """An `lsrun` whose log is shown above the prompt: `start`, then `stop`.

    It ends with this process, also where that is killed: it holds on to a pipe whose other end is here.

    Args:
        words: what it is given on its command line.
        show: shows a line of its log; from a thread.
    """

    def __init__(self, words: Sequence[str], show: Callable[[str], None]) -> None:
        self._words = words
        self._show = show
        self._process: subprocess.Popen[str] | None = None
        self._reading: threading.Thread | None = None
        self.ended: Callable[[], None] = lambda: None

    def start(self, conversation: Conversation) -> int | None:
        """Begin, and wait until the station answers; the exit code of one that did not come so far, else None."""
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "lsscript.cli.lsrun", "--with-console", *self._words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            **_shield(),
        )
        assert self._process.stdout is not None
        self._reading = threading.Thread(
            target=self._read, args=(self._process.stdout,), name="log", daemon=True
        )
        self._reading.start()
        return self._wait_for(conversation, self._process)

    def stop(self, conversation: Conversation) -> int:
        """Have the station leave the air; its exit code."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            with contextlib.suppress(NoStation, OperatorFault):
                conversation.station.ask("shutdown yes")
        try:
            code = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        assert self._reading is not None
        assert self._process.stdin is not None
        self._reading.join(STOP_SECONDS)
        self._process.stdin.close()
        return code

    @property
    def is_running(self) -> bool:
        """Whether the station is there."""
        return self._process is not None and self._process.poll() is None

    def _wait_for(self, conversation: Conversation, process: "subprocess.Popen[str]") -> int | None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if (code := process.poll()) is not None:
                return code or 1
            with contextlib.suppress(NoStation, OperatorFault):
                conversation.learn()
                return None
            time.sleep(LOOK_EVERY)
        return None

    def _read(self, log: IO[str]) -> None:
        with log:
            for line in log:
                self._show(line)
        self.ended()


def _shield() -> dict[str, Any]:
    """Ctrl-C is for the console, which asks first; not for the station."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": os.name == "posix"}
