"""What plays and what has played, as JSON for others' pages, apps and home automation.

The shapes are a promise: docs/guides/page.md. Times are ISO 8601 with the station's offset.
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from runtime.stats.history import Played
from runtime.stats.status import MountStatus, StationStatus

from .programme import codec_type

__all__ = [
    "LONGEST_TEXT",
    "cover_url",
    "cut",
    "history",
    "iso",
    "mount_document",
    "now_playing",
    "shown_title",
]

LONGEST_TEXT = 500
"""Characters of a title or a name that are shown; a source client may send as many as it likes."""


def now_playing(status: StationStatus, now: datetime, *, only: str = "") -> dict[str, Any]:
    """What plays on every mount, or on the mount `only`."""
    return {
        "station": _station(status),
        "now": iso(now),
        "mounts": [mount_document(mount) for mount in status.shown if only in ("", mount.path)],
    }


def history(status: StationStatus, *, only: str = "") -> dict[str, Any]:
    """The last titles of every mount, or of the mount `only`, the newest first."""
    return {
        "station": _station(status),
        "mounts": [
            {"path": mount.path, "history": [_played(played) for played in mount.history]}
            for mount in status.shown
            if only in ("", mount.path)
        ],
    }


def mount_document(mount: MountStatus) -> dict[str, Any]:
    """One mount."""
    playing = mount.playing
    shown = shown_title(mount)
    return {
        "path": mount.path,
        "programme": mount.programme or mount.path,
        "name": cut(mount.name),
        "format": mount.format_name,
        "type": codec_type(mount),
        "bitrate": mount.bitrate,
        "listeners": mount.counts.listeners,
        "latency": mount.latency,
        "title": {"artist": cut(shown.title.artist), "title": cut(shown.title.title), "album": cut(shown.title.album),
                  "text": cut(str(shown.title))} if shown is not None else None,
        "started": iso(playing.started) if playing is not None else None,
        "kind": playing.kind if playing is not None else None,
        "live": playing is not None and bool(playing.client),
        "silent": mount.on_floor,
        "cover": cover_url(mount),
    }  # fmt: skip


def shown_title(mount: MountStatus) -> Played | None:
    """What to show as playing: the title itself, or nothing while there is none, or only silence."""
    if mount.on_floor or mount.playing is None or not str(mount.playing.title):
        return None
    return mount.playing


def cover_url(mount: MountStatus) -> str:
    """Where the picture of what plays is; another address with every title, so that it may be kept."""
    version = mount.playing.version if mount.playing is not None else "0"
    return f"/cover{quote(mount.path)}?v={version}"


def iso(moment: datetime) -> str:
    """A moment in ISO 8601, to the second, with its offset from UTC."""
    return moment.isoformat(timespec="seconds")


def cut(text: str) -> str:
    """A text of bearable length, in characters that every encoding can carry."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= LONGEST_TEXT else whole[: LONGEST_TEXT - 1] + "…"


def _station(status: StationStatus) -> dict[str, str]:
    who = status.identity
    return {"name": who.name, "description": who.description, "genre": who.genre, "url": who.url}


def _played(played: Played) -> dict[str, Any]:
    title = played.title
    return {
        "artist": cut(title.artist),
        "title": cut(title.title),
        "album": cut(title.album),
        "text": cut(str(title)),
        "started": iso(played.started),
        "live": bool(played.client),
    }
