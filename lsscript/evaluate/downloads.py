"""Functions of the library for files of other servers."""

from collections.abc import Mapping

from runtime import plan

from .arguments import amount, truth
from .binder import Binder, Bound
from .expressions import Given
from .gates import secret_of
from .interludes import moments
from .value import SourceValue

__all__ = ["DOWNLOAD_BINDINGS"]


def download(binder: Binder, given: Given) -> SourceValue:
    """`download(…)`."""
    return fetched(binder, given, "download")


def podcast(binder: Binder, given: Given) -> SourceValue:
    """`podcast(…)`."""
    return fetched(binder, given, "podcast", feed=True)


def fetched(binder: Binder, given: Given, function: str, *, feed: bool = False) -> SourceValue:
    """A file of another server, or the newest that a feed names."""
    node = plan.Download(
        url=secret_of(given.values["url"]),
        moments=moments(given, function),
        newest=plan.Seconds(amount(given, "newest")),
        least=plan.Seconds(amount(given, "least")),
        most=plan.Seconds(amount(given, "most")),
        trim=truth(given, "trim"),
        feed=feed,
        origin=binder.draft.origin(given.span),
    )
    return binder.add(node, given)


DOWNLOAD_BINDINGS: Mapping[str, Bound] = {"download": download, "podcast": podcast}
"""The name of a library function → what it does."""
