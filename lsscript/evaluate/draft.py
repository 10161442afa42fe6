"""The station as far as it is evaluated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import NamedTuple

from lsscript.source import SourceFile, Span
from runtime import plan

from .value import DnsFunctions, SourceValue, Value

__all__ = [
    "AccountDraft",
    "AliasDraft",
    "CertificatesDraft",
    "CommandDraft",
    "DirectoryDraft",
    "Draft",
    "EncoderDraft",
    "FilesDraft",
    "HookDraft",
    "MirrorDraft",
    "MountDraft",
    "OutputDraft",
    "PassThroughDraft",
    "RelayDraft",
    "Setting",
]


class MountDraft(NamedTuple):
    """A mount before its source has an id; `places` is where its arguments stand."""

    node: plan.Mount
    source: SourceValue
    span: Span
    places: Mapping[str, Span]


class PassThroughDraft(NamedTuple):
    """A mount for source clients, and where its arguments stand."""

    node: plan.PassThrough
    span: Span
    places: Mapping[str, Span]


class AliasDraft(NamedTuple):
    """Another name for a mount, and where its arguments stand."""

    path: plan.MountPath
    mount: plan.MountPath
    span: Span
    places: Mapping[str, Span]


class DirectoryDraft(NamedTuple):
    """A directory of stations, and where its arguments stand."""

    node: plan.Directory
    span: Span
    places: Mapping[str, Span]


class AccountDraft(NamedTuple):
    """An account of source clients, and where its arguments stand."""

    node: plan.Account
    span: Span
    places: Mapping[str, Span]


class OutputDraft(NamedTuple):
    """What stands beside the mounts, before its source has an id; `function` gives its name, where one does."""

    node: plan.Output
    source: SourceValue | None
    function: Value
    span: Span
    places: Mapping[str, Span]


class RelayDraft(NamedTuple):
    """A relay, and where its arguments stand."""

    node: plan.Relay
    span: Span
    places: Mapping[str, Span]


class MirrorDraft(NamedTuple):
    """Relays for a whole server, and where the arguments stand."""

    node: plan.Mirror
    span: Span
    places: Mapping[str, Span]


class FilesDraft(NamedTuple):
    """A folder that is served, and where its arguments stand."""

    node: plan.Files
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


class EncoderDraft(NamedTuple):
    """An encoder, and where its arguments stand."""

    node: plan.Encoder
    span: Span
    places: Mapping[str, Span]


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
    accounts: list[AccountDraft] = field(default_factory=list)
    encoders: list[EncoderDraft] = field(default_factory=list)
    mounts: list[MountDraft] = field(default_factory=list)
    pass_through: list[PassThroughDraft] = field(default_factory=list)
    relays: list[RelayDraft] = field(default_factory=list)
    mirrors: list[MirrorDraft] = field(default_factory=list)
    hooks: list[HookDraft] = field(default_factory=list)
    commands: list[CommandDraft] = field(default_factory=list)
    admins: list[plan.Admin] = field(default_factory=list)
    aliases: list[AliasDraft] = field(default_factory=list)
    directories: list[DirectoryDraft] = field(default_factory=list)
    files: list[FilesDraft] = field(default_factory=list)
    outputs: list[OutputDraft] = field(default_factory=list)
    certificates: list[CertificatesDraft] = field(default_factory=list)

    def origin(self, span: Span) -> plan.Origin:
        """A span as the plan keeps it."""
        at = self.sources[span.file].position(span.start)
        return plan.Origin(PurePath(span.file).name, at.line, at.column)

    def text(self, span: Span) -> str:
        """What is written at a place."""
        return self.sources[span.file].slice(span)
