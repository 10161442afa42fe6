"""A track that somebody names: a path, an address, or an `annotate:` URI, opened aside."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from runtime.audio.errand import Errands
from runtime.audio.media import Media, OpenFile
from runtime.audio.tags import Said
from runtime.audio.track_queue import Busy
from runtime.errors import MediaUnreadable
from runtime.plan import annotated, is_web_address, shown_place, web_address_flaw
from runtime.sources.opening import Opener

__all__ = ["LONGEST_URI", "Wanted", "WantedOpener", "wanted"]

LONGEST_URI = 4096
"""Characters of what names a track."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hear: a path or an address, and what he says about it."""

    path: str
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def on_the_web(self) -> bool:
        """Whether it is an address, and no path."""
        return is_web_address(self.path)

    @property
    def shown(self) -> str:
        """What it is called when something is said about it."""
        return shown_place(self.path)


def wanted(uri: str) -> Wanted:
    """Take apart what names a track.

    Raises:
        MediaUnreadable: it names none, in words.
    """
    text = uri.strip()
    shown = f'"{text[:60]}"'
    if not text:
        raise MediaUnreadable("it", "it names nothing")
    if text.startswith("<") or "<html" in text[:1000].lower():
        raise MediaUnreadable(shown, "it is a web page, not a path")
    if len(text) > LONGEST_URI or "\n" in text or "\0" in text:
        lines = len(text.splitlines())
        raise MediaUnreadable(shown, f"it is {len(text)} characters in {lines} lines, not one path")
    try:
        tags, path = annotated(text)
    except ValueError as fault:
        raise MediaUnreadable(shown, str(fault)) from fault
    if is_web_address(path) and (flaw := web_address_flaw(path)):
        raise MediaUnreadable(shown, flaw)
    return Wanted(path, tags)


class WantedOpener:
    """Opens one of them at a time."""

    def __init__(self, media: Media, base: Path, errands: Errands, say: Callable[..., None]) -> None:
        """Relative paths begin at `base`."""
        self._media = media
        self._base = base
        self._opener: Opener[OpenFile] = Opener(errands, say)

    @property
    def waiting(self) -> bool:
        """Whether a file is being opened."""
        return self._opener.waiting

    @property
    def free(self) -> bool:
        """Whether one may be opened."""
        return self._opener.free

    def open(self, track: Wanted, now: float, came: Path | None = None) -> None:
        """Begin to open a track; `came` is where the file of an address is."""
        path = came or self._base / Path(os.path.expanduser(track.path))  # noqa: PTH111 - this one does not raise without a home
        job = partial(self._media.open, path, track.shown, Said(track.tags))
        self._opener.open(job, track.shown, now)

    def outcome(self, now: float) -> OpenFile | MediaUnreadable | Busy | float | None:
        """What became of it; see `Opener`."""
        return self._opener.outcome(now)
