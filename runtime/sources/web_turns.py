"""What becomes of those of a playlist's files that are on the web, when their turn comes."""

from collections.abc import Callable, Sequence

from runtime.sources.pick import Pick, Shelf
from runtime.sources.unreadable import Unplayable, Unreadable
from runtime.sources.web_files import Missing, There
from runtime.sources.web_tracks import LOOK, Late, WebTracks

__all__ = ["MOST_LATE", "WebTurns"]

MOST_LATE = 1000
"""Files of which it is remembered that they were told to be late."""


class WebTurns:
    """Has files fetched ahead of their turn, and waits for them when it comes.

    Attributes:
        awaited: what was chosen and is not there yet.
    """

    def __init__(
        self, web: WebTracks, shelf: Shelf, unreadable: Unreadable, say: Callable[..., None]
    ) -> None:
        """Make it.

        Args:
            web: what is known of the web.
            shelf: where the playlist's files are; it is told where those of the web have come to.
            unreadable: what is known against them.
            say: tells the operator, in words.
        """
        self.awaited: Pick | None = None
        self._web = web
        self._shelf = shelf
        self._unreadable = unreadable
        self._say = say
        self._late: list[str] = []
        self._has_passed = False

    def here(self, names: Sequence[str]) -> Sequence[str]:
        """Those among which may be chosen: what is on this machine; if nothing is, the first."""
        return [name for name in names if self._is_here(name)] or names[:1]

    def fetch(self, names: Sequence[str]) -> None:
        """Have those of these fetched that are on the web."""
        for name in names:
            if url := self._shelf.entry(name).url:
                self._web.fetch(url)

    def begin(self, pick: Pick, now: float) -> Unplayable | float | None:
        """The turn of what was chosen has come: it may be opened (None), cannot be had, or in how many seconds to ask again.

        One that is late is told, and awaited no longer.
        """
        name, self.awaited = pick.name, None
        url = self._shelf.entry(name).url if len(pick.names) == 1 else ""
        match self._web.look(url, now) if url else None:
            case None:
                self._open_any(pick.names)
            case There(path=path):
                self._shelf.came = {url: path}
            case Missing(reason=reason):
                news = reason != self._unreadable.reason(name)
                return Unplayable(self._shelf.shown_name(name), reason, (0, 0), news=news)
            case Late(seconds=seconds):
                self._pass_by(name, seconds)
                return 0.0
            case _:
                self.awaited = pick
                return LOOK
        return None

    def opened(self, name: str) -> None:
        """A file plays after all."""
        self._late = [each for each in self._late if each != name]

    def passed(self) -> bool:
        """Whether any was late since this was asked for the last time."""
        passed, self._has_passed = self._has_passed, False
        return passed

    def _is_here(self, name: str) -> bool:
        url = self._shelf.entry(name).url
        return not url or self._web.place(url) is not None

    def _open_any(self, names: Sequence[str]) -> None:
        """One of several is to be chosen, all of which are on this machine."""
        urls = [url for name in names if (url := self._shelf.entry(name).url)]
        self._shelf.came = {url: path for url in urls if (path := self._web.place(url)) is not None}

    def _pass_by(self, name: str, seconds: float) -> None:
        """A file is late: it goes on coming, and others have their turn."""
        self._has_passed = True
        if name not in self._late:
            self._late = [*self._late[-MOST_LATE:], name]
            shown = self._shelf.shown_name(name)
            self._say("%s is still on its way after %.0f s; it plays in a later round", shown, seconds)
