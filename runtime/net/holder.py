"""Which program listens on a port: `python -m runtime.net.holder 8000` prints its name and process.

A program of its own, because the search belongs to psutil, holds the interpreter while it runs, and takes
seconds where there are very many connections; the supervisor does neither load it nor wait for it.
"""

import contextlib
import subprocess
import sys

__all__ = ["HOLDER_SECONDS", "holder_of"]

HOLDER_SECONDS = 3.0
"""How long the search may take."""


def holder_of(port: int) -> str:
    """Name the program that listens on `port`: "icecast2 (process 812)"; "" when the system does not tell in
    time.
    """
    command = [sys.executable, "-P", "-m", "runtime.net.holder", str(port)]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        found = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=HOLDER_SECONDS,
            check=True,
        )
        return found.stdout.strip()
    return ""


def search(port: int) -> str:
    """Look through all connections of the machine.

    Raises:
        ImportError: there is no psutil.
        Exception: psutil may not look, or does not know this system.
    """
    import psutil

    for connection in psutil.net_connections("tcp"):
        listens = connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,)
        if listens and connection.pid:
            return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    return ""


if __name__ == "__main__":
    print(search(int(sys.argv[1])))
