"""The rules for what stands beside the mounts: HLS, recordings, other servers."""

import re
from collections.abc import Iterator, Mapping

from runtime import plan

from .mount_paths import path_flaw
from .promise import Promise
from .station_problems import NotAMountPath, OutOfRange, SamePath, StationProblem

__all__ = ["output_problems"]

URL = re.compile(r"https?://[^\s/]+(?:/\S*)?")
SHORTEST_SEGMENT, LONGEST_SEGMENT = 1.0, 30.0
"""Seconds of a piece of HLS."""

FEWEST_SEGMENTS = 3
"""Pieces that a playlist of HLS holds at least (RFC 8216, section 6.2.2)."""


def output_problems(promise: Promise) -> Iterator[StationProblem]:
    """What is wrong with outputs."""
    taken = paths(promise)
    for number, node in enumerate(promise.outputs):
        name = f"output {number}"
        match node:
            case plan.Hls():
                yield from path_problems(promise, name, node.path, taken)
                yield from hls_problems(promise, name, node)
            case plan.Record():
                yield from record_problems(promise, name, node)
            case plan.IcecastOutput():
                yield from url_problem(promise, name, "url", node.url)
            case plan.AsRun():
                yield from as_run_problems(promise, name, node)
            case plan.UrlOutput():
                yield from elsewhere_problems(promise, name, node)
            case plan.FileOutput():
                pass


def paths(promise: Promise) -> dict[str, str]:
    """Who has which path among the mounts."""
    mounts = {str(each.path): f"mount {number}" for number, each in enumerate(promise.mounts)}
    clients = {str(each.path): f"client {number}" for number, each in enumerate(promise.pass_through)}
    relays = {str(each.path): f"relay {number}" for number, each in enumerate(promise.relays)}
    return {**relays, **clients, **mounts}


def path_problems(
    promise: Promise, name: str, path: str, taken: dict[str, str]
) -> Iterator[NotAMountPath | SamePath]:
    """A path that listeners cannot ask for, or that another has."""
    flaw = path_flaw(path)
    if flaw is not None:
        yield NotAMountPath(promise.place(name, "path"), path, flaw)
    if path in taken:
        yield SamePath(promise.place(name, "path"), promise.place(taken[path], "path"), path)
    taken.setdefault(path, name)


def hls_problems(promise: Promise, name: str, node: plan.Hls) -> Iterator[OutOfRange]:
    """What players of HLS could not play."""
    if not node.path.endswith(".m3u8"):
        span = promise.place(name, "path")
        yield OutOfRange(span, f'"{node.path}" is no name for a playlist', "let it end with `.m3u8`")
    if not node.encoders:
        yield OutOfRange(promise.place(name, "encoders"), "this has no format", "give it `[aac(128kbps)]`")
    if not all(isinstance(each, plan.Aac | plan.Mp3) for each in node.encoders):
        span = promise.place(name, "encoders")
        yield OutOfRange(span, "players of HLS know AAC and MP3 alone", "give it `aac(…)` or `mp3(…)`")
    if not SHORTEST_SEGMENT <= node.segment <= LONGEST_SEGMENT:
        possible = f"a piece is {SHORTEST_SEGMENT:g}s to {LONGEST_SEGMENT:g}s long"
        yield OutOfRange(promise.place(name, "segment"), f"a piece of {node.segment:g}s", possible)
    elif node.window < FEWEST_SEGMENTS * node.segment:
        possible = f"it holds three pieces: {FEWEST_SEGMENTS * node.segment:g}s or more"
        yield OutOfRange(promise.place(name, "window"), f"a window of {node.window:g}s", possible)


def record_problems(promise: Promise, name: str, node: plan.Record) -> Iterator[OutOfRange]:
    """Files without a name, and times that are none."""
    if node.name == "":
        yield OutOfRange(promise.place(name, "name"), "files need a name", 'write `"shows/%Y-%m-%d.flac"`')
    times: Mapping[str, float | None] = {"every": node.every, "keep": node.keep}
    for parameter, seconds in times.items():
        if seconds is not None and seconds < 1:
            what = f"`{parameter}` of {seconds:g}s"
            yield OutOfRange(promise.place(name, parameter), what, "write 1s or more")
    if not 0 <= node.spare < 100:
        yield OutOfRange(promise.place(name, "spare"), f"{node.spare:g}% of the disk", "write 0% to 99%")


def url_problem(promise: Promise, name: str, parameter: str, url: str) -> Iterator[OutOfRange]:
    """An address that no stream has."""
    if not URL.fullmatch(url):
        possible = "an address begins with http:// or https://"
        yield OutOfRange(promise.place(name, parameter), f'"{url}" is not the address of a stream', possible)


def elsewhere_problems(promise: Promise, name: str, node: plan.UrlOutput) -> Iterator[OutOfRange]:
    """An address that nothing can be sent to, and formats that nobody there knows; the address may be a secret."""
    scheme, colon, _ = node.url.text.partition("://")
    if not colon or scheme.lower() not in plan.CONTAINERS:
        possible = f"it begins with {', '.join(f'{each}://' for each in plan.CONTAINERS)}"
        yield OutOfRange(promise.place(name, "url"), "nothing can be sent to this address", possible)
        return
    flv = (node.format or plan.CONTAINERS[scheme.lower()]) == "flv"
    known = (plan.Aac, plan.Mp3) if flv else (plan.Aac, plan.Mp3, plan.Opus)
    if not isinstance(node.encoder, known):
        possible = "give it `aac(…)` or `mp3(…)`" if flv else "give it `aac(…)`, `mp3(…)` or `opus(…)`"
        yield OutOfRange(promise.place(name, "encoder"), "nobody there knows this format", possible)


def as_run_problems(promise: Promise, name: str, node: plan.AsRun) -> Iterator[OutOfRange]:
    """A log of what nobody hears, or without a name."""
    if node.path == "":
        yield OutOfRange(promise.place(name, "path"), "files need a name", 'write `"as-run/%Y-%m-%d.csv"`')
    if not any(mount.source == node.source for mount in promise.mounts):
        possible = "give it a source that stands in a `mount`"
        yield OutOfRange(promise.place(name, "source"), "no mount sends this source as it is", possible)
    if node.keep is not None and node.keep < 1:
        yield OutOfRange(promise.place(name, "keep"), f"`keep` of {node.keep:g}s", "write 1s or more")
