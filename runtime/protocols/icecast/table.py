"""The table of mounts: all that an edge may serve, as the station told it last."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from runtime.errors import PeerFault
from runtime.protocols.http1 import HeadLimits

__all__ = ["Limits", "ServedMount", "Table"]

WhenBehind = Literal["drop", "skip"]


@dataclass(frozen=True, slots=True)
class ServedMount:
    """One mount, as listeners find it.

    Attributes:
        path: where, with its slash.
        content_type: what is in the ring.
        ring: the name of the memory with the stream as it is.
        icy_ring: the name of the memory with titles interleaved; None where the format has no ICY titles.
        metaint: audio bytes between two titles in `icy_ring`.
        burst: how far behind live a newcomer begins, in seconds.
        tick: how often a listener is sent what is new, in seconds.
        on_arrival: whether frames are sent as they come.
        headers: what else the head says, in order: icy-name, icy-br …
        when_behind: what becomes of a listener who falls off the ring.
        hidden: whether lists leave it out.
    """

    path: str
    content_type: str
    ring: str
    icy_ring: str | None = None
    metaint: int = 16000
    burst: float = 5.0
    tick: float = 1.0
    on_arrival: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    when_behind: WhenBehind = "drop"
    hidden: bool = False

    @property
    def rings(self) -> tuple[str, ...]:
        """The names of all memories it needs."""
        return (self.ring,) if self.icy_ring is None else (self.ring, self.icy_ring)


@dataclass(frozen=True, slots=True)
class Limits:
    """Every bound of an edge; `docs/guides/listeners.md` lists them.

    Attributes:
        max_connections: connections of one edge, of all kinds.
        max_listeners: listeners of one edge.
        head_bytes: the longest request head.
        head_seconds: how long a head may take.
        station_wait: how long, in seconds, a request that needs the station waits for it while it is away.
    """

    max_connections: int = 60_000
    max_listeners: int = 50_000
    head_bytes: int = 16 * 1024
    head_seconds: float = 15.0
    station_wait: float = 5.0

    def for_heads(self) -> HeadLimits:
        """The bounds of the head reader."""
        return HeadLimits(head_bytes=self.head_bytes, seconds=self.head_seconds)


@dataclass(frozen=True, slots=True)
class Table:
    """All that may be served.

    Attributes:
        version: counts the station's tables, for logs.
        mounts: by path.
        server: how answers name the server: "LegacyStream/0.1.0".
        limits: the bounds to keep.
        pages: paths that are the station's own; one that ends in a slash stands for all below it, one that begins with an
            asterisk for all that end so. None: whatever is no mount.
        sources: whether the station takes source clients, so that those who speak no HTTP are for it.
        aliases: other paths → the mounts that are meant.
        streams: the mounts' paths in the order in which SHOUTcast's players number them, also of those that are not there now.
    """

    version: int = 0
    mounts: Mapping[str, ServedMount] = field(default_factory=dict)
    server: str = "LegacyStream"
    limits: Limits = field(default_factory=Limits)
    pages: tuple[str, ...] | None = None
    sources: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)
    streams: tuple[str, ...] = ()

    def is_page(self, path: str) -> bool:
        """Whether the station wants to answer for this path itself."""
        if self.pages is None:
            return True
        return any(_covers(page, path) for page in self.pages)

    def to_fields(self) -> dict[str, Any]:
        """The fields of the message `table`."""
        name, _, version = self.server.partition("/")
        return {
            "version": self.version,
            "mounts": [asdict(mount) for mount in self.mounts.values()],
            "server": {
                "name": name,
                "version": version,
                "pages": self.pages,
                "sources": self.sources,
                "aliases": dict(self.aliases),
                "streams": self.streams,
            },
            "limits": asdict(self.limits),
        }

    @classmethod
    def from_fields(cls, given: Mapping[str, Any]) -> "Table":
        """Read the message `table`. Raises PeerFault when it is none."""
        try:
            server = given.get("server", {})
            mounts = [_mount(entry) for entry in given["mounts"]]
            pages = server.get("pages")
            return cls(
                version=int(given.get("version", 0)),
                mounts={mount.path: mount for mount in mounts},
                server=_server_name(server),
                limits=Limits(**_known(Limits, given.get("limits", {}))),
                pages=None if pages is None else tuple(map(str, pages)),
                sources=bool(server.get("sources", False)),
                aliases={str(path): str(mount) for path, mount in server.get("aliases", {}).items()},
                streams=tuple(map(str, server.get("streams", ()))),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            raise PeerFault(f"the table of mounts cannot be read: {wrong!r}") from wrong


def _covers(page: str, path: str) -> bool:
    if page.startswith("*"):
        return path.endswith(page[1:])
    if page == "/" or not page.endswith("/"):
        return path == page
    return path.startswith(page) or path == page[:-1]


def _mount(given: Mapping[str, Any]) -> ServedMount:
    known = _known(ServedMount, given)
    known["headers"] = tuple((str(name), str(value)) for name, value in given.get("headers", ()))
    return ServedMount(**known)


def _known(kind: type, given: Mapping[str, Any]) -> dict[str, Any]:
    """Only what this release knows: a station of a newer one may say more."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in given.items() if name in names}


def _server_name(server: Mapping[str, Any]) -> str:
    name, version = str(server.get("name") or "LegacyStream"), str(server.get("version") or "")
    return f"{name}/{version}" if version else name
