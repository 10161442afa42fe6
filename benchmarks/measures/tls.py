"""What a listener costs inside TLS: processor time and memory, beside one in plain and beside Icecast's inside TLS."""

import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generator import LONGEST_RUN, Crowd, Report
from benchmarks.measures.cost import Cost, cost
from benchmarks.music import write_track
from benchmarks.peers import Icecast, icecast, missing
from benchmarks.processes import free_port, private_memory
from benchmarks.station import RunningStation, script
from benchmarks.table import Row

__all__ = ["measure"]

LISTENERS = 500
WINDOW, MARGIN = 20.0, 7.0
"""Seconds of our window, and how many a peer's is longer; ours lies within it."""
AT_ONCE = 30
EACH_GOAL = 24.0
"""KiB of private memory that a listener inside TLS adds."""
RATE = 16_000.0
KIB = 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """A crowd's cost, and the private memory that each of it added."""

    cost: Cost
    kib: float

    @property
    def micros(self) -> float:
        """Microseconds of processor time that a listener takes a second."""
        return self.cost.groups[0]

    @property
    def report(self) -> Report:
        """What they got."""
        return self.cost.report


def measure(folder: Path) -> list[Row]:
    """500 listeners of ours in plain, then 500 inside TLS, at the same time as 500 of Icecast's."""
    if absent := missing("openssl"):
        return [Row("listeners inside TLS", f"not measured: {absent}")]
    pair = certificate(folder)
    write_track(folder / "track.wav", 180.0, seed=1)
    path, port = folder / "station.lss", free_port()
    serving = f'server(https={port})\ntls.files(certificate="cert.pem", key="key.pem")\n'
    path.write_text(script('single("track.wav")', opus="").replace("radio =", f"{serving}radio =", 1))
    with RunningStation(path, air=["/radio.mp3"]) as station:
        secure = f"https://127.0.0.1:{port}/radio.mp3"
        plain = measured(station.pids("edge"), station.target("/radio.mp3"), WINDOW)
        if absent := missing("icecast2", "ffmpeg"):
            inside, theirs = measured(station.pids("edge"), secure, WINDOW), None
        else:
            with icecast(["-re", "-icy", "0", "-i", station.url("/radio.mp3")], pair) as server:
                inside, theirs = side_by_side(station, secure, server)
    return rows(inside, plain, theirs, absent)


def certificate(folder: Path) -> str:
    """Write a certificate and its key, ECDSA on P-256; gives both in one text."""
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
    to = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", *kind, *subject, *to], check=True, capture_output=True, timeout=30
    )
    return (folder / "cert.pem").read_text() + (folder / "key.pem").read_text()


def side_by_side(station: RunningStation, target: str, server: Icecast) -> tuple[Measured, Measured]:
    """Ours and Icecast's at the same time; ours come when Icecast's window has begun, and theirs lasts longer."""
    found: list[Measured] = []
    begun = threading.Event()
    thread = threading.Thread(
        target=lambda: found.append(measured([server.pid], server.secure_target, WINDOW + MARGIN, begun))
    )
    thread.start()
    begun.wait(LONGEST_RUN)
    own = measured(station.pids("edge"), target, WINDOW)
    thread.join()
    if not found:
        raise RuntimeError("Icecast's listeners could not be measured")
    return own, found[0]


def measured(
    pids: Sequence[int], target: str, window: float, begun: threading.Event | None = None
) -> Measured:
    """Let a crowd listen, and see what it costs these processes."""
    before, during = memory(pids), list[int]()

    def begins() -> None:
        during.append(memory(pids))
        if begun is not None:
            begun.set()

    crowd = Crowd(LISTENERS, [target], warmup=3, window=window, at_once=AT_ONCE, compiled=False)
    found = cost(crowd, [pids], begins)
    return Measured(found, (during[0] - before) / max(1, found.report.joined) / KIB)


def memory(pids: Sequence[int]) -> int:
    """Bytes that these processes have for themselves."""
    return sum(map(private_memory, pids))


def rows(inside: Measured, plain: Measured, theirs: Measured | None, absent: str) -> list[Row]:
    """Processor time, memory, and that everybody got everything."""
    return [
        Row(
            f"processor time of the edges, {inside.report.joined} ICY listeners inside TLS",
            f"{inside.micros:.1f} µs per listener-second; in plain {plain.micros:.1f} µs",
            absent
            if theirs is None
            else f"Icecast 2.4 inside TLS: {theirs.micros:.1f} µs; ours is {inside.micros / theirs.micros:.2f} of it",
            "",
            None,
            figures(inside.micros, plain.micros, None if theirs is None else theirs.micros),
        ),
        Row(
            "the same: private memory that each adds",
            f"{inside.kib:.1f} KiB; in plain {plain.kib:.1f} KiB",
            absent if theirs is None else f"Icecast 2.4 inside TLS: {theirs.kib:.1f} KiB",
            f"≤ {EACH_GOAL:.0f} KiB",
            inside.kib <= EACH_GOAL,
            figures(inside.kib, plain.kib, None if theirs is None else theirs.kib),
        ),
        Row(
            "the same: rate of the wire, and handshakes",
            rate(inside.report),
            absent if theirs is None else f"Icecast 2.4: {rate(theirs.report)}",
            "none dropped",
            inside.report.sound and inside.report.rate["min"] >= 0.99 * RATE,
            (("min", inside.report.rate["min"]),),
        ),
    ]


def figures(inside: float, plain: float, theirs: float | None) -> tuple[tuple[str, float], ...]:
    """The numbers of a row."""
    own = (("inside", inside), ("plain", plain))
    return own if theirs is None else (*own, ("peer", theirs))


def rate(report: Report) -> str:
    """Say what the slowest got, and how fast they came."""
    lost = f"{report.failed} not joined, {report.disconnected} dropped"
    return f"{report.rate['min']:.0f} B/s at least; {report.joins_per_second:.0f} joins a second; {lost}"
