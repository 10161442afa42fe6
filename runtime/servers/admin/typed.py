"""`/admin/stats.json` and `/admin/publicstats.json` in Icecast 2.5's shape: typed, with the mounts in an object."""

import json
from typing import Any

from .figures import Fact, is_public, mount_facts, station_facts
from .house import House

__all__ = ["EXPERIMENTAL", "public_statistics", "typed_statistics"]

EXPERIMENTAL = ("Warning", '299 - "experimental"')
"""As Icecast 2.5 marks it (RFC 7234, section 5.5.7)."""

IDENTITY = {"name": "icestats", "namespace": "http://icecast.org/specs/legacystats-0.0.1"}
PUBLIC = ("admin", "location", "host", "server_id", "server_start_iso8601")
PUBLIC_OF_MOUNT = (
    "listeners", "server_name", "server_description", "stream_start_iso8601", "subtype", "listenurl", "genre",
)  # fmt: skip


def typed_statistics(house: House, only: str = "", scheme: str = "http") -> str:
    """Everything that is counted; of one mount where `only` names it."""
    mounts = [mount for mount in house.status().mounts if only in ("", mount.path)]
    sources = {mount.path: dict(map(_typed, mount_facts(house, mount, scheme))) for mount in mounts}
    return _written({**dict(station_facts(house)), "source": sources})


def public_statistics(house: House, scheme: str = "http") -> str:
    """What everybody may know."""
    station = {name: value for name, value in station_facts(house) if name in PUBLIC}
    sources: dict[str, dict[str, Any]] = {}
    for mount in house.status().shown:
        facts = dict(map(_typed, filter(is_public, mount_facts(house, mount, scheme))))
        source = {name: facts[name] for name in PUBLIC_OF_MOUNT if name in facts}
        sources[mount.path] = {
            **source,
            "content-type": mount.content_type,
            "display-title": str(mount.title or ""),
        }
    return _written({**station, "source": sources})


def _typed(fact: Fact) -> Fact:
    name, value = fact
    if name == "max_listeners" and value == "unlimited":
        return name, None
    return name, bool(value) if name == "public" else value


def _written(document: dict[str, Any]) -> str:
    return json.dumps([IDENTITY, document], ensure_ascii=False) + "\n"
