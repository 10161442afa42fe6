"""The station as far as it is evaluated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Generic, NamedTuple, TypeVar

from lsscript.source import SourceFile, Span
from runtime import plan

from .value import DnsFunctions, SourceValue, Value

__all__ = [
    "AliasDraft",
    "CertificatesDraft",
    "CommandDraft",
    "Draft",
    "HookDraft",
    "MountDraft",
    "OutputDraft",
    "Setting",
    "Written",
]


Node = TypeVar("Node")


class Written(NamedTuple, Generic[Node]):
    """A node that needs nothing more, and where its call and the arguments of that stand."""

    node: Node
    span: Span
    places: Mapping[str, Span]


class MountDraft(NamedTuple):
    """A mount before its source has an id; `places` is where its arguments stand."""

    node: plan.Mount
    source: SourceValue
    span: Span
    places: Mapping[str, Span]


class AliasDraft(NamedTuple):
    """Another name for a mount, and where its arguments stand."""

    path: plan.MountPath
    mount: plan.MountPath
    span: Span
    places: Mapping[str, Span]


class OutputDraft(NamedTuple):
    """What stands beside the mounts, before its source has an id; `function` gives its name, where one does."""

    node: plan.Output
    source: SourceValue | None
    function: Value
    span: Span
    places: Mapping[str, Span]


class CertificatesDraft(NamedTuple):
    """Where a certificate comes from, where its arguments stand, and the functions that write its entries."""

    node: plan.Certificates
    span: Span
    places: Mapping[str, Span]
    dns: DnsFunctions | None = None


class HookDraft(NamedTuple):
    """A handler before its source has an id; None where it waits for an event that no source has."""

    event: str
    source: SourceValue | None
    handler: Value
    span: Span
    seconds: plan.Seconds | None = None
    path: str = ""


class CommandDraft(NamedTuple):
    """A command of the script, before the sources have ids that its function and its arguments name."""

    name: str
    handler: Value
    arguments: Mapping[str, Value]
    doc: str
    role: plan.CommandRole
    span: Span


class Setting(NamedTuple):
    """A call that is made once: `station(…)` or `server(…)`."""

    name: str
    span: Span
    places: Mapping[str, Span]


@dataclass(slots=True)
class Draft:
    """What the calls of a script have made so far. `sources` are the texts that spans point into."""

    source: SourceFile
    sources: Mapping[str, SourceFile]
    identity: plan.Identity = field(default_factory=plan.Identity)
    server: plan.Server = field(default_factory=plan.Server)
    logs: plan.Logs = field(default_factory=plan.Logs)
    telnet: plan.Telnet | None = None
    settings: list[Setting] = field(default_factory=list)
    made: list[SourceValue] = field(default_factory=list)
    accounts: list[Written[plan.Account]] = field(default_factory=list)
    encoders: list[Written[plan.Encoder]] = field(default_factory=list)
    mounts: list[MountDraft] = field(default_factory=list)
    pass_through: list[Written[plan.PassThrough]] = field(default_factory=list)
    relays: list[Written[plan.Relay]] = field(default_factory=list)
    mirrors: list[Written[plan.Mirror]] = field(default_factory=list)
    hooks: list[HookDraft] = field(default_factory=list)
    commands: list[CommandDraft] = field(default_factory=list)
    admins: list[plan.Admin] = field(default_factory=list)
    aliases: list[AliasDraft] = field(default_factory=list)
    directories: list[Written[plan.Directory]] = field(default_factory=list)
    files: list[Written[plan.Files]] = field(default_factory=list)
    outputs: list[OutputDraft] = field(default_factory=list)
    certificates: list[CertificatesDraft] = field(default_factory=list)

    def origin(self, span: Span) -> plan.Origin:
        """A span as the plan keeps it."""
        at = self.sources[span.file].position(span.start)
        return plan.Origin(PurePath(span.file).name, at.line, at.column)

    def text(self, span: Span) -> str:
        """What is written at a place."""
        return self.sources[span.file].slice(span)
