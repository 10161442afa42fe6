"""The whole plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .admin import Admin
from .certificates import Certificates
from .command import OwnCommand
from .control import Telnet
from .directory import Directory
from .files import Files
from .handler import Hook
from .logs import Logs
from .mount import Mount
from .origin import Origin, origin_field
from .output import Output
from .pass_through import PassThrough
from .relay import Mirror, Relay
from .server import Server
from .source import Source
from .units import MountPath, NodeId

__all__ = ["Identity", "Station"]


@dataclass(frozen=True, slots=True)
class Identity:
    """What the station tells players and pages about itself."""

    name: str = "LegacyStream"
    description: str = ""
    genre: str = "various"
    url: str = ""
    timezone: str = ""
    location: str = ""
    contact: str = ""
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Station:
    """A station: who it is, where it listens, what plays, where it goes.

    `folder` is the script's folder; relative paths in the plan begin there. The tables are never changed once made.
    """

    folder: str
    identity: Identity = field(default_factory=Identity)
    server: Server = field(default_factory=Server)
    logs: Logs = field(default_factory=Logs)
    telnet: Telnet | None = None
    sources: Mapping[NodeId, Source] = field(default_factory=dict)
    mounts: Mapping[MountPath, Mount] = field(default_factory=dict)
    pass_through: Mapping[MountPath, PassThrough] = field(default_factory=dict)
    relays: Mapping[MountPath, Relay] = field(default_factory=dict)
    mirrors: tuple[Mirror, ...] = ()
    hooks: tuple[Hook, ...] = ()
    commands: Mapping[str, OwnCommand] = field(default_factory=dict)
    admins: tuple[Admin, ...] = ()
    aliases: Mapping[MountPath, MountPath] = field(default_factory=dict)
    directories: tuple[Directory, ...] = ()
    files: tuple[Files, ...] = ()
    outputs: tuple[Output, ...] = ()
    certificates: tuple[Certificates, ...] = ()
    origin: Origin = origin_field()
