"""What an evaluated script promises its listeners: the input of the station's rules."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from lsscript.source import Span
from runtime import plan

__all__ = ["Files", "Promise"]


class Files(Protocol):
    """What is known of files: the language itself opens none."""

    def is_file(self, path: str) -> bool:
        """Whether a file is there."""

    def is_folder(self, path: str) -> bool:
        """Whether a folder is there."""


class Promise(NamedTuple):
    """A station in the making.

    `mounts` are all mounts, even two of one path. `places` says where a node ("radio", "mount 0", "encoder 0", "server") and
    its arguments stand in the script; the place of the node itself is under "". `settings` are the calls of `station` and
    `server`, `unused` the sources that nothing plays.
    """

    sources: Mapping[plan.NodeId, plan.Source]
    mounts: tuple[plan.Mount, ...]
    encoders: tuple[plan.Encoder, ...]
    server: plan.Server
    places: Mapping[tuple[str, str], Span]
    settings: tuple[tuple[str, Span], ...]
    unused: tuple[tuple[str, Span], ...]
    whole: Span
    pass_through: tuple[plan.PassThrough, ...] = ()
    timezone: str = ""
    aliases: tuple[tuple[plan.MountPath, plan.MountPath], ...] = ()
    directories: tuple[plan.Directory, ...] = ()
    accounts: tuple[plan.Account, ...] = ()
    relays: tuple[plan.Relay, ...] = ()
    mirrors: tuple[plan.Mirror, ...] = ()
    files: tuple[plan.Files, ...] = ()
    outputs: tuple[plan.Output, ...] = ()
    certificates: tuple[plan.Certificates, ...] = ()

    def place(self, node: str, argument: str = "") -> Span:
        """Where an argument of a node stands, or the node itself when the argument is not written."""
        return self.places.get((node, argument)) or self.places.get((node, "")) or self.whole
