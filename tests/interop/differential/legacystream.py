"""LegacyStream, as a user starts it: the one file here that knows it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .exchange import exchange
from .servers import Server, free_port, wait_until

__all__ = ["legacystream"]


@contextmanager
def legacystream(script: Path) -> Iterator[Server]:
    """A station of this script, in a state folder of its own."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, open(Path(folder) / "log", "w+b") as log:  # noqa: PTH123
        words = [str(script), "--port", str(port), "--edges", "1", "--state", folder]
        command = [sys.executable, "-m", "lsscript.cli.lsrun", *words]
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
        try:
            wait_until(lambda: _is_up(port), f"the station does not answer; {folder}/log says why")
            yield Server("LegacyStream", port)
        finally:
            process.terminate()
            process.wait(15)


def _is_up(port: int) -> bool:
    """Whether the station itself answers, not only its edge."""
    try:
        return exchange(port, b"GET /status-json.xsl HTTP/1.0\r\n\r\n", seconds=2.0).status == 200
    except OSError:
        return False
