"""The small files by which a player finds a mount: `/radio.mp3.m3u`, `.pls`, `.xspf`, `.vclt`, `.asx`.

Each body is what its oldest readers take. M3U is one address and a CRLF, as from Icecast: hardware radios stumble over
more. PLS is SHOUTcast's, XSPF version 1 (xspf.org), VCLT and ASX are Icecast's and Windows Media's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from runtime.stats.status import MountStatus

from .documents import cut, shown_title

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of playlist.

    Attributes:
        content_type: as players know it.
        write: makes one of a mount and its address.
    """

    content_type: str
    write: Callable[[MountStatus, str], str]


def _m3u(mount: MountStatus, base: str) -> str:
    return f"{_url(mount, base)}\r\n"


def _pls(mount: MountStatus, base: str) -> str:
    lines = ("[playlist]", "numberofentries=1", f"File1={_url(mount, base)}", f"Title1={_line(mount.name)}", "Length1=-1",
             "Version=2", "")  # fmt: skip
    return "\r\n".join(lines)


def _xspf(mount: MountStatus, base: str) -> str:
    shown = shown_title(mount)
    playing = shown.title if shown is not None else None
    title = (playing.title if playing is not None else "") or mount.name
    creator = playing.artist if playing is not None else ""
    fields = {
        "location": _url(mount, base),
        "creator": creator,
        "title": title,
        "annotation": _annotation(mount),
        "info": mount.url,
    }
    track = "".join(f"      <{name}>{_xml(text)}</{name}>\n" for name, text in fields.items() if text)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<playlist version="1" xmlns="http://xspf.org/ns/0/">\n'
        f"  <title>{_xml(mount.name)}</title>\n  <trackList>\n    <track>\n{track}    </track>\n  </trackList>\n</playlist>\n"
    )


def _annotation(mount: MountStatus) -> str:
    """What Icecast says there: one fact a line."""
    facts = {
        "Stream Title": mount.name,
        "Stream Description": mount.description,
        "Content Type": mount.content_type,
        "Bitrate": str(mount.bitrate // 1000),
        "Current Listeners": str(mount.counts.listeners),
        "Stream Genre": mount.genre,
    }
    return "\n".join(f"{name}:{_line(text)}" for name, text in facts.items() if text)


def _vclt(mount: MountStatus, base: str) -> str:
    facts = {
        "STREAMURL": _url(mount, base),
        "SERVER_NAME": mount.name,
        "DESCRIPTION": mount.description,
        "SIGNALINFO": f"bitrate={mount.bitrate // 1000} samplerate={mount.sample_rate} channels={mount.channels}",
        "GENRE": mount.genre,
    }
    lines = (f"{name}={_line(text)}" for name, text in facts.items() if text)
    return "\r\n".join((*lines, "==", ""))


def _asx(mount: MountStatus, base: str) -> str:
    return (
        f'<asx version="3.0">\r\n  <title>{_xml(mount.name)}</title>\r\n  <entry>\r\n    <title>{_xml(mount.name)}</title>\r\n'
        f"    <ref href={quoteattr(_url(mount, base))} />\r\n  </entry>\r\n</asx>\r\n"
    )


KINDS: Mapping[str, Kind] = {
    "m3u": Kind("audio/x-mpegurl", _m3u),
    "pls": Kind("audio/x-scpls", _pls),
    "xspf": Kind("application/xspf+xml", _xspf),
    "vclt": Kind("audio/x-vclt", _vclt),
    "asx": Kind("video/x-ms-asf", _asx),
}


def _url(mount: MountStatus, base: str) -> str:
    return base + quote(mount.path)


def _line(text: str) -> str:
    """A text that stays on its line and has no control characters; XML 1.0 has no way to write those."""
    return " ".join("".join(c if c.isprintable() else " " for c in cut(text)).split())


def _xml(text: str) -> str:
    return escape("\n".join(map(_line, text.split("\n"))))
