"""Both servers with the same streams on the air, and every case sent to both."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from .aspects import aspects
from .cases import STREAMS, Case
from .differences import Finding, compare
from .exchange import exchange
from .publisher import Publisher, put
from .servers import Server, wait_until
from .streams import FRAME_SECONDS, PAGE_SECONDS, mp3_frames, opus_pages

__all__ = ["on_the_air", "play", "run"]

AT_ONCE = 8
"""Cases that are on their way at one time, where none changes anything."""

SETTLE_SECONDS = 15.0

TITLE = "Artist - Title"


def described(kind: str, rate: int) -> list[str]:
    """The header lines by which a source client describes its stream."""
    return [
        f"Content-Type: {kind}",
        "Ice-Name: Proof",
        "Ice-Description: A stream",
        "Ice-Genre: test",
        "Ice-URL: http://radio.example/",
        "Ice-Public: 0",
        "Ice-Bitrate: 128",
        f"Ice-Audio-Info: channels=2;samplerate={rate};bitrate=128",
    ]


@contextmanager
def on_the_air(servers: Sequence[Server]) -> Iterator[None]:
    """Publish an MP3 and an Opus stream to each server."""
    with ExitStack() as streams:
        for server in servers:
            mp3 = put("/live.mp3", *described("audio/mpeg", 44_100))
            streams.enter_context(Publisher(server, mp3, mp3_frames(), FRAME_SECONDS))
            opus = put("/live.opus", *described("audio/ogg", 48_000))
            streams.enter_context(Publisher(server, opus, opus_pages(TITLE), PAGE_SECONDS))
        for server in servers:
            wait_for_sound(server)
        yield


def wait_for_sound(server: Server) -> None:
    """Wait until both streams can be heard, with a burst."""
    for path, enough in STREAMS.items():
        request = f"GET {path} HTTP/1.0\r\n\r\n".encode()
        wait_until(
            lambda request=request, enough=enough: exchange(server.port, request, enough).status == 200,
            f"{server.name} does not send {path}",
        )


def run(cases: Iterable[Case], icecast: Server, other: Server) -> list[Finding]:
    """Send every case to both servers; all that differs."""
    findings: list[Finding] = []
    with ThreadPoolExecutor(2 * AT_ONCE) as pool:
        for batch in _batches(cases):
            asked = [[pool.submit(_ask, server, case) for server in (icecast, other)] for case in batch]
            for case, replies in zip(batch, asked, strict=True):
                found = compare(case.name, *(reply.result() for reply in replies))
                findings += _settled(case, icecast, other, found) if case.settles else found
    return findings


def play(
    scenarios: Mapping[str, Callable[[Server], dict[str, str]]], icecast: Server, other: Server
) -> list[Finding]:
    """Play all scenarios at once on both servers, each on mounts of its own; all that differs."""
    findings: list[Finding] = []
    with ThreadPoolExecutor(2 * len(scenarios) + 1) as pool:
        played = {
            name: [pool.submit(scenario, each) for each in (icecast, other)]
            for name, scenario in scenarios.items()
        }
        for name, seen in played.items():
            findings += compare(name, *(each.result() for each in seen))
    return findings


def _settled(case: Case, icecast: Server, other: Server, found: list[Finding]) -> list[Finding]:
    """What still differs once both have told of the newest title."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while any("title" in finding.aspect for finding in found) and time.monotonic() < deadline:
        time.sleep(1.0)
        found = compare(case.name, _ask(icecast, case), _ask(other, case))
    return found


def _batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    """What may be on its way together."""
    batch: list[Case] = []
    for case in cases:
        if batch and (case.alone or len(batch) == AT_ONCE):
            yield batch
            batch = []
        batch.append(case)
        if case.alone:
            yield batch
            batch = []
    if batch:
        yield batch


def _ask(server: Server, case: Case) -> dict[str, str]:
    return aspects(exchange(server.port, case.request, case.enough, case.seconds))
