"""The picture of what plays, at `/cover/<mount>`.

Strategy: a picture is looked for when the first page asks for it, by a thread of its own, and kept for the others who ask;
a disk that hangs costs the picture and nothing else. Where there is none, one is drawn: the station's letters on its colour.
"""

import asyncio
import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from aiohttp import web

from runtime.audio.cover import Picture, find_cover
from runtime.audio.thumbnail import thumbnail
from runtime.servers.gallery import Gallery
from runtime.stats.history import Played
from runtime.stats.status import MountStatus

from .drawing import drawing
from .headers import ANYWHERE

__all__ = ["COVER_SECONDS", "KEPT_COVERS", "Covers"]

KEPT_COVERS = 8
"""Pictures that are kept in memory; each has 4 MiB at most."""

COVER_SECONDS = 5.0
"""How long a picture is waited for."""

_KEPT = "public, max-age=86400"
_NOT_KEPT = "no-cache"


class Covers:
    """Finds and answers pictures. Everything here belongs to the event loop.

    Args:
        folder: the script's, where relative paths begin.
        gallery: what source clients sent.
        find: reads the picture of a file; in a thread. `find_cover` and `thumbnail`, unless told otherwise.
    """

    def __init__(
        self, folder: Path, gallery: Gallery, find: Callable[[Path], Picture | None] | None = None
    ) -> None:
        self._folder = folder
        self._gallery = gallery
        self._find = find or _small_cover
        self._thread = ThreadPoolExecutor(1, "covers")
        self._kept: OrderedDict[str, asyncio.Future[Picture | None]] = OrderedDict()

    def stop(self) -> None:
        """Look for no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def answer(self, request: web.Request, mount: MountStatus, station: str) -> web.StreamResponse:
        """Answer with the picture of what plays on a mount.

        It may be kept by whoever asked with the version that is on the air; any other version is today's picture under
        yesterday's address.
        """
        picture = await self._picture(mount.playing) or drawing(station)
        version = mount.playing.version if mount.playing is not None else "0"
        tag = f'"{hashlib.sha256(picture.data).hexdigest()[:16]}"'
        is_current = request.query.get("v") == version and not (mount.playing and mount.playing.client)
        headers = {"ETag": tag, "Cache-Control": _KEPT if is_current else _NOT_KEPT, **ANYWHERE}
        if tag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        return web.Response(body=picture.data, content_type=picture.content_type, headers=headers)

    async def _picture(self, played: Played | None) -> Picture | None:
        if played is None:
            return None
        if played.client:
            return self._gallery.picture(played)
        return await self._of_file(played) if played.path else None

    async def _of_file(self, played: Played) -> Picture | None:
        """What is kept, or what the thread finds; who asks while it looks waits for the same."""
        key = played.version
        if key not in self._kept:
            path = self._folder / os.path.expanduser(played.path)  # noqa: ASYNC240, PTH111 - this one does not raise without a home
            self._kept[key] = asyncio.get_running_loop().run_in_executor(self._thread, self._find, path)
            while len(self._kept) > KEPT_COVERS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        try:
            async with asyncio.timeout(COVER_SECONDS):
                return await asyncio.shield(self._kept[key])
        except TimeoutError:
            return None


def _small_cover(path: Path) -> Picture | None:
    picture = find_cover(path)
    return thumbnail(picture) if picture is not None else None
