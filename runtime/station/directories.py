"""Keeps the station's entries in directories of stations; whatever they do costs nobody but them."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from typing import Protocol

from runtime.plan import Directory, Station
from runtime.protocols.icecast.listing import Entry, Listing
from runtime.servers.admin.figures import subtype_facts
from runtime.stats.status import MountStatus, StationStatus

__all__ = ["ANSWER_SECONDS", "Directories"]

ANSWER_SECONDS = 20.0
"""How long a directory may take to answer."""

FAREWELL_SECONDS = 3.0
"""How long a station that stops waits for directories to hear of it."""

LOOK_SECONDS = 1.0

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

logger = logging.getLogger("legacystream.directories")


class Post(Protocol):
    """Posts a form; gives the fields of the answer. Raises OSError, TimeoutError."""

    async def __call__(
        self, url: str, body: bytes, headers: Mapping[str, str], seconds: float
    ) -> Mapping[str, str]: ...


class Directories:
    """`start`, then `stop`. Belongs to the event loop.

    Args:
        status: how the station is.
        post: posts forms.
        now: seconds that only go forward.
        most: how many may listen to a mount; 0 is any number.
    """

    def __init__(
        self,
        status: Callable[[], StationStatus],
        post: Post,
        now: Callable[[], float],
        most: Callable[[str], int] = lambda _path: 0,
    ) -> None:
        self._status = status
        self._post = post
        self._now = now
        self._most = most
        self._directories: tuple[Directory, ...] = ()
        self._listings: dict[tuple[Directory, str], Listing] = {}
        self._task: asyncio.Task[None] | None = None

    def show(self, station: Station) -> None:
        """List the mounts of this script from now on."""
        self._directories = station.directories
        if self._directories and self._task is None:
            self._task = asyncio.create_task(self._run(), name="directories")

    async def stop(self) -> None:
        """Take the entries away."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._directories = ()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                await self.look()

    async def _run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Post what is due, to every directory at once."""
        mounts = {mount.path: mount for mount in self._status().mounts}
        for directory in self._directories:
            wanted = directory.mounts or [path for path, mount in mounts.items() if not mount.hidden]
            for path in wanted:
                self._listings.setdefault((directory, path), Listing())
        await asyncio.gather(
            *(self._tell(*key, listing, mounts) for key, listing in list(self._listings.items()))
        )

    async def _tell(
        self, directory: Directory, path: str, listing: Listing, mounts: Mapping[str, MountStatus]
    ) -> None:
        there = directory in self._directories
        mount = mounts.get(path) if there else None
        form = listing.due(self._entry(directory, mount) if mount is not None else None, self._now())
        if form is not None:
            await self._say(directory, path, listing, form, leaves=mount is None)
        if not there:
            self._listings.pop((directory, path), None)

    async def _say(
        self, directory: Directory, path: str, listing: Listing, form: bytes, *, leaves: bool
    ) -> None:
        before, why = listing.complaint, ""
        try:
            fields = await self._post(directory.url, form, FORM, ANSWER_SECONDS)
        except TimeoutError:
            why = "it does not answer"
        except OSError as wrong:
            why = str(wrong) or "it cannot be reached"
        if leaves:
            return
        if why:
            listing.failed(why, self._now())
        else:
            listing.answered(fields, self._now())
        if listing.complaint and listing.complaint != before:
            logger.warning(
                "%s is not listed by %s: %s; trying again later",
                path, directory.url, listing.complaint, extra={"origin": directory.origin},
            )  # fmt: skip
        elif before and not listing.complaint:
            logger.info("%s is listed by %s", path, directory.url, extra={"origin": directory.origin})

    def _entry(self, directory: Directory, mount: MountStatus) -> Entry:
        return Entry(
            listen_url=f"{directory.address}{mount.path}",
            name=mount.name,
            genre=mount.genre,
            description=mount.description,
            url=mount.url,
            kind=mount.content_type,
            subtype=str(dict(subtype_facts(mount)).get("subtype", "")),
            bitrate=mount.bitrate // 1000,
            title=str(mount.title or ""),
            listeners=mount.counts.listeners,
            most_listeners=self._most(mount.path),
        )
