"""Scripts from disk."""

from pathlib import Path

from runtime.errors import OperatorFault

__all__ = ["ScriptUnreadable", "read_script"]

LARGEST = 4 * 1024 * 1024
"""No script is larger than this, in bytes; a music file given by mistake often is."""


class ScriptUnreadable(OperatorFault):
    """The script cannot be read. Its text is a sentence for the operator."""


def read_script(path: Path) -> str:
    """The text of a script.

    Raises:
        ScriptUnreadable: it is missing, a folder, forbidden, too large, or not UTF-8 text.
    """
    try:
        data = read_bytes(path)
    except FileNotFoundError:
        raise ScriptUnreadable(f"{path}: there is no such file") from None
    except (IsADirectoryError, PermissionError) as fault:
        reason = "this is a folder, not a script" if path.is_dir() else "reading it is not permitted"
        raise ScriptUnreadable(f"{path}: {reason}") from fault
    except (OSError, ValueError) as fault:
        raise ScriptUnreadable(f"{path}: {fault}") from fault
    if len(data) > LARGEST:
        raise ScriptUnreadable(f"{path}: this is larger than any script can be; is it the right file?")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise ScriptUnreadable(f"{path}: line {line} is not UTF-8 text; is it the right file?") from fault


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, up to one more than the largest script has."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
