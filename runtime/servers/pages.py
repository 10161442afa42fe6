"""The page at `/`: who the station is, what plays, and a player for each mount.

Plain HTML without scripts or outside resources; everything that comes from titles or the script is escaped.
"""

from collections.abc import Callable
from html import escape

from aiohttp import web

from runtime.stats.status import MountStatus, StationStatus

__all__ = ["add_routes", "front_page"]

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)

_STYLE = """
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem; }
section { border: 1px solid #8886; border-radius: .6rem; padding: .8rem 1rem; margin: 1rem 0; }
h1 { margin: 0; } h2 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere; }
p { margin: .4rem 0; } audio { width: 100%; margin-top: .4rem; } .quiet { opacity: .75; font-size: .9rem; }
"""


def add_routes(app: web.Application, status: Callable[[], StationStatus]) -> None:
    """Serve `/`."""

    async def front(_request: web.Request) -> web.Response:
        headers = {
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-cache",
        }
        return web.Response(
            text=front_page(status()), content_type="text/html", charset="utf-8", headers=headers
        )

    app.router.add_get("/", front)


def front_page(status: StationStatus) -> str:
    """Write the page for a status."""
    name = escape(status.identity.name)
    about = f"<p>{escape(status.identity.description)}</p>" if status.identity.description else ""
    mounts = "\n".join(map(_mount, status.mounts)) or "<p>This station has no mounts.</p>"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}</title>
<style>{_STYLE}</style>
</head>
<body>
<header><h1>{name}</h1>{about}</header>
<main>
{mounts}
</main>
<footer class="quiet"><p>LegacyStream {escape(status.version)} · <a href="/status-json.xsl">status as JSON</a></p></footer>
</body>
</html>
"""


def _mount(mount: MountStatus) -> str:
    path = escape(mount.path, quote=True)
    count = mount.counts.listeners
    listeners = f"{count} listener" if count == 1 else f"{count} listeners"
    return f"""<section>
<h2><a href="{path}">{path}</a></h2>
<p>{_now_playing(mount)}</p>
<audio controls preload="none" src="{path}" aria-label="Listen to {path}"></audio>
<p class="quiet">{escape(mount.format_name)} · {listeners}</p>
</section>"""


def _now_playing(mount: MountStatus) -> str:
    if mount.on_floor:
        return "Silence: nothing in the programme can play at the moment."
    if mount.title is None or not str(mount.title):
        return "On the air."
    return f"Now playing: <strong>{escape(str(mount.title))}</strong>"
