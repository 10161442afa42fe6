"""What a station needs beside LegacyStream, and this machine has not got."""

from collections.abc import Iterator
from typing import Protocol

from lsscript.diagnostics import Diagnostic, Label
from runtime import plan

from .explain_certificates import CertificateFacts, certificate_diagnostics
from .explain_station import explain
from .promise import Promise
from .station_problems import OutOfRange

__all__ = ["Machine", "library_diagnostics"]


class Machine(Protocol):
    """What may be asked of the machine."""

    def has_he_aac(self) -> bool:
        """Whether an encoder for HE-AAC is here."""

    def why_not_filter(self, graph: str) -> str:
        """What is wrong with a graph of FFmpeg's filters, in words; "" when it can be used."""

    def has_time_zone(self, name: str) -> bool:
        """Whether the rules of a time zone are here."""

    def is_file(self, path: str) -> bool:
        """Whether a file is there."""

    def certificate(self, certificate: str, key: str, password: str) -> CertificateFacts:
        """What can be said of a certificate and its key in files that are there."""


def library_diagnostics(promise: Promise, machine: Machine) -> tuple[Diagnostic, ...]:
    """What is missing; the machine is asked only where it matters."""
    return (
        *missing_zone(promise, machine),
        *missing_encoders(promise, machine),
        *wrong_filters(promise, machine),
        *certificate_diagnostics(promise, machine),
    )


def wrong_filters(promise: Promise, machine: Machine) -> Iterator[Diagnostic]:
    """Graphs of filters that cannot be; those that the library writes are right where their numbers are."""
    for node_id, node in promise.sources.items():
        if not isinstance(node, plan.Filter) or node.name != "filter":
            continue
        reason = machine.why_not_filter(node.graph)
        if reason:
            text = "On the air the sound would go by it, unfiltered."
            help_ = "`ffmpeg -h filter=NAME` tells the options of a filter"
            label = Label(promise.place(node_id, "graph"), reason)
            yield Diagnostic("LSS415", "error", "this filter cannot be", label, text, help_)


def missing_zone(promise: Promise, machine: Machine) -> tuple[Diagnostic, ...]:
    """A time zone that nobody knows."""
    name = promise.timezone
    if not name or machine.has_time_zone(name):
        return ()
    span = promise.place("station", "timezone")
    possible = 'names look like "Europe/Berlin" or "America/New_York"'
    return (explain(OutOfRange(span, f'there is no time zone "{name}"', possible)),)


def missing_encoders(promise: Promise, machine: Machine) -> tuple[Diagnostic, ...]:
    """Each encoder whose library is missing."""
    wanted = [
        promise.place(f"encoder {number}", "profile")
        for number, encoder in enumerate(promise.encoders)
        if isinstance(encoder, plan.Aac) and encoder.profile != "lc"
    ]
    if not wanted or machine.has_he_aac():
        return ()
    title = "HE-AAC needs libfdk-aac, which is not on this machine"
    text = "Its mount is left out; the others play. Nothing else is sent in its place."
    help_ = (
        "install `libfdk-aac2` (Debian, from non-free) or `fdk-aac` (Homebrew), or take `aac()` or `opus()`"
    )
    return tuple(Diagnostic("LSS413", "warning", title, Label(span), text, help_) for span in wanted)
