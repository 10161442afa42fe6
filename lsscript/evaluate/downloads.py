"""Functions of the library for files of other servers."""

from collections.abc import Mapping
from typing import Literal, cast

from runtime import plan

from .arguments import amount, string, truth
from .binder import Binder, Bound
from .expressions import Given
from .gates import secret_of
from .interludes import moments
from .outputs import seconds
from .relays import unreadable
from .value import SourceValue

__all__ = ["DOWNLOAD_BINDINGS", "NEWEST"]

NEWEST = 30 * 24 * 3600.0
"""Seconds that the newest episode may be old, where nothing is said."""


def download(binder: Binder, given: Given) -> SourceValue:
    """`download(…)`."""
    return fetched(binder, given, "download")


def podcast(binder: Binder, given: Given) -> SourceValue:
    """`podcast(…)`: the newest episode again and again is a download, several are a programme of their own."""
    episodes = number_of(given)
    if episodes == 1:
        return fetched(binder, given, "podcast", feed=True)
    node = plan.Podcast(
        url=secret_of(given.values["url"]),
        moments=moments(given, "podcast"),
        episodes=episodes,
        order=cast('Literal["newest", "oldest"]', string(given, "order")),
        newest=seconds(given, "newest"),
        least=plan.Seconds(amount(given, "least")),
        most=plan.Seconds(amount(given, "most")),
        trim=truth(given, "trim"),
        origin=binder.draft.origin(given.span),
    )
    return binder.add(node, given)


def number_of(given: Given) -> int | None:
    """How many episodes are meant: a number, or None for all.

    Raises:
        EvaluationError: neither.
    """
    match given.values["episodes"]:
        case bool():
            pass
        case int(number) if number >= 1:
            return number
        case "all":
            return None
    help_ = 'write `episodes=10`, or `episodes="all"`'
    raise unreadable(given, "episodes", str(given.values["episodes"]), "a number of episodes", help_)


def fetched(binder: Binder, given: Given, function: str, *, feed: bool = False) -> SourceValue:
    """A file of another server, or the newest that a feed names."""
    node = plan.Download(
        url=secret_of(given.values["url"]),
        moments=moments(given, function),
        newest=seconds(given, "newest") or plan.Seconds(NEWEST),
        least=plan.Seconds(amount(given, "least")),
        most=plan.Seconds(amount(given, "most")),
        trim=truth(given, "trim"),
        feed=feed,
        origin=binder.draft.origin(given.span),
    )
    return binder.add(node, given)


DOWNLOAD_BINDINGS: Mapping[str, Bound] = {"download": download, "podcast": podcast}
"""The name of a library function → what it does."""
