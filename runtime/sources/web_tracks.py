"""Tracks that are files of the web: when they may be opened, and when it is better not to wait for them any longer.

Rule. While the running track lasts, it is waited for the next one. When it is about to end (`HURRY`), one that has been on its
way for more than `PATIENCE` seconds is late: others have their turn, while it goes on coming.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from runtime.plan import escaped_address, shown_address
from runtime.sources.web_files import FRESH, Coming, Look, Missing, There, WebFiles

__all__ = ["AHEAD", "HURRY", "LOOK", "NO_WEB", "PATIENCE", "Late", "NoWeb", "Pretended", "WebTracks"]

PATIENCE = 10.0
"""Seconds for which it is waited for a track with nothing else to play."""

HURRY = 15.0
"""Seconds before the end of the running track from which on it is not waited any longer."""

AHEAD = 2
"""Tracks behind the next one that are fetched already."""

LOOK = 0.1
"""Seconds between two looks whether a track has come."""

MOST_TOLD = 1000
"""Servers of which it is remembered that they were told to be away."""

_PAGES = ("text/html", "application/xhtml+xml")
_LISTS = (
    "application/pls+xml", "application/rss+xml", "application/vnd.apple.mpegurl", "application/x-mpegurl",
    "application/xspf+xml", "audio/mpegurl", "audio/x-mpegurl", "audio/x-scpls",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Late:
    """A track is on its way for too long, so many seconds."""

    seconds: float


@dataclass(slots=True)
class WebTracks:
    """What a source sees of the web.

    Attributes:
        files: where files come from.
        left: how many seconds the running track still lasts, as far as is known; 0 where nothing plays.
        say: tells the operator, in words, once, that an older copy plays.
    """

    files: WebFiles
    left: Callable[[], float]
    say: Callable[..., None] = lambda *_: None
    _told: dict[str, str] = field(default_factory=dict)

    def look(self, url: str, now: float) -> There | Coming | Late | Missing:
        """What there is of a track. Never waits."""
        match self.files.look(escaped_address(url)):
            case There(kind=kind) if problem := _no_track(kind):
                return Missing(problem, gone=True)
            case There() as there:
                self._tell(url, there.trouble)
                return there
            case Coming(since=since) if now - since >= PATIENCE and self.left() < HURRY:
                return Late(now - since)
            case found:
                return found

    def _tell(self, url: str, trouble: str) -> None:
        """Say once why an older copy plays; once for all files of a server that say the same."""
        server = url.partition("://")[2].partition("/")[0]
        if not trouble:
            self._told.pop(server, None)
        elif self._told.get(server) != trouble:
            self._told[server] = trouble
            self.say("%s: %s; the copy that is here plays", shown_address(url), trouble)
            if len(self._told) > MOST_TOLD:
                del self._told[next(iter(self._told))]

    def fetch(self, url: str) -> None:
        """Have a file fetched that is wanted later."""
        self.files.look(escaped_address(url), fresh=math.inf)

    def place(self, url: str) -> Path | None:
        """Where a file is, if it is there."""
        return self.files.place(escaped_address(url))


def _no_track(kind: str) -> str:
    """Why what a server sends is no track; "" where it may be one: that is seen when it is opened."""
    if kind in _PAGES:
        return f"it is a web page ({kind}), not a sound"
    if kind in _LISTS:
        return f"it is a list ({kind}), not a track: `playlist` plays it"
    if kind.startswith("image/"):
        return f"it is a picture ({kind}), not a sound"
    return ""


class NoWeb:
    """Where no server is reached."""

    def look(self, url: str, *, fresh: float = FRESH) -> Look:  # noqa: ARG002
        """Nothing."""
        return Missing("there is no network here")

    def place(self, url: str) -> Path | None:  # noqa: ARG002
        """Nowhere."""
        return None


NO_WEB = NoWeb()


@dataclass(frozen=True, slots=True)
class Pretended:
    """A programme without sound asks no server: every file is there, and nobody looks into it. `folder` is where none is."""

    folder: Path

    def look(self, url: str, *, fresh: float = FRESH) -> Look:  # noqa: ARG002
        """It is there, by its name."""
        return There(self.place(url), url, pretended=True)

    def place(self, url: str) -> Path:
        """It is there, by its name."""
        return self.folder / (PurePosixPath(urlsplit(url).path).name or "file")
