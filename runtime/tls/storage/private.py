"""Files that nobody else may read, and that are whole or not there."""

import contextlib
import errno
import hashlib
import os
import secrets
import time
from pathlib import Path

from runtime.errors import OperatorFault

__all__ = ["Damaged", "make_private", "prove_writing", "put_aside", "read_sealed", "write_sealed"]

FILE_MODE = 0o600
FOLDER_MODE = 0o700

MOST_BYTES = 1 << 20
"""Bytes of the largest file that is read: a chain with its key has about 6 KiB."""

TEST_BYTES = 64 << 10
"""Bytes that are written and read back before an order: more than what an order leaves."""

REPLACE_TRIES = 5
"""Tries to put a file in its place. On Windows a scanner for viruses may hold the old one for a moment."""

REPLACE_PAUSE = 0.05
"""Seconds between those tries."""

MOST_ASIDE = 9
"""Damaged files of one name that are kept to be looked at; of more, the last."""

LEFT_SECONDS = 3600.0
"""A file that is half-written for so long was left by a crash."""

NEW = ".new"
"""The end of the name of a file that is being written."""

SEAL = "# sha256 "


class Damaged(Exception):
    """A file is not what was written: cut off, changed, or no text. Its text is a sentence's end."""


def make_private(folder: Path) -> None:
    """Make a folder, with those above it, that only the service's user may enter.

    Raises:
        OperatorFault: it cannot be made.
    """
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        folder.chmod(FOLDER_MODE)
    except OSError as wrong:
        raise _unwritable(folder, wrong) from wrong


def write_sealed(path: Path, body: str) -> None:
    """Put a text with its checksum in a file's place. What was there stays until the new one is on the disk.

    Raises:
        OperatorFault: the disk is full or forbids it; the old file is as it was.
    """
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}{NEW}")
    try:
        _write_through(new, _sealed(body).encode("utf-8"))
        _replace(new, path)
        _sync_folder(path.parent)
    except OSError as wrong:
        with contextlib.suppress(OSError):
            new.unlink()
        raise _unwritable(path, wrong) from wrong


def read_sealed(path: Path) -> str | None:
    """Read a text that `write_sealed` wrote; None where there is no file.

    Raises:
        Damaged: it is not what was written.
        OperatorFault: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as wrong:
        raise OperatorFault(f"{path} cannot be read: {wrong.strerror or wrong}") from wrong
    return _unsealed(data)


def put_aside(path: Path) -> Path:
    """Give a damaged file another name, so that it is out of the way and can still be looked at. Returns the new one.

    Raises:
        OperatorFault: it cannot be moved.
    """
    names = [path.with_name(f"{path.name}.damaged-{number}") for number in range(1, MOST_ASIDE + 1)]
    aside = next((name for name in names if not name.exists()), names[-1])
    try:
        _replace(path, aside)
    except OSError as wrong:
        raise _unwritable(path, wrong) from wrong
    return aside


def prove_writing(folder: Path) -> None:
    """Write random bytes, read them back and delete them: whoever orders a certificate must be able to keep it.

    Raises:
        OperatorFault: the disk is full, forbids it, or gives back something else.
    """
    make_private(folder)
    path, data = folder / f"test.{secrets.token_hex(4)}{NEW}", secrets.token_bytes(TEST_BYTES)
    try:
        _write_through(path, data)
        found = path.read_bytes()
        _sweep(folder, path.stat().st_mtime - LEFT_SECONDS)
    except OSError as wrong:
        raise _unwritable(folder, wrong) from wrong
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
    if found != data:
        raise OperatorFault(f"{folder} gives back other bytes than were written there: is the disk damaged?")


def _sweep(folder: Path, before: float) -> None:
    """Delete what a crash left half-written, by the disk's own clock."""
    for left in folder.rglob(f"*{NEW}"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < before:
                left.unlink()


def _sealed(body: str) -> str:
    return f"{SEAL}{_digest(body)}\n{body}"


def _unsealed(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise Damaged(f"it has more than {MOST_BYTES >> 10} KiB")
    try:
        seal, _, body = data.decode("utf-8").partition("\n")
    except UnicodeDecodeError as wrong:
        raise Damaged("it is no text") from wrong
    if seal != SEAL + _digest(body):
        raise Damaged("its checksum does not fit what it holds: it was cut off or changed")
    return body


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def _write_through(path: Path, data: bytes) -> None:
    """Write a new file and wait until the disk has it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, FILE_MODE), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _replace(new: Path, path: Path) -> None:
    for tries_left in reversed(range(REPLACE_TRIES)):
        try:
            os.replace(new, path)  # noqa: PTH105 - says what is meant: also where there is one already
        except PermissionError:
            if not tries_left or os.name != "nt":
                raise
            time.sleep(REPLACE_PAUSE)
        else:
            return


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk. Windows does that with the file, and opens no folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(path: Path, wrong: OSError) -> OperatorFault:
    if wrong.errno == errno.ENOSPC:
        return OperatorFault(f"{path} cannot be written: the disk is full")
    return OperatorFault(f"{path} cannot be written: {wrong.strerror or wrong}")
