"""The history on the disk, so that a station that begins anew knows what it played.

Rule: a file that is missing, damaged or too large costs the history and nothing else. Writing is atomic: what is there is
whole, whenever the power goes.
"""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from runtime.media.title import Title

from .history import History, Played

__all__ = ["LARGEST_HISTORY", "read_history", "write_history"]

LARGEST_HISTORY = 4 * 1024 * 1024
"""Bytes of the file; one that is larger was not written here."""

_WORDS = ("artist", "title", "album", "url", "kind", "client")

logger = logging.getLogger("legacystream.stats")


def write_history(path: Path, history: History) -> None:
    """Write the titles of all programmes. Blocks on the disk; what goes wrong is told in the log."""
    document = {name: [_fields(each) for each in titles] for name, titles in history.all_titles().items()}
    new = path.with_suffix(".new")
    try:
        new.write_text(json.dumps(document), encoding="ascii")
        new.replace(path)
    except OSError as error:
        logger.warning("what has played cannot be written to %s: %s", path.name, error.strerror or error)


def read_history(path: Path, history: History) -> None:
    """Put what an earlier station played behind what this one has. Blocks on the disk."""
    try:
        if path.stat().st_size > LARGEST_HISTORY:
            return
        document = json.loads(path.read_text(encoding="ascii"))
        for name, titles in document.items():
            history.restore(name, [_played(fields) for fields in titles])
    except FileNotFoundError:
        return
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        logger.warning("what an earlier station played cannot be read from %s: %s", path.name, error)


def _fields(played: Played) -> dict[str, str]:
    title = played.title
    words = (title.artist, title.title, title.album, title.url, played.kind, played.client)
    return {"started": played.started.isoformat(), **dict(zip(_WORDS, words, strict=True))}


def _played(fields: Mapping[str, Any]) -> Played:
    artist, title, album, url, kind, client = (str(fields[word]) for word in _WORDS)
    started = datetime.fromisoformat(fields["started"])
    if started.tzinfo is None:
        raise ValueError("a moment without its zone")
    return Played(Title(artist, title, album, url), started, kind=kind, client=client)
