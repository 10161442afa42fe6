"""A stream's numbers and words by SHOUTcast's names: the one source of its XML, JSON and CSV."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from runtime.protocols.http1 import Request
from runtime.servers.admin.house import House
from runtime.stats.sessions import Session
from runtime.stats.status import MountStatus

from .crowd import Crowd

__all__ = ["Stream", "asked_stream", "listener_facts", "song_facts", "stream_facts", "total_facts", "version"]

Fact = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream by its number; `mount` is None while nothing is sent there."""

    number: int
    path: str
    mount: MountStatus | None


def asked_stream(house: House, request: Request) -> Stream | None:
    """The stream that a request is about, the first without a number; None for a number that no stream has."""
    text = request.parameter("sid") if request.query else ""
    if text and not re.fullmatch(r"[0-9]{1,9}", text):
        return None
    number, paths = int(text or 1), house.streams()
    return _stream(house, number) if 1 <= number <= len(paths) else None


def _stream(house: House, number: int) -> Stream:
    path = house.streams()[number - 1]
    mount = next((each for each in house.status().mounts if each.path == path), None)
    return Stream(number, path, mount)


def stream_facts(house: House, crowd: Crowd, stream: Stream) -> Iterator[Fact]:
    """What `/stats` tells of a stream."""
    mount, status, gathering = stream.mount, house.status(), crowd.at(stream.path)
    genres = re.split(r"\s*[,;/]\s*", mount.genre if mount is not None else "")
    genres = [*genres, "", "", "", ""][:5]
    yield ("CURRENTLISTENERS", mount.counts.listeners if mount is not None else 0)
    yield ("PEAKLISTENERS", mount.counts.peak if mount is not None else 0)
    yield ("MAXLISTENERS", house.most_listeners(stream.path))
    yield ("UNIQUELISTENERS", gathering.unique)
    yield ("AVERAGETIME", gathering.average)
    yield from (
        (f"SERVERGENRE{number if number > 1 else ''}", genre) for number, genre in enumerate(genres, 1)
    )
    yield ("SERVERURL", mount.url if mount is not None else status.identity.url)
    yield ("SERVERTITLE", mount.name if mount is not None else status.identity.name)
    yield ("SONGTITLE", song(mount))
    yield ("STREAMHITS", house.sessions.hits(stream.path))
    yield ("STREAMSTATUS", int(mount is not None))
    yield ("BACKUPSTATUS", 0)
    yield ("STREAMLISTED", 0)
    yield ("STREAMPATH", stream.path)
    yield ("STREAMUPTIME", round((house.wall() - mount.started).total_seconds()) if mount is not None else 0)
    yield ("BITRATE", mount.bitrate // 1000 if mount is not None else 0)
    yield ("SAMPLERATE", mount.sample_rate if mount is not None else 0)
    yield ("CONTENT", mount.content_type if mount is not None else "")
    yield ("VERSION", version(house))


def total_facts(house: House, crowd: Crowd) -> tuple[list[Fact], list[Stream]]:
    """What `/statistics` tells: the sums, and the streams that everybody may know."""
    hidden = {mount.path for mount in house.status().mounts if mount.hidden}
    every = [_stream(house, number) for number in range(1, len(house.streams()) + 1)]
    streams = [stream for stream in every if stream.path not in hidden]
    everybody = crowd.at("")
    totals: list[Fact] = [
        ("TOTALSTREAMS", len(streams)),
        ("ACTIVESTREAMS", sum(stream.mount is not None for stream in streams)),
        ("CURRENTLISTENERS", len(house.sessions)),
        ("PEAKLISTENERS", house.census.peak),
        ("MAXLISTENERS", house.most_listeners("")),
        ("UNIQUELISTENERS", everybody.unique),
        ("AVERAGETIME", everybody.average),
        ("VERSION", version(house)),
    ]
    return totals, streams


def version(house: House) -> str:
    """Begins with the version of SHOUTcast whose pages these are: programs look at the first number."""
    return f"2.6 (LegacyStream {house.status().version})"


def listener_facts(house: House, session: Session) -> list[Fact]:
    """What an admin is told of a listener."""
    return [
        ("HOSTNAME", session.ip),
        ("USERAGENT", session.agent),
        ("CONNECTTIME", int(house.sessions.seconds(session))),
        ("UID", session.id),
        ("TYPE", 0),
        ("REFERER", session.referer),
        ("XFF", ""),
        ("GRID", -1),
        ("TRIGGERS", 0),
    ]


def song_facts(mount: MountStatus | None) -> list[tuple[int, str]]:
    """What was played, the newest first: when (seconds since 1970), and what."""
    played = mount.history if mount is not None else ()
    return [(int(each.started.timestamp()), str(each.title)) for each in played]


def song(mount: MountStatus | None) -> str:
    """What plays."""
    return str(mount.title) if mount is not None and mount.title is not None else ""
