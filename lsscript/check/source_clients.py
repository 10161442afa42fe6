"""The rules for what source clients publish to: live inputs and pass-through mounts."""

from collections.abc import Iterator

from runtime import plan

from .mount_paths import latency_problem, path_flaw
from .promise import Promise
from .station_problems import NoSuchFallback, NotAMountPath, OutOfRange, SamePath, StationProblem

__all__ = ["source_client_problems"]

LONGEST_FADE, LONGEST_GRACE = 30.0, 600.0
SHORTEST_TIMEOUT, LONGEST_TIMEOUT = 1.0, 600.0
LONGEST_MARGIN = 6 * 3600.0
"""Seconds."""


def source_client_problems(promise: Promise) -> Iterator[StationProblem]:
    """What is wrong with what source clients publish to.

    A live input and a mount may share a path: the one takes what is sent there, the other sends to listeners.
    """
    for number, account in enumerate(promise.accounts):
        yield from account_problems(promise, f"account {number}", account)
    for number, client in enumerate(promise.pass_through):
        yield from pass_through_problems(promise, f"client {number}", client)
    for node_id, node in promise.sources.items():
        if isinstance(node, plan.LiveInput):
            yield from live_problems(promise, node_id, node)
    heard = [(f"mount {number}", each.path) for number, each in enumerate(promise.mounts)]
    passed = [(f"client {number}", each.path) for number, each in enumerate(promise.pass_through)]
    lives = [
        (str(key), each.path) for key, each in promise.sources.items() if isinstance(each, plan.LiveInput)
    ]
    yield from twice(promise, heard, passed)
    yield from twice(promise, passed, lives)
    yield from twice(promise, [], passed)
    yield from twice(promise, [], lives)


def twice(
    promise: Promise, known: list[tuple[str, plan.MountPath]], new: list[tuple[str, plan.MountPath]]
) -> Iterator[SamePath]:
    """Paths of `new` that are taken by `known`, or where that is empty, by one before."""
    first = {path: name for name, path in known}
    for name, path in new:
        if path in first:
            yield SamePath(promise.place(name, "path"), promise.place(first[path], "path"), path)
        elif not known:
            first[path] = name


def pass_through_problems(promise: Promise, name: str, mount: plan.PassThrough) -> Iterator[StationProblem]:
    """What a pass-through mount cannot be."""
    flaw = path_flaw(mount.path)
    if flaw is not None:
        yield NotAMountPath(promise.place(name, "path"), mount.path, flaw)
    yield from latency_problem(promise, name, mount.latency)
    yield from gate_problems(promise, name, mount.gate)
    others = tuple(each.path for each in promise.mounts)
    if mount.fallback is not None and "*" in mount.path:
        words = "leave it out: each path of the pattern is there while its client is"
        yield OutOfRange(promise.place(name, "fallback"), "a mount for many paths has no fallback", words)
    elif mount.fallback is not None and mount.fallback not in others:
        yield NoSuchFallback(promise.place(name, "fallback"), mount.fallback, others)


def live_problems(promise: Promise, name: str, live: plan.LiveInput) -> Iterator[StationProblem]:
    """What a live input cannot be."""
    flaw = path_flaw(live.path)
    if flaw is not None:
        yield NotAMountPath(promise.place(name, "path"), live.path, flaw)
    yield from gate_problems(promise, name, live.gate)
    if not 0 <= live.fade <= LONGEST_FADE:
        yield OutOfRange(
            promise.place(name, "fade"), f"a fade of {live.fade:g}s", f"a fade is 0s to {LONGEST_FADE:g}s"
        )
    if not 0 <= live.grace <= LONGEST_GRACE:
        yield OutOfRange(
            promise.place(name, "grace"), f"a grace of {live.grace:g}s", f"grace is 0s to {LONGEST_GRACE:g}s"
        )


def gate_problems(promise: Promise, name: str, gate: plan.Gate) -> Iterator[OutOfRange]:
    """A gate that nobody passes, or everybody, and times that no line has."""
    if not gate.accounts:
        help_ = "give it a `password`, or a list of `accounts`"
        yield OutOfRange(promise.place(name), "nobody may publish here", help_)
    for account in gate.accounts:
        if account not in promise.accounts:
            yield from password_problems(promise, name, account)
    if not SHORTEST_TIMEOUT <= gate.timeout <= LONGEST_TIMEOUT:
        possible = f"a timeout is {SHORTEST_TIMEOUT:g}s to {LONGEST_TIMEOUT:g}s"
        yield OutOfRange(promise.place(name, "timeout"), f"a timeout of {gate.timeout:g}s", possible)


def password_problems(promise: Promise, name: str, account: plan.Account) -> Iterator[OutOfRange]:
    """An account that would let everybody in."""
    if not account.password.text:
        span = promise.place(name, "password")
        yield OutOfRange(span, "an empty password lets everybody in", "a password has at least one character")


def account_problems(promise: Promise, name: str, account: plan.Account) -> Iterator[OutOfRange]:
    """What an account cannot be."""
    yield from password_problems(promise, name, account)
    for field, seconds in (("early", account.early), ("late", account.late)):
        if not 0 <= seconds <= LONGEST_MARGIN:
            possible = f"`{field}` is 0s to {LONGEST_MARGIN / 3600:g}h"
            yield OutOfRange(promise.place(name, field), f"so much as {seconds:g}s", possible)
    if not account.user or ":" in account.user:
        words = "a name has at least one character, and no colon"
        yield OutOfRange(promise.place(name, "user"), "nobody can log in by this name", words)
