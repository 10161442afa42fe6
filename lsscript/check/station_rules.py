"""The rules of a station, looked at when all of it is known.

Files are looked for through the `Files` that is passed in; without it, nothing is said about them.
"""

from collections.abc import Callable, Iterator
from functools import partial

from lsscript.diagnostics import Diagnostic
from lsscript.source import Span
from runtime import plan

from .administration import administration_problems
from .bitrates import rate_problems
from .campaigns import campaign_problems
from .certificates import certificate_problems
from .downloads import download_problems
from .explain_station import explain
from .listening import listening_problems
from .missing import missing_features
from .mount_paths import latency_problem, path_flaw
from .outputs import output_problems
from .promise import Files, Promise
from .relays import relay_problems
from .shifts import shift_problems
from .silence import file_of, gaps
from .sound_rules import sound_problems
from .source_clients import source_client_problems
from .station_problems import (
    CanFallSilent,
    MissingFile,
    NoMount,
    NotAMountPath,
    NothingToPlay,
    OutOfRange,
    RunsDry,
    SaidTwice,
    SamePath,
    SamePort,
    StationProblem,
    Unused,
)

__all__ = ["Files", "Promise", "station_diagnostics", "station_problems"]

Texts = Callable[[Span], str]
"""A place → what is written there."""

HIGHEST_PORT = 65_535
LONGEST_FADE = 15
"""Seconds that two tracks are heard together, or that one comes or goes."""

VORBIS_LATENCY = 2
"""Seconds of latency below which a player of Vorbis may run dry: packets come every 0.3 to 0.8 s."""

TONE_LOWEST, TONE_HIGHEST = 20, 20_000
"""Hertz that can be heard."""


def station_diagnostics(promise: Promise, text: Texts, files: Files | None = None) -> tuple[Diagnostic, ...]:
    """The problems of a station in words; `text` gives what is written at a place."""
    return tuple(explain(each) for each in station_problems(promise, text, files))


def station_problems(promise: Promise, text: Texts, files: Files | None = None) -> tuple[StationProblem, ...]:
    """What is wrong with a station."""
    found: list[StationProblem] = [*twice(promise), *server_problems(promise)]
    if not (promise.mounts or promise.pass_through or promise.relays or promise.mirrors):
        found.append(NoMount(promise.whole))
    found += same_paths(promise)
    for number, mount in enumerate(promise.mounts):
        found += mount_problems(promise, f"mount {number}", mount)
        found += silence(promise, f"mount {number}", mount, text, files)
    for number, encoder in enumerate(promise.encoders):
        found += rate_problems(encoder, partial(promise.place, f"encoder {number}"))
    found += source_client_problems(promise)
    found += relay_problems(promise)
    found += download_problems(promise)
    found += shift_problems(promise)
    found += campaign_problems(promise)
    found += listening_problems(promise, files)
    found += administration_problems(promise)
    found += output_problems(promise)
    found += certificate_problems(promise)
    found += missing_features(promise)
    for node_id, node in promise.sources.items():
        found += source_problems(promise, node_id, node, files)
    found += [Unused(span, name) for name, span in promise.unused]
    return tuple(found)


def twice(promise: Promise) -> Iterator[SaidTwice]:
    """The station is described once."""
    first: dict[str, int] = {}
    for number, (name, span) in enumerate(promise.settings):
        if name in first:
            yield SaidTwice(span, promise.settings[first[name]][1], name)
        first.setdefault(name, number)


def server_problems(promise: Promise) -> Iterator[OutOfRange | SamePort]:
    """Ports are numbers from 0 (any free one) to 65535."""
    ports = {
        "http": promise.server.http,
        "https": promise.server.https or 0,
        "legacy_https": promise.server.legacy_https or 0,
        "shoutcast": promise.server.shoutcast or 0,
    }
    for name, port in ports.items():
        if not 0 <= port <= HIGHEST_PORT:
            span = promise.place("server", name)
            yield OutOfRange(span, f"{port} is not a port", f"a port is a number from 0 to {HIGHEST_PORT}")
    taken: dict[int, str] = {}
    for name, port in ports.items():
        first = taken.setdefault(port, name)
        if port and first != name and (first, name) != ("http", "https"):
            yield SamePort(promise.place("server", name), promise.place("server", first), port, name)


def same_paths(promise: Promise) -> Iterator[SamePath]:
    """A path has one mount."""
    first: dict[str, int] = {}
    for number, mount in enumerate(promise.mounts):
        if mount.path in first:
            earlier = promise.place(f"mount {first[mount.path]}", "path")
            yield SamePath(promise.place(f"mount {number}", "path"), earlier, mount.path)
        first.setdefault(mount.path, number)


def mount_problems(promise: Promise, name: str, mount: plan.Mount) -> Iterator[StationProblem]:
    """What a single mount cannot be, or had better not be."""
    if isinstance(mount.encoder, plan.Vorbis) and mount.latency < VORBIS_LATENCY:
        yield RunsDry(promise.place(name, "latency"), mount.path, mount.latency, VORBIS_LATENCY)
    flaw = path_flaw(mount.path)
    if flaw is not None:
        yield NotAMountPath(promise.place(name, "path"), mount.path, flaw)
    yield from latency_problem(promise, name, mount.latency)


def silence(
    promise: Promise, name: str, mount: plan.Mount, text: Texts, files: Files | None
) -> Iterator[CanFallSilent]:
    """Whether a mount can fall silent."""
    found = gaps(promise, mount.source, files)
    if found:
        span = promise.place(name, "source")
        yield CanFallSilent(span, mount.path, found, text(span))


def source_problems(
    promise: Promise, node_id: plan.NodeId, node: plan.Source, files: Files | None
) -> Iterator[StationProblem]:
    """What a single source cannot be, and what it needs that is not there."""
    match node:
        case plan.Playlist() if plan.is_web_address(node.path):
            yield from address_problems(promise.place(node_id, "path"), node.path)
        case plan.Playlist():
            if files is not None and not (files.is_folder(node.path) or files.is_file(node.path)):
                yield MissingFile(promise.place(node_id, "path"), node.path, "folder or list")
        case plan.Single():
            yield from single_problems(promise.place(node_id, "path"), node.path, files)
        case plan.Fallback() | plan.Switch() if not node.children:
            yield NothingToPlay(promise.place(node_id, "sources"), type(node).__name__.lower())
        case plan.Turns():
            yield from turns_problems(promise, node_id, node)
        case plan.Tone():
            yield from tone_problems(promise, node_id, node)
        case plan.Blank() if node.duration is not None and node.duration <= 0:
            yield OutOfRange(
                promise.place(node_id, "duration"), "silence of no length", "a duration is more than 0s"
            )
        case (
            plan.Noise()
            | plan.Amplify()
            | plan.Mix()
            | plan.Duck()
            | plan.Width()
            | plan.Filter()
            | plan.Loudness()
            | plan.Quiet()
        ):
            yield from sound_problems(promise, node_id, node)
        case plan.Crossfade() | plan.Fades():
            yield from fade_problems(promise, node_id, node)
        case _:
            pass


def single_problems(span: Span, path: str, files: Files | None) -> Iterator[StationProblem]:
    """The file is there, and what stands before it can be read."""
    file = file_of(path)
    if file is None:
        possible = 'tags are written `annotate:name="value",name="value":path`'
        yield OutOfRange(span, "the `annotate:` before this path cannot be read", possible)
    elif plan.is_web_address(file):
        yield from address_problems(span, file)
    elif files is not None and not files.is_file(file):
        yield MissingFile(span, file, "file")


def address_problems(span: Span, address: str) -> Iterator[OutOfRange]:
    """An address names a server."""
    if plan.web_address_flaw(address):
        yield OutOfRange(span, "this is not the address of a file", "it goes https://server/path")


def turns_problems(promise: Promise, node_id: plan.NodeId, node: plan.Turns) -> Iterator[StationProblem]:
    """There is something to choose from, and a weight for each or none at all."""
    number, span = len(node.children), promise.place(node_id, "weights")
    if not number:
        yield NothingToPlay(promise.place(node_id, "sources"), node.order)
    elif node.weights and len(node.weights) != number:
        yield OutOfRange(
            span,
            f"the number of weights, {len(node.weights)}, is not that of the sources",
            f"there are {number}",
        )
    elif any(weight < 1 for weight in node.weights):
        yield OutOfRange(span, "a weight is too small", "a weight is a whole number from 1 on")


def fade_problems(
    promise: Promise, node_id: plan.NodeId, node: plan.Crossfade | plan.Fades
) -> Iterator[OutOfRange]:
    """A fade is no longer than what is decoded ahead for it."""
    longest = node.duration if isinstance(node, plan.Crossfade) else max(node.fade_in, node.fade_out)
    if not 0 <= longest <= LONGEST_FADE:
        span = promise.place(node_id, "duration")
        yield OutOfRange(span, "this is no length of a fade", f"a fade takes 0s to {LONGEST_FADE}s")


def tone_problems(promise: Promise, node_id: plan.NodeId, node: plan.Tone) -> Iterator[OutOfRange]:
    """A tone that can be heard, and is no louder than can be."""
    if not TONE_LOWEST <= node.frequency <= TONE_HIGHEST:
        span = promise.place(node_id, "frequency")
        yield OutOfRange(
            span, "nobody can hear this tone", f"the ear hears {TONE_LOWEST}Hz to {TONE_HIGHEST}Hz"
        )
    if plan.at_first(node.level) > 0:
        span = promise.place(node_id, "level")
        yield OutOfRange(
            span, "this is louder than a stream can be", "0dB is the loudest; lower levels are negative"
        )
