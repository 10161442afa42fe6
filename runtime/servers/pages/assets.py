"""The files that come with the program: style, scripts and signs of the pages.

They are named by what is in them (`/assets/3f2a…/page.css`), so a browser keeps them for good and a newer program is
never shown with an older one's style.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

__all__ = ["Assets"]

_FOLDER = Path(__file__).parent / "assets"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Assets:
    """All of them, in memory.

    Attributes:
        version: a word that changes with any of them.
        files: name → content.
    """

    version: str
    files: dict[str, bytes]

    @classmethod
    def load(cls) -> "Assets":
        """Read them; to be done once, off the event loop."""
        files = {path.name: path.read_bytes() for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}
        digest = hashlib.sha256()
        for name, content in files.items():
            digest.update(name.encode() + b"\0" + content)
        return cls(digest.hexdigest()[:12], files)

    def url(self, name: str) -> str:
        """Where one is."""
        return f"/assets/{self.version}/{name}"

    async def serve(self, request: web.Request) -> web.Response:
        """Answer `/assets/{version}/{name}`; an older page's files are answered with today's, but not to be kept."""
        name = request.match_info["name"]
        content = self.files.get(name)
        if content is None:
            raise web.HTTPNotFound
        kept = _FOR_GOOD if request.match_info["version"] == self.version else "no-cache"
        kind = _TYPES[Path(name).suffix]
        return web.Response(body=content, content_type=kind, charset="utf-8", headers={"Cache-Control": kept})
