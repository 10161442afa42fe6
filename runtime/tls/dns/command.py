"""Entries that a program of the operator's writes: `dns.command(…)`."""

import asyncio
import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import IO

from runtime.errors import OperatorFault
from runtime.plan import DnsCommand

__all__ = ["CommandDns"]

LONGEST_COMPLAINT = 500
"""Bytes of what a program writes that are told when it fails."""


class CommandDns:
    """Runs the program with `present` or `clean`, the name and the value. Fits `DnsProvider`.

    Rule: it runs in a thread and writes into a file, so that neither a program that hangs nor one that leaves others behind
    holds anybody up for longer than its time-out.

    Args:
        plan: what the script says.
        folder: where it runs: the script's folder.
    """

    def __init__(self, plan: DnsCommand, folder: Path) -> None:
        self._plan = plan
        self._folder = folder

    async def present(self, name: str, value: str) -> None:
        """Have a value added."""
        await asyncio.to_thread(self._run, "present", name, value)

    async def clean_up(self, name: str, value: str) -> None:
        """Have it taken away."""
        await asyncio.to_thread(self._run, "clean", name, value)

    def _run(self, what: str, name: str, value: str) -> None:
        arguments = [*_split(self._plan.command), what, name, value]
        said = f"`dns.command` ({Path(arguments[0]).name} {what} {name})"
        with tempfile.TemporaryFile() as output:
            try:
                status = subprocess.run(  # the script names it, as it names files
                    arguments,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self._folder,
                    timeout=self._plan.timeout,
                    check=False,
                ).returncode
            except subprocess.TimeoutExpired:
                raise OperatorFault(
                    f"{said} did not end within {self._plan.timeout:g} s and was ended"
                ) from None
            except (OSError, ValueError) as wrong:
                reason = getattr(wrong, "strerror", None) or str(wrong)
                raise OperatorFault(f"{said} cannot be run: {reason}") from wrong
            if status:
                raise OperatorFault(f"{said} ended with {status}{_complaint(output)}")


def _split(command: str) -> list[str]:
    """As a shell does; on Windows a backslash is a part of a path."""
    try:
        parts = shlex.split(command, posix=os.name != "nt")
    except ValueError as wrong:
        raise OperatorFault(f"`dns.command` cannot be read as a command: {wrong}") from None
    return [part.strip('"') for part in parts] if os.name == "nt" else parts


def _complaint(output: IO[bytes]) -> str:
    """The last line of what it wrote."""
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - LONGEST_COMPLAINT))
    lines = output.read(LONGEST_COMPLAINT).decode("utf-8", "replace").strip().splitlines()
    return f": {lines[-1].strip()}" if lines else ""
