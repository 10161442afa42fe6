"""The page at `/`, and the small one for other sites' frames at `/embed`.

Both are whole without their script: a player, the titles as they were when the page was asked for, all addresses.
"""

import zlib
from html import escape
from urllib.parse import quote

from runtime.stats.status import StationStatus

from .assets import Assets
from .card import cover, history, now_playing, player, ways
from .documents import cut
from .programme import Programme, programmes

__all__ = ["HUES", "embed_page", "front_page", "hue"]

HUES = 12
"""Colours a page may have; a station's name chooses its own."""

_EMBED_HEIGHT = 132
"""Pixels of the frame that other sites show."""


def hue(name: str) -> int:
    """The colour of a station: one of `HUES`, the same on every day."""
    return zlib.crc32(name.encode("utf-8", "replace")) % HUES


def front_page(status: StationStatus, assets: Assets, base: str) -> str:
    """Write the page.

    Args:
        status: what there is.
        assets: where style and script are.
        base: the station's address as the asker knows it, without a path.
    """
    name = escape(cut(status.identity.name))
    found = programmes(status.shown)
    cards = "\n".join(_section(each, status, base, several=len(found) > 1) for each in found)
    nothing = '<p class="nothing">Nothing is on the air at the moment.</p>'
    return f"""{_head(status, assets, name)}
<body class="page hue-{hue(status.identity.name)}">
<a class="skip" href="#main">Skip to the player</a>
<header class="station">
<img class="mark" src="{assets.url("icon.svg")}" alt="" width="40" height="40">
<div><h1>{name}</h1>{_about(status)}</div>
</header>
<main id="main" data-station="{name}">
{cards or nothing}
<p class="unseen" data-announce aria-live="polite"></p>
</main>
<footer>
<p>{_website(status)}<a href="/nowplaying.json">Now playing as JSON</a> <a href="/history.json">History as JSON</a>
<a href="/status-json.xsl">Status</a></p>
<p>On the air with LegacyStream {escape(status.version)}</p>
</footer>
</body>
</html>
"""


def embed_page(status: StationStatus, programme: Programme, assets: Assets) -> str:
    """Write the page for frames of other sites."""
    name = escape(cut(status.identity.name))
    return f"""{_head(status, assets, name)}
<body class="embed hue-{hue(status.identity.name)}">
<main data-station="{name}">
<article class="card" data-programme="{escape(programme.id)}">
{cover(programme, 96)}
<div class="now">
<h1 class="who"><a href="/" target="_blank" rel="noopener">{name}</a></h1>
{now_playing(programme)}
</div>
{player(programme, status.identity.name)}
</article>
<p class="unseen" data-announce aria-live="polite"></p>
</main>
</body>
</html>
"""


def _head(status: StationStatus, assets: Assets, name: str) -> str:
    about = escape(cut(status.identity.description))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{name}</title>
<meta name="description" content="{about}">
<link rel="icon" type="image/svg+xml" href="{assets.url("icon.svg")}">
<link rel="stylesheet" href="{assets.url("page.css")}">
<script type="module" src="{assets.url("page.js")}"></script>
</head>"""


def _about(status: StationStatus) -> str:
    about = cut(status.identity.description)
    return f'<p class="about">{escape(about)}</p>' if about else ""


def _website(status: StationStatus) -> str:
    """A link to the station's own site, if it is one that a browser may follow."""
    url = status.identity.url
    safe = url.startswith(("http://", "https://"))
    return f'<a href="{escape(url)}" rel="noopener">Website</a>\n' if safe else ""


def _section(programme: Programme, status: StationStatus, base: str, *, several: bool) -> str:
    """A programme with all there is to it."""
    key, main = escape(programme.id), programme.main
    channel = cut(main.name if main.name != status.identity.name else main.path)
    return f"""<article class="card" data-programme="{key}" aria-label="{escape(channel if several else cut(main.name))}">
{cover(programme, 320)}
<div class="now">
{now_playing(programme, channel if several else "")}
{player(programme, channel if several else main.name)}
</div>
<section class="more" aria-label="Played before">
<h3>Played before</h3>
{history(programme)}
<p class="empty">The first titles will stand here.</p>
</section>
<section class="more" aria-label="Ways to listen">
<h3>Ways to listen</h3>
{ways(programme, base)}
{_embedding(programme, status, base)}
</section>
</article>"""


def _embedding(programme: Programme, status: StationStatus, base: str) -> str:
    """What to paste into another site."""
    url = f"{base}/embed?mount={quote(programme.main.path)}"
    name = escape(cut(status.identity.name))
    code = (
        f'<iframe src="{escape(url)}" title="{name}" width="100%" height="{_EMBED_HEIGHT}" style="border:0" '
        'loading="lazy" allow="autoplay"></iframe>'
    )
    return f"""<details class="embedding">
<summary>Put this player on your site</summary>
<label><span class="unseen">HTML to paste into a page</span>
<textarea readonly rows="4" data-code>{escape(code)}</textarea></label>
<button type="button" class="copy" data-copy-code hidden>Copy the code</button>
</details>"""
