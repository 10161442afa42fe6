"""Where a station keeps what it remembers."""

from pathlib import Path

__all__ = ["state_folder"]


def state_folder(script: Path, state: Path | None) -> Path:
    """The state folder of the station of a script: the one that was named, or the one beside the script."""
    return state or script.with_suffix(".state")
