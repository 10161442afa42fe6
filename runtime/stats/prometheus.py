"""The station's numbers as Prometheus reads them (text format 0.0.4). docs/reference/numbers.md defines each.

Labels are bounded: mounts of the script, processes of the station, sorts of refusals. No addresses, no titles.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from .census import DoorCounts, MountCounts
from .lateness import BOUNDS, Lateness
from .processes import ProcessUse
from .tally import MountTally

__all__ = ["MOST_MOUNTS", "MOST_NAMES", "Certificates", "MountNumbers", "Numbers", "prometheus_text"]

MOST_MOUNTS = 1000
"""Mounts that have numbers of their own; beyond, only the sums."""

MOST_NAMES = 1000
"""Names of certificates that have numbers of their own."""

ESCAPED = {"\\": r"\\", '"': r"\"", "\n": r"\n"}


@dataclass(frozen=True, slots=True)
class MountNumbers:
    """One mount: what it sends, and who hears it."""

    counts: MountCounts
    tally: MountTally
    on_air: bool


@dataclass(frozen=True, slots=True)
class Certificates:
    """What is served to those who come encrypted.

    Attributes:
        ends: name → when its certificate ends, in seconds since 1970.
        self_signed: whether only the station's own stand-in is served.
        failing: how many certificates cannot be had, or not anew.
    """

    ends: Mapping[str, float]
    self_signed: bool
    failing: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything there is to tell, at one moment."""

    version: str
    generation: int
    uptime: float
    listeners: int
    peak: int
    tally: MountTally
    doors: DoorCounts
    sources: int
    mounts: Mapping[str, MountNumbers] = field(default_factory=dict)
    processes: Mapping[str, ProcessUse] = field(default_factory=dict)
    log_lines_dropped: int = 0
    lateness: Lateness = Lateness()
    certificates: Certificates | None = None


Sample = tuple[Mapping[str, str], float] | tuple[Mapping[str, str], float, str]
"""Labels and value; of a histogram also what stands behind its name."""

Metric = tuple[str, str, str, Iterable[Sample]]


def prometheus_text(numbers: Numbers) -> str:
    """Write them down."""
    every = (
        *_station(numbers),
        *_programme(numbers.lateness),
        *_mounts(numbers),
        *_processes(numbers),
        *_tls(numbers.certificates),
    )
    return "".join(_lines(every))


def _station(n: Numbers) -> Iterator[Metric]:
    yield "info", "gauge", "The version of the program.", [({"version": n.version}, 1)]
    yield "uptime_seconds", "gauge", "Seconds since the station's process began.", [({}, n.uptime)]
    yield "starts", "gauge", "Which start of the station's process this is.", [({}, n.generation)]
    yield "listeners", "gauge", "Listeners now, of all mounts.", [({}, n.listeners)]
    yield "listeners_peak", "gauge", "The most listeners at one time.", [({}, n.peak)]
    yield "listeners_unique_today", "gauge", "Different listeners of today.", [({}, n.tally.unique)]
    yield "sessions_total", "counter", "Listeners that came.", [({}, n.tally.sessions)]
    yield "listener_seconds_total", "counter", "Seconds of listening.", [({}, n.tally.hours * 3600)]
    yield "connections", "gauge", "Connections now, of all kinds.", [({}, n.doors.connections)]
    yield "connections_total", "counter", "Connections accepted.", [({}, n.doors.accepted)]
    yield "sources", "gauge", "Source clients that send now.", [({}, n.sources)]
    refused = [({"reason": kind}, count) for kind, count in sorted(n.doors.refusals.items())]
    yield "refused_total", "counter", "Connections sent away, by the sort of reason.", refused
    yield (
        "log_lines_dropped_total",
        "counter",
        "Lines for which the disk was too slow.",
        [({}, n.log_lines_dropped)],
    )


def _programme(lateness: Lateness) -> Iterator[Metric]:
    bounds = (*map(str, BOUNDS), "+Inf")
    samples: list[Sample] = [
        ({"le": bound}, count, "_bucket")
        for bound, count in zip(bounds, accumulate(lateness.counts), strict=True)
    ]
    samples += [({}, lateness.total, "_sum"), ({}, lateness.blocks, "_count")]
    yield "engine_late_seconds", "histogram", "How late blocks of the programme were made.", samples
    yield "engine_worst_late_seconds", "gauge", "How late the latest of them was.", [({}, lateness.worst)]
    yield "engine_late_blocks_total", "counter", "Blocks late by more than a block.", [({}, lateness.late)]


def _mounts(n: Numbers) -> Iterator[Metric]:
    mounts = list(n.mounts.items())[:MOST_MOUNTS]

    def each(value: str, *, tally: bool = False) -> list[Sample]:
        return [({"mount": path}, getattr(one.tally if tally else one.counts, value)) for path, one in mounts]

    yield (
        "mount_on_air",
        "gauge",
        "Whether what the script asked for plays.",
        [({"mount": path}, one.on_air) for path, one in mounts],
    )
    yield "mount_listeners", "gauge", "Listeners now.", each("listeners")
    yield "mount_listeners_peak", "gauge", "The most listeners at one time.", each("peak")
    yield "mount_listeners_unique_today", "gauge", "Different listeners of today.", each("unique", tally=True)
    yield "mount_sessions_total", "counter", "Listeners that came.", each("sessions", tally=True)
    seconds = [({"mount": path}, one.tally.hours * 3600) for path, one in mounts]
    yield "mount_listener_seconds_total", "counter", "Seconds of listening.", seconds
    yield "mount_sent_bytes_total", "counter", "Bytes sent to listeners.", each("bytes_sent")
    yield "mount_slow_listeners_total", "counter", "Listeners that fell behind.", each("slow")


def _processes(n: Numbers) -> Iterator[Metric]:
    def each(value: str) -> list[Sample]:
        return [({"process": name}, getattr(use, value)) for name, use in n.processes.items()]

    yield "process_cpu_seconds_total", "counter", "Processor time.", each("cpu_seconds")
    yield "process_memory_bytes", "gauge", "Private memory.", each("memory_bytes")
    yield "process_threads", "gauge", "Threads.", each("threads")


def _tls(certificates: Certificates | None) -> Iterator[Metric]:
    if certificates is None:
        return
    ends = [({"name": name}, end) for name, end in list(certificates.ends.items())[:MOST_NAMES]]
    yield "tls_certificate_not_after_seconds", "gauge", "When the name's certificate ends (Unix time).", ends
    stand_in: list[Sample] = [({}, certificates.self_signed)]
    yield "tls_self_signed", "gauge", "Whether only the station's own stand-in is served.", stand_in
    yield (
        "tls_certificates_failing",
        "gauge",
        "Certificates that cannot be had.",
        [({}, certificates.failing)],
    )


def _lines(metrics: Iterable[Metric]) -> Iterator[str]:
    for name, kind, help_, samples in metrics:
        yield f"# HELP legacystream_{name} {help_}\n# TYPE legacystream_{name} {kind}\n"
        for labels, value, *suffix in samples:
            yield f"legacystream_{name}{''.join(suffix)}{_labels(labels)} {_number(value)}\n"


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    pairs = (f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return "{" + ",".join(pairs) + "}"


def _escaped(text: str) -> str:
    return re.sub(r'[\\"\n]', lambda found: ESCAPED[found.group()], text)


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.3f}"
