"""`lsrun` as a user starts it: a script in a folder, one process tree, stopped by SIGTERM."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import psutil

from .processes import end_tree, tree

__all__ = ["LSRUN", "RunningStation", "script"]

LSRUN = (sys.executable, "-m", "lsscript.cli.lsrun")
START_SECONDS = 20.0
"""How long a station may take to say that it is on the air."""
STOP_SECONDS = 15.0
TAIL = 3000
"""Characters of its output that are shown with an error."""
ROOT = Path(__file__).parent.parent
PORT = re.compile(r"Listening on port (\d+)")
URL = re.compile(r"https?://[^\s\"'<>]+")


def script(music: str, mp3: str = "/radio.mp3", opus: str = "/radio.opus", latency: str = "") -> str:
    """A station of one source, sent as MP3 at 128 kbit/s and as Opus at 96 kbit/s; `music` is an expression
    of the language.

    An empty path leaves that mount out; `latency` is written as the language writes it ("5s").
    """
    more = f", latency={latency}" if latency else ""
    lines = ["lss 1", 'station(name="Proof")', f"radio = {music}"]
    lines += [f'mount("{mp3}", radio, mp3(128kbps){more})'] if mp3 else []
    lines += [f'mount("{opus}", radio, opus(96kbps){more})'] if opus else []
    return "\n".join([*lines, ""])


class RunningStation:
    """One `lsrun`, from its first line to its exit; use it with `with`.

    Args:
        path: the script.
        words: more arguments for lsrun. Without `--port` among them, the station takes any that is free.
        state: its state folder; beside the script when None.
        air: mount paths whose URLs must have been printed before it counts as on the air; () waits for none.
        before: words in front of the command, of a program that becomes lsrun.
    """

    def __init__(
        self,
        path: Path,
        words: Sequence[str] = (),
        state: Path | None = None,
        air: Sequence[str] = (),
        before: Sequence[str] = (),
    ) -> None:
        self.path = path
        self._port = int(words[words.index("--port") + 1]) if "--port" in words else None
        self.lines: list[str] = []
        """Everything it printed, on both channels."""
        self.status: int | None = None
        self._air = air
        chosen = [] if "--port" in words else ["--port", "0"]
        place = ["--state", str(state or path.with_suffix(".state"))]
        self._command = [*before, *LSRUN, str(path), *chosen, *place, *words]

    def __enter__(self) -> Self:
        self.began = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            env=environment(),
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.wait_for_air()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if error is not None:
            error.add_note(f"lsrun said:\n{self.text[-TAIL:]}")

    @property
    def pid(self) -> int:
        """The supervisor, that is lsrun itself."""
        return self._process.pid

    def pids(self, role: str = "") -> list[int]:
        """Processes of this station whose command line ends in `role` ("station", "edge 1"); "edge" means
        all edges.
        """
        return [pid for pid in tree(self.pid) if plays(pid, role)]

    @property
    def port(self) -> int:
        """Where it listens; waits until it has said so, where nobody told it."""
        if self._port is None:
            self.wait_for(
                lambda: PORT.search(self.text) is not None, START_SECONDS, "the station is not on the air"
            )
            found = PORT.search(self.text)
            assert found is not None
            self._port = int(found[1])
        return self._port

    def url(self, mount: str) -> str:
        """The URL of a mount, at 127.0.0.1."""
        return f"http://127.0.0.1:{self.port}{mount}"

    def target(self, mount: str) -> str:
        """The same as the load generator wants it."""
        return f"127.0.0.1:{self.port}{mount}"

    @property
    def text(self) -> str:
        """What it has printed so far."""
        return "".join(self.lines)

    def wait_for_air(self, seconds: float = START_SECONDS) -> None:
        """Wait until every URL was printed. RuntimeError shows what it said instead."""
        self.wait_for(
            lambda: set(self._air) <= set(self._printed_mounts()), seconds, "the station is not on the air"
        )

    def wait_for(self, true: Callable[[], bool], seconds: float, complaint: str) -> None:
        """Wait until `true()` holds; RuntimeError with everything printed when it does not, or when lsrun
        ends before.
        """
        deadline = time.monotonic() + seconds
        while not true():
            if time.monotonic() > deadline or self._process.poll() is not None:
                self._reader.join(1.0)
                raise RuntimeError(f"{complaint} (status {self._process.poll()}):\n{self.text}")
            time.sleep(0.01)

    def wait_for_text(self, words: str, seconds: float = 10.0) -> None:
        """Wait until it has printed `words`."""
        self.wait_for(lambda: words in self.text, seconds, f"it never said {words!r}")

    def wait_for_exit(self, seconds: float = STOP_SECONDS) -> int:
        """Wait until lsrun ends by itself; its exit status."""
        self.status = self._process.wait(seconds)
        self._reader.join(1.0)
        return self.status

    def signal(self, number: int) -> None:
        """Send lsrun a signal."""
        self._process.send_signal(number)

    def stop(self) -> int | None:
        """SIGTERM; the exit status, or None if it had to be killed."""
        if self.status is None:
            self.status = end_tree(self._process, STOP_SECONDS)
            self._reader.join(1.0)
        return self.status

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            self.lines.extend(stream)

    def _printed_mounts(self) -> list[str]:
        found = [urlsplit(text.rstrip(".,;)")) for text in URL.findall(self.text)]
        return [url.path for url in found]


def plays(pid: int, role: str) -> bool:
    """Whether a process's command line ends in a role."""
    try:
        words = psutil.Process(pid).cmdline()
    except psutil.Error:
        return False
    said = " ".join(words[-2:]) if len(words) > 1 and words[-2] == "edge" else (words[-1] if words else "")
    return not role or said == role or (role == "edge" and said.startswith("edge "))


def environment() -> dict[str, str]:
    """Our own, so that lsrun's lines arrive as they are written."""
    return {**os.environ, "PYTHONUNBUFFERED": "1"}
