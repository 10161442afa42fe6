"""The numbers and texts of Icecast's statistics: of the whole station, and of each mount.

Rule: names, order and forms are those of Icecast 2.4.4, since programs search for them; what a mount of the programme has not
got (a source client's address) is left out.
"""

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

from runtime.stats.status import MountStatus, StationStatus

from .house import House

__all__ = [
    "Fact",
    "is_public",
    "iso",
    "mount_facts",
    "station_facts",
    "stream_facts",
    "subtype_facts",
    "timestamp",
    "title_facts",
]

Fact = tuple[str, object]

SUBTYPES = {"opus": "Opus", "vorbis": "Vorbis", "flac": "FLAC"}

PRIVATE = frozenset(
    {
        "max_listeners", "public", "source_ip", "total_bytes_read", "user_agent",
    }
)  # fmt: skip
"""What the public status page leaves out."""


def is_public(fact: Fact) -> bool:
    """Whether everybody may read this about a mount."""
    return fact[0] not in PRIVATE


def station_facts(house: House, *, watching: int = 0) -> Iterator[Fact]:
    """The station's figures, by name; `watching` are the STATS streams."""
    status, doors, clients = house.status(), house.census.doors(), house.clients()
    host = status.address.rpartition(":")[0]
    listeners = len(house.sessions)
    yield ("admin", status.identity.contact)
    yield ("client_connections", doors.accepted)
    yield ("clients", doors.connections)
    yield ("connections", doors.accepted)
    yield ("file_connections", 0)
    yield ("host", host)
    yield ("listener_connections", house.sessions.ever)
    yield ("listeners", listeners)
    yield ("location", status.identity.location)
    yield ("server_id", f"LegacyStream {status.version}")
    yield ("server_start", timestamp(status.started))
    yield ("server_start_iso8601", iso(status.started))
    yield ("source_client_connections", clients)
    yield ("source_relay_connections", 0)
    yield ("source_total_connections", clients)
    yield ("sources", len(status.mounts))
    yield ("stats", watching)
    yield ("stats_connections", watching)


def mount_facts(house: House, mount: MountStatus, scheme: str = "http") -> Iterator[Fact]:
    """A mount's figures, in the order of their names; `scheme` is how whoever is told came."""
    client = house.client(mount.path)
    facts = stream_facts(house.status().seen_by(scheme), mount)
    facts |= {"max_listeners": house.most_listeners(mount.path) or "unlimited", "public": 0}
    if client is not None:
        facts |= {"source_ip": client.ip, "total_bytes_read": client.received, "user_agent": client.agent}
    facts |= dict(subtype_facts(mount)) | dict(title_facts(mount))
    return iter(sorted(facts.items()))


def stream_facts(status: StationStatus, mount: MountStatus) -> dict[str, object]:
    """What everybody may know of a mount, in the order of the names."""
    return {
        "audio_info": f"channels={mount.channels};samplerate={mount.sample_rate};bitrate={mount.bitrate // 1000}",
        "bitrate": mount.bitrate // 1000,
        "channels": mount.channels,
        "genre": mount.genre,
        "listener_peak": mount.counts.peak,
        "listeners": mount.counts.listeners,
        "listenurl": f"{status.base}{mount.path}",
        "samplerate": mount.sample_rate,
        "server_description": mount.description,
        "server_name": mount.name,
        "server_type": mount.content_type,
        "server_url": mount.url,
        "slow_listeners": mount.counts.slow,
        "stream_start": timestamp(mount.started),
        "stream_start_iso8601": iso(mount.started),
        "total_bytes_sent": mount.counts.bytes_sent,
    }


def subtype_facts(mount: MountStatus) -> Iterator[Fact]:
    """What is inside Ogg."""
    for key, name in SUBTYPES.items():
        if "ogg" in mount.content_type and key in mount.format_name.lower():
            yield ("subtype", name)


def title_facts(mount: MountStatus) -> Iterator[Fact]:
    """What plays; nothing where nothing is known of it."""
    if mount.title is None or not str(mount.title):
        return
    if mount.title.artist:
        yield ("artist", mount.title.artist)
    yield ("title", str(mount.title))
    yield ("yp_currently_playing", str(mount.title))


def timestamp(moment: datetime) -> str:
    """As in mails: "Sun, 22 Nov 2026 08:00:00 +0000", whatever language the machine speaks."""
    return format_datetime(moment)


def iso(moment: datetime) -> str:
    """With a zone that has no colon, as Icecast writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S%z")
