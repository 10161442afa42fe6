"""The rules for relays: what comes from other servers."""

from collections.abc import Iterator

from runtime import plan

from .mount_paths import latency_problem, path_flaw
from .promise import Promise
from .source_clients import LONGEST_FADE, LONGEST_GRACE
from .station_problems import NoSuchFallback, NotAMountPath, OutOfRange, SamePath, StationProblem

__all__ = ["relay_problems"]

LONGEST_LINGER, LONGEST_PATIENCE = 24 * 3600.0, 3600.0
SHORTEST_EVERY, LONGEST_EVERY = 5.0, 24 * 3600.0
"""Seconds."""


def relay_problems(promise: Promise) -> Iterator[StationProblem]:
    """What is wrong with relays, mirrors, and streams that play in the programme."""
    for number, relay in enumerate(promise.relays):
        yield from relay_flaws(promise, f"relay {number}", relay)
    yield from same_paths(promise)
    for number, mirror in enumerate(promise.mirrors):
        name = f"mirror {number}"
        yield from latency_problem(promise, name, mirror.latency)
        yield from span(promise, name, "linger", mirror.linger, 0, LONGEST_LINGER)
        yield from span(promise, name, "every", mirror.every, SHORTEST_EVERY, LONGEST_EVERY)
        yield from span(promise, name, "patience", mirror.upstream.patience, 0, LONGEST_PATIENCE)
    for node_id, node in promise.sources.items():
        if isinstance(node, plan.HttpInput):
            yield from span(promise, node_id, "patience", node.upstream.patience, 0, LONGEST_PATIENCE)
            yield from span(promise, node_id, "fade", node.fade, 0, LONGEST_FADE)
            yield from span(promise, node_id, "grace", node.grace, 0, LONGEST_GRACE)


def relay_flaws(promise: Promise, name: str, relay: plan.Relay) -> Iterator[StationProblem]:
    """What a relay cannot be."""
    flaw = "character" if "*" in relay.path else path_flaw(relay.path)
    if flaw is not None:
        yield NotAMountPath(promise.place(name, "path"), relay.path, flaw)
    yield from latency_problem(promise, name, relay.latency)
    yield from span(promise, name, "linger", relay.linger, 0, LONGEST_LINGER)
    yield from span(promise, name, "patience", relay.upstream.patience, 0, LONGEST_PATIENCE)
    others = tuple(each.path for each in promise.mounts)
    if relay.fallback is not None and relay.fallback not in others:
        yield NoSuchFallback(promise.place(name, "fallback"), relay.fallback, others)


def same_paths(promise: Promise) -> Iterator[SamePath]:
    """A path has one mount."""
    first = {each.path: f"client {number}" for number, each in enumerate(promise.pass_through)}
    first |= {each.path: f"mount {number}" for number, each in enumerate(promise.mounts)}
    for number, relay in enumerate(promise.relays):
        name = f"relay {number}"
        if relay.path in first:
            yield SamePath(promise.place(name, "path"), promise.place(first[relay.path], "path"), relay.path)
        first.setdefault(relay.path, name)


def span(
    promise: Promise, name: str, argument: str, seconds: float, least: float, most: float
) -> Iterator[OutOfRange]:
    """A time that an argument cannot be."""
    if not least <= seconds <= most:
        words = f"`{argument}` is {least:g}s to {most:g}s"
        yield OutOfRange(promise.place(name, argument), f"a `{argument}` of {seconds:g}s", words)
