"""The table of mounts: all that an edge may serve, as the station told it last."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from runtime.errors import PeerFault
from runtime.protocols.access import Rule, rule_from_fields
from runtime.protocols.address import Networks
from runtime.protocols.http1 import HeadLimits

__all__ = ["Limits", "ServedMount", "Table"]

WhenBehind = Literal["drop", "skip"]
Asks = Literal["", "closed", "open"]


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
        max_listeners: listeners at one time, on all edges together; 0 is any number.
        when_full: the mount that one too many hears in its place; "" is none.
        max_duration: seconds after which a listener is sent away; 0 is never.
        intro: the name of the memory with what newcomers hear first; "" is none.
        icy_intro: the same with titles interleaved.
        rules: what a listener must satisfy.
        asks: whether the station is asked about every listener, and what becomes of him while it is away; "" asks nothing.
        asked_headers: names, in lower case, of a listener's own headers that the station wants to know then.
        publishes: whether source clients may publish at its path.
        asleep: whether there is nothing to hear until somebody wants to: the station is told, and the rest is known then.
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
    max_listeners: int = 0
    when_full: str = ""
    max_duration: float = 0.0
    intro: str = ""
    icy_intro: str = ""
    rules: tuple[Rule, ...] = ()
    asks: Asks = ""
    asked_headers: tuple[str, ...] = ()
    publishes: bool = False
    asleep: bool = False

    @property
    def rings(self) -> tuple[str, ...]:
        """The names of all memories it needs."""
        return (self.ring,) if self.icy_ring is None else (self.ring, self.icy_ring)


@dataclass(frozen=True, slots=True)
class Limits:
    """Every bound of an edge; `docs/guides/listeners.md` lists them.

    Attributes:
        max_connections: connections of all kinds, on all edges together.
        max_listeners: listeners of all mounts, on all edges together; 0 is as many as connections.
        max_per_address: listeners of one IPv4 address or one IPv6 network of 64 bits; 0 is any number.
        buffer_bytes: what the system may hold for one listener. A burst of 5 s at 256 kbit/s fits into the usual amount; a
            stalled listener ties up no more.
        head_bytes: the longest request head.
        head_seconds: how long a head may take.
        station_wait: how long, in seconds, a request that needs the station waits for it while it is away.
        ask_seconds: how long the station may take to say whether somebody may listen.
        edges: how many edges there are; while the station is away each has its share of every limit.
    """

    max_connections: int = 100_000
    max_listeners: int = 0
    max_per_address: int = 0
    buffer_bytes: int = 192 * 1024
    head_bytes: int = 16 * 1024
    head_seconds: float = 15.0
    station_wait: float = 5.0
    ask_seconds: float = 20.0
    edges: int = 1

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
        instead: mounts that are gone → those that their listeners hear from now on, on the same connections.
        compat: whose statuses are given where versions of Icecast differ.
        banned: who listens to nothing here.
        streams: the mounts' paths in the order in which SHOUTcast's players number them, also of those that are not there now.
        proxies: whose word about a client's address is believed.
    """

    version: int = 0
    mounts: Mapping[str, ServedMount] = field(default_factory=dict)
    server: str = "LegacyStream"
    limits: Limits = field(default_factory=Limits)
    pages: tuple[str, ...] | None = None
    sources: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    compat: str = "icecast-2.4"
    streams: tuple[str, ...] = ()
    banned: Networks = field(default_factory=Networks, compare=False)
    proxies: Networks = field(default_factory=Networks, compare=False)

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
            "mounts": [_mount_fields(mount) for mount in self.mounts.values()],
            "server": {
                "name": name,
                "version": version,
                "pages": self.pages,
                "sources": self.sources,
                "aliases": dict(self.aliases),
                "instead": dict(self.instead),
                "compat": self.compat,
                "streams": self.streams,
                "banned": self.banned.texts,
            },
            "limits": asdict(self.limits),
            "proxies": self.proxies.texts,
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
                aliases=_paths(server.get("aliases", {})),
                instead=_paths(server.get("instead", {})),
                banned=Networks(map(str, server.get("banned", ()))),
                compat=str(server.get("compat", "icecast-2.4")),
                streams=tuple(map(str, server.get("streams", ()))),
                proxies=Networks(given.get("proxies", ())),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            raise PeerFault(f"the table of mounts cannot be read: {wrong!r}") from wrong


def _paths(given: Mapping[Any, Any]) -> dict[str, str]:
    return {str(path): str(mount) for path, mount in given.items()}


def _covers(page: str, path: str) -> bool:
    if page.startswith("*"):
        return path.endswith(page[1:])
    if page == "/" or not page.endswith("/"):
        return path == page
    return path.startswith(page) or path == page[:-1]


def _mount_fields(mount: ServedMount) -> dict[str, Any]:
    plain = {each.name: getattr(mount, each.name) for each in fields(mount)}
    return {**plain, "rules": [rule.to_fields() for rule in mount.rules]}


def _mount(given: Mapping[str, Any]) -> ServedMount:
    known = _known(ServedMount, given)
    known["headers"] = tuple((str(name), str(value)) for name, value in given.get("headers", ()))
    known["rules"] = tuple(rule_from_fields(rule) for rule in given.get("rules", ()))
    known["asked_headers"] = tuple(map(str, given.get("asked_headers", ())))
    return ServedMount(**known)


def _known(kind: type, given: Mapping[str, Any]) -> dict[str, Any]:
    """Only what this release knows: a station of a newer one may say more."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in given.items() if name in names}


def _server_name(server: Mapping[str, Any]) -> str:
    name, version = str(server.get("name") or "LegacyStream"), str(server.get("version") or "")
    return f"{name}/{version}" if version else name
