"""The station as others see it: one value that the page, the JSON and the log all read."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from runtime.media.title import Title
from runtime.plan import Identity

from .census import MountCounts
from .history import Played

__all__ = ["CertificateState", "MountStatus", "Scheme", "StationStatus"]

CertificateState = Literal["", "self-signed", "good", "early", "alarm", "expired"]
"""How the worst of the certificates that are served stands; "" where nobody comes encrypted."""

Scheme = Literal["http", "https"]
"""How somebody came."""


@dataclass(frozen=True, slots=True)
class MountStatus:
    """A mount at this moment.

    Attributes:
        format_name: for people: "MP3 128 kbit/s".
        bitrate: bits a second.
        sample_rate: hertz.
        title: what is being encoded now, None before the first segment.
        on_floor: whether the built-in silence is playing because nothing else can.
        started: when the mount first had audio.
        programme: what is the same for all mounts that carry the same sound: the id of their source.
        playing: what plays, with the moment it began; None before the first segment.
        history: the titles that were on the air, the newest first.
        latency: how far (seconds) behind live a newcomer begins.
        hidden: whether lists and pages leave it out.
    """

    path: str
    content_type: str
    format_name: str
    bitrate: int
    sample_rate: int
    channels: int
    name: str
    description: str
    genre: str
    url: str
    title: Title | None
    on_floor: bool
    started: datetime
    counts: MountCounts
    programme: str = ""
    playing: Played | None = None
    history: tuple[Played, ...] = ()
    latency: float = 0.0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class StationStatus:
    """The whole station at this moment.

    Attributes:
        address: "host:port" as listeners reach it.
        secure_address: the same for those who come by HTTPS; "" where nobody can.
        certificate: how its certificates stand.
        scheme: how whoever is told this came, "http" or "https"; addresses begin with it.
    """

    identity: Identity
    version: str
    address: str
    started: datetime
    mounts: tuple[MountStatus, ...]
    secure_address: str = ""
    scheme: Scheme = "http"
    certificate: CertificateState = ""

    def seen_by(self, scheme: str) -> "StationStatus":
        """The same for somebody who came by this scheme."""
        return replace(self, scheme="https") if scheme == "https" else self

    @property
    def base(self) -> str:
        """The beginning of every address: "http://host:port"; by HTTPS only where the station speaks it itself."""
        if self.scheme == "https" and self.secure_address:
            return f"https://{self.secure_address}"
        return f"http://{self.address}"

    @property
    def shown(self) -> tuple[MountStatus, ...]:
        """The mounts that lists and pages name."""
        return tuple(mount for mount in self.mounts if not mount.hidden)
