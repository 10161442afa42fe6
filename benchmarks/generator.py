"""The load generator as a child process: compiled on the spot where there is a compiler, else in Python."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["LONGEST_RUN", "Crowd", "Report"]

HERE = Path(__file__).parent
PYTHON = [sys.executable, str(HERE / "load.py")]
LONGEST_RUN = 120.0
"""Seconds after which a generator that still runs is killed."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a crowd of listeners got. Rates are bytes a second per listener, within the window."""

    generator: str
    asked: int
    joined: int
    failed: int
    disconnected: int
    joins_per_second: float
    first_byte_ms: dict[str, float]
    window_seconds: float
    window_bytes: int
    rate: dict[str, float]
    cpu_seconds: float

    @classmethod
    def read(cls, line: dict[str, Any]) -> "Report":
        """Read the generator's last line."""
        return cls(**{name: line[name] for name in cls.__dataclass_fields__})

    @property
    def sound(self) -> bool:
        """Whether everybody joined and stayed."""
        return self.joined == self.asked and not self.failed and not self.disconnected


@dataclass(frozen=True, slots=True)
class Crowd:
    """Listeners to bring in: how many, to which mounts, and for how long.

    Attributes:
        listeners: how many.
        targets: "127.0.0.1:8000/radio.mp3", dealt out in turn; "https://" before it means TLS, which the
            one in Python alone speaks.
        joins: seconds for all joins together; who has heard nothing by then has failed.
        warmup: seconds between the last join and the window.
        window: seconds that are measured.
        at_once: how many joins are under way at the same time.
        icy: whether they ask for titles.
        compiled: whether to take the C program where it can be had.
    """

    listeners: int
    targets: Sequence[str]
    joins: float = 30.0
    warmup: float = 5.0
    window: float = 30.0
    at_once: int = 200
    icy: bool = True
    compiled: bool = True

    def listen(self, begins: Callable[[], object], ends: Callable[[], object]) -> Report:
        """Run them; `begins` and `ends` are called at the edges of the window. Raises RuntimeError when the
        generator fails.
        """
        with tempfile.TemporaryDirectory() as folder:
            process = subprocess.Popen(
                [*self._program(Path(folder)), *self._words()], stdout=subprocess.PIPE, text=True
            )
            try:
                return follow(process, begins, ends)
            finally:
                process.kill()
                process.wait()

    def _program(self, folder: Path) -> list[str]:
        secure = any(target.startswith("https://") for target in self.targets)
        return PYTHON if secure or not self.compiled else program(folder)

    def _words(self) -> list[str]:
        numbers = (self.listeners, self.joins, self.warmup, self.window, self.at_once, int(self.icy))
        return [*map(str, numbers), *self.targets]


def follow(
    process: subprocess.Popen[str], begins: Callable[[], object], ends: Callable[[], object]
) -> Report:
    """Read the generator's lines to the report."""
    assert process.stdout is not None
    for line in process.stdout:
        said: dict[str, Any] = json.loads(line)
        match said["event"]:
            case "window begins":
                begins()
            case "window ends":
                ends()
            case _:
                return Report.read(said)
    raise RuntimeError(f"the load generator ended without a report (status {process.wait()})")


def program(folder: Path) -> list[str]:
    """The command that runs the generator: the C one, compiled into `folder`, if it can be had."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or not sys.platform.startswith("linux"):
        return PYTHON
    binary = folder / "load"
    subprocess.run(
        [compiler, "-O2", "-o", str(binary), str(HERE / "load.c")], check=True, timeout=LONGEST_RUN
    )
    return [str(binary)]
