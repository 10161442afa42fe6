"""What programs cost: processor time and memory of processes, as Linux counts them."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import SystemRandom

import psutil

__all__ = [
    "cpu_seconds",
    "end_tree",
    "free_port",
    "private_memory",
    "proportional_memory",
    "tree",
    "wait_until",
]

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
KIB = 1024


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of processes so far, in seconds (proc(5), stat, fields 14 and 15)."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def private_memory(pid: int) -> int:
    """RssAnon: the bytes of RAM that are this process's alone and hold no file."""
    return _kib(Path(f"/proc/{pid}/status"), "RssAnon:")


def proportional_memory(pids: Iterable[int]) -> int:
    """PSS: bytes of RAM, where pages shared by n processes count 1/n in each."""
    return sum(_kib(Path(f"/proc/{pid}/smaps_rollup"), "Pss:") for pid in pids)


def _kib(page: Path, name: str) -> int:
    for line in page.read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * KIB
    raise ValueError(f"{page} has no {name}")


def tree(pid: int) -> list[int]:
    """A process and everything it started, the process first."""
    try:
        parent = psutil.Process(pid)
        return [pid, *(child.pid for child in parent.children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


def end_tree(process: subprocess.Popen[str], grace: float = 10.0) -> int | None:
    """Ask a program to stop (SIGTERM), kill what is left of its tree after `grace` seconds; its exit status,
    None if killed.
    """
    members = [psutil.Process(pid) for pid in tree(process.pid) if psutil.pid_exists(pid)]
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        return process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None
    finally:
        for member in members:
            if member.is_running():  # psutil compares start times: a pid that was given away is not touched
                member.kill()


OWN_PORTS = range(20_000, 32_000)
"""Ports that systems give to no connection by themselves, so that one that was free a moment ago still is."""


def free_port() -> int:
    """A TCP port nobody holds at the moment, nor the one after it."""
    while True:
        port = SystemRandom().choice(OWN_PORTS)
        with contextlib.suppress(OSError):
            for each in (port, port + 1):
                socket.create_server(("127.0.0.1", each)).close()
            return port


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until something holds; TimeoutError names it."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} took longer than {seconds:.0f} s")
        time.sleep(0.01)
