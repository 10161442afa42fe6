"""`lsrun --daemon`: the same command again, detached from the terminal."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["START_SECONDS", "run_detached"]

START_SECONDS = 15.0
"""How long to wait for the station to be on the air before saying how things stand."""

_LOOK_EVERY = 0.05
_ON_THE_AIR = b"is on the air"


def run_detached(arguments: Sequence[str], state: Path) -> int:
    """Start `lsrun` without --daemon in the background; it logs to `station.log` in the state folder.

    Returns:
        0 once it is on the air (or still starting after `START_SECONDS`), else the exit code it ended with.
    """
    log = state / "station.log"
    words = [word for word in arguments if word != "--daemon"]
    with log.open("ab") as sink:
        began = sink.tell()
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "lsscript.cli.lsrun", *words],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            **_detachment(),
        )
    return _report(process, log, began)


def _detachment() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": os.name == "posix"}


def _report(process: subprocess.Popen[bytes], log: Path, began: int) -> int:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        said = _said_since(log, began)
        if process.poll() is not None:
            sys.stderr.write(said.decode(errors="replace"))
            return process.returncode or 1
        if _ON_THE_AIR in said:
            break
        time.sleep(_LOOK_EVERY)
    print(f"the station runs in the background as process {process.pid}; it logs to {log}")
    return 0


def _said_since(log: Path, began: int) -> bytes:
    with log.open("rb") as said:
        said.seek(began)
        return said.read()
