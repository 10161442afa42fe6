"""`process.run`: run a program, within bounds. Nothing it is given, nor its name, is ever in a log."""

import asyncio
import contextlib
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["LONGEST_OUTPUT", "Programs"]

LONGEST_OUTPUT = 1024 * 1024
"""Bytes of what a program writes; more is read and dropped."""

LONGEST_COMPLAINT = 2000
"""Bytes of what it writes to its standard error."""

LONGEST_WAIT = 60.0
"""Seconds; no timeout is longer."""

PIECE = 65536


@dataclass(frozen=True, slots=True)
class Programs:
    """Runs programs in the script's folder."""

    folder: Path

    async def run(
        self, arguments: Sequence[str], text: str, environment: Mapping[str, str], seconds: float
    ) -> Mapping[str, object]:
        """Run a program to its end or to its timeout, at which it is ended."""
        if not arguments or not arguments[0]:
            return _outcome(error="there is no program to run")
        seconds = min(max(seconds, 0.0), LONGEST_WAIT)
        try:
            process = await asyncio.create_subprocess_exec(
                *arguments,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                cwd=self.folder,
                env={**os.environ, **environment},
            )
        except (OSError, ValueError) as fault:
            return _outcome(error=_words(fault))
        try:
            async with asyncio.timeout(seconds):
                return await _talk(process, text)
        except TimeoutError:
            return _outcome(error=f"it did not end within {seconds:g} s and was ended")
        finally:
            await _end(process)


async def _talk(process: Process, text: str) -> Mapping[str, object]:
    output, complaint, _ = await asyncio.gather(
        _read(process.stdout, LONGEST_OUTPUT), _read(process.stderr, LONGEST_COMPLAINT), _write(process, text)
    )
    status = await process.wait()
    error = "" if status == 0 else (complaint.strip() or f"it ended with {status}")
    return _outcome(status, output, error)


async def _read(stream: asyncio.StreamReader | None, longest: int) -> str:
    assert stream is not None
    kept = b""
    while part := await stream.read(PIECE):
        kept += part[: longest - len(kept)]
    return kept.decode(errors="replace")


async def _write(process: Process, text: str) -> None:
    """Give a program its input; one that does not read it is none the worse."""
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.write(text.encode())
        await process.stdin.drain()
    process.stdin.close()


async def _end(process: Process) -> None:
    """End a program that still runs, whatever it does with signals, and do not wait for what it leaves behind.

    Its children may hold the pipes open, and `wait` waits for those too: so they are closed on our side first.
    """
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    process._transport.close()  # type: ignore[attr-defined] # noqa: SLF001 - there is no other way to the pipes
    await process.wait()


def _outcome(status: int = -1, output: str = "", error: str = "") -> Mapping[str, object]:
    return {"ok": status == 0, "status": status, "output": output, "error": error}


def _words(fault: Exception) -> str:
    """Why a program cannot be run. Without its name: it may be a secret."""
    match fault:
        case FileNotFoundError():
            return "there is no such program"
        case PermissionError():
            return "this program may not be run"
        case _:
            return f"this program cannot be run: {type(fault).__name__}"
