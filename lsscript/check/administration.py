"""The rules for other names of mounts, and for directories of stations."""

from collections.abc import Iterator

from .mount_paths import path_flaw
from .promise import Promise
from .station_problems import NotAMountPath, OutOfRange, SamePath, StationProblem

__all__ = ["administration_problems"]


def administration_problems(promise: Promise) -> Iterator[StationProblem]:
    """What is wrong with aliases and directories."""
    named: dict[str, str] = {each.path: f"mount {number}" for number, each in enumerate(promise.mounts)}
    named |= {each.path: f"client {number}" for number, each in enumerate(promise.pass_through)}
    yield from alias_problems(promise, dict(named))
    for number, directory in enumerate(promise.directories):
        for path in directory.mounts:
            if path not in named:
                yield no_mount(promise, f"directory {number}", "mounts", path)


def alias_problems(promise: Promise, named: dict[str, str]) -> Iterator[StationProblem]:
    """An alias is a path that nobody else has, and leads to a mount."""
    mounts = set(named)
    for number, (path, mount) in enumerate(promise.aliases):
        name = f"alias {number}"
        flaw = path_flaw(path)
        if flaw is not None:
            yield NotAMountPath(promise.place(name, "path"), path, flaw)
        if path in named:
            yield SamePath(promise.place(name, "path"), promise.place(named[path], "path"), path)
        named.setdefault(path, name)
        if mount not in mounts:
            yield no_mount(promise, name, "mount", mount)


def no_mount(promise: Promise, name: str, argument: str, path: str) -> OutOfRange:
    """Something leads to a mount that is not there."""
    title, help_ = f'no mount of this station: "{path}"', "name a mount of this script"
    return OutOfRange(promise.place(name, argument), title, help_)
