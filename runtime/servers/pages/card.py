"""One programme on a page: its picture, what plays, a player, and the ways to listen.

The player is a plain `<audio>` with all mounts as its sources, so that it plays without a script too; the browser takes
the first that it can. The script puts its own buttons in its place.
"""

from html import escape

from runtime.stats.status import MountStatus

from .documents import cover_url, cut, iso, shown_title
from .playlists import KINDS
from .programme import Programme, codec_type

__all__ = ["counted", "cover", "history", "now_playing", "player", "ways"]

_LONG_TITLE = 48
"""Characters of a title beyond which it is written smaller; the script knows the same number."""

_SHOWN_KINDS = ("m3u", "pls", "xspf")

_PLAY = '<svg class="sign play" viewBox="0 0 24 24" aria-hidden="true"><path d="M8 5.1v13.8L19 12z"/></svg>'
_PAUSE = '<svg class="sign pause" viewBox="0 0 24 24" aria-hidden="true"><path d="M7 5h3.6v14H7zm6.4 0H17v14h-3.6z"/></svg>'
_SPEAKER = (
    '<svg class="speaker" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 9.5v5h3.2L12 19V5L7.2 9.5zm11-1.2a5 5 0 0 1 0 '
    '7.4m2.3-9.9a8.4 8.4 0 0 1 0 12.4"/></svg>'
)


def now_playing(programme: Programme, channel: str = "") -> str:
    """The words: whether it is live, the title, the artist; and which programme it is, where there are several."""
    mount = programme.main
    shown = shown_title(mount)
    live = shown is not None and bool(shown.client)
    if mount.on_floor:
        title, artist = "Silence", "Nothing in the programme can play at the moment."
    elif shown is None:
        title, artist = cut(mount.name), cut(mount.description)
    else:
        title, artist = (
            cut(shown.title.title or shown.title.artist),
            cut(shown.title.artist if shown.title.title else ""),
        )
    return f"""<p class="badge" data-badge>{"Live" if live else "On air"}</p>{_channel(channel)}
<h2 class="title{" long" if len(title) > _LONG_TITLE else ""}" data-title dir="auto">{escape(title)}</h2>
<p class="artist" data-artist dir="auto">{escape(artist)}</p>"""


def _channel(name: str) -> str:
    return f'<span class="channel" dir="auto">{escape(cut(name))}</span>' if name else ""


def cover(programme: Programme, size: int) -> str:
    """The picture, and its glow behind everything."""
    url = escape(cover_url(programme.main))
    return f"""<img class="glow" data-cover src="{url}" alt="" aria-hidden="true">
<img class="cover" data-cover src="{url}" alt="" width="{size}" height="{size}">"""


def player(programme: Programme, station: str) -> str:
    """The player."""
    sources = "\n".join(
        f'<source src="{escape(mount.path)}" type="{escape(codec_type(mount))}">'
        for mount in programme.playable
    )
    options = "\n".join(map(_option, programme.playable))
    name = escape(cut(station))
    return f"""<div class="player">
<audio data-audio controls preload="none" aria-label="{name}">
{sources}
</audio>
<div class="controls" data-controls hidden>
<button type="button" class="toggle" data-toggle aria-label="Play {name}">{_PLAY}{_PAUSE}</button>
<div class="settings">
<label class="format"><span class="unseen">Format</span><select data-format>
{options}
</select></label>
<label class="volume"><span class="unseen">Volume</span>{_SPEAKER}
<input type="range" data-volume min="0" max="100" value="100"></label>
</div>
</div>
<p class="state" data-state role="status"></p>
</div>"""


def ways(programme: Programme, base: str) -> str:
    """Every mount: its address to copy, its playlists, who listens."""
    rows = "\n".join(_way(mount, base) for mount in programme.mounts)
    return f'<ul class="ways" data-ways>\n{rows}\n</ul>'


def counted(listeners: int) -> str:
    """A number of listeners in words."""
    return "1 listener" if listeners == 1 else f"{listeners} listeners"


def history(programme: Programme) -> str:
    """What has played before, with the time of the station's clock."""
    titles, playing = programme.main.history, programme.main.playing
    if titles and playing is not None and titles[0].title == playing.title:
        titles = titles[1:]
    rows = "\n".join(
        f'<li><time datetime="{escape(iso(played.started))}">{played.started:%H:%M}</time> '
        f'<span dir="auto"><b>{escape(cut(played.title.title or played.title.artist))}</b>'
        f"{_by(played.title.artist if played.title.title else '')}</span></li>"
        for played in titles
    )
    return f'<ol class="history" data-history tabindex="0" aria-label="Played before">\n{rows}\n</ol>'


def _by(artist: str) -> str:
    return f' <span class="by">{escape(cut(artist))}</span>' if artist else ""


def _option(mount: MountStatus) -> str:
    return (
        f'<option value="{escape(mount.path)}" data-type="{escape(codec_type(mount))}" data-latency="{mount.latency:g}">'
        f"{escape(mount.format_name)}</option>"
    )


def _way(mount: MountStatus, base: str) -> str:
    path = escape(mount.path)
    url = escape(base + mount.path)
    lists = " ".join(
        f'<a href="{path}.{kind}" aria-label="{kind.upper()} playlist of {path}">{kind.upper()}</a>'
        for kind in _SHOWN_KINDS
        if kind in KINDS
    )
    count = f'<span class="count" data-listeners>{counted(mount.counts.listeners)}</span>'
    return f"""<li data-mount="{path}">
<span class="what"><b>{escape(mount.format_name)}</b> {count}</span>
<button type="button" class="copy" data-copy="{url}" hidden>Copy<span class="unseen"> the address of {path}</span></button>
<a class="address" href="{path}">{url}</a>
<span class="lists">{lists}</span>
</li>"""
