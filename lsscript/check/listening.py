"""The rules for how mounts are listened to."""

from collections.abc import Iterator

from runtime import plan

from .mount_paths import path_flaw
from .promise import Files, Promise
from .station_problems import MissingFile, NotAMountPath, OutOfRange, StationProblem

__all__ = ["listening_problems"]


def listening_problems(promise: Promise, files: Files | None) -> Iterator[StationProblem]:
    """What is wrong with what mounts say of their listeners."""
    named = [(f"mount {number}", each.path, each.listening) for number, each in enumerate(promise.mounts)]
    named += [
        (f"client {number}", each.path, each.listening) for number, each in enumerate(promise.pass_through)
    ]
    paths = {path for _, path, _ in named}
    yield from files_problems(promise, files)
    for name, path, listening in named:
        yield from when_full_problems(promise, name, path, listening, paths)
        yield from intro_problems(promise, name, listening, files)


def files_problems(promise: Promise, files: Files | None) -> Iterator[StationProblem]:
    """Folders that are served have a path of their own, and are there."""
    for number, each in enumerate(promise.files):
        name = f"files {number}"
        flaw = path_flaw(each.path)
        if flaw is not None:
            yield NotAMountPath(promise.place(name, "path"), each.path, flaw)
        if files is not None and not files.is_folder(each.folder):
            yield MissingFile(promise.place(name, "folder"), each.folder, "folder")


def when_full_problems(
    promise: Promise, name: str, path: str, listening: plan.Listening, paths: set[plan.MountPath]
) -> Iterator[OutOfRange]:
    """One too many is sent to another mount that there is, and only where there can be one too many."""
    other = listening.when_full
    if other is None:
        return
    span = promise.place(name, "when_full")
    if other == path or other not in paths:
        what = "this mount itself" if other == path else f'no mount of this station: "{other}"'
        yield OutOfRange(span, f"`when_full` names {what}", "name another mount of this script")
    elif listening.max_listeners is None:
        yield OutOfRange(span, "this mount is never full", "give it `max_listeners` as well")


def intro_problems(
    promise: Promise, name: str, listening: plan.Listening, files: Files | None
) -> Iterator[MissingFile]:
    """The intro is there."""
    if files is not None and listening.intro and not files.is_file(listening.intro):
        yield MissingFile(promise.place(name, "intro"), listening.intro, "file")
