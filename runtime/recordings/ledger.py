"""Which files were recorded here: only those are ever deleted."""

import contextlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path

__all__ = ["FILE", "Ledger"]

FILE = "recordings.jsonl"
"""The ledger's file in the state folder: a path a line, with the recording that wrote it."""

logger = logging.getLogger("legacystream.recordings")


class Ledger:
    """Remembers files over restarts. Belongs to the threads of the recordings; each line is written at once."""

    def __init__(self, folder: Path | None) -> None:
        """Keep it in a state folder; without one, remember nothing and delete nothing."""
        self._file = folder / FILE if folder is not None else None

    def add(self, recording: str, path: Path) -> None:
        """A recording has begun a file."""
        if self._file is not None:
            with contextlib.suppress(OSError), self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"recording": recording, "path": str(path.absolute())}) + "\n")

    def delete_older(self, recording: str, than: float) -> int:
        """Delete the files of a recording that nobody has changed since a time (seconds of the epoch); tell how many."""
        gone = 0
        for path in set(self._paths(recording)):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < than:
                    path.unlink()
                    gone += 1
        return gone

    def _paths(self, recording: str) -> Iterator[Path]:
        if self._file is None or not self._file.exists():
            return
        with self._file.open(encoding="utf-8") as lines:
            for line in lines:
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    entry = json.loads(line)
                    if entry["recording"] == recording:
                        yield Path(entry["path"])
