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
    node = plan.Download(
        url=secret_of(given.values["url"]),
        moments=moments(given, "download"),
        newest=plan.Seconds(amount(given, "newest")),
        least=plan.Seconds(amount(given, "least")),
        most=plan.Seconds(amount(given, "most")),
        trim=truth(given, "trim"),
        origin=binder.draft.origin(given.span),
    )
    return binder.add(node, given)


DOWNLOAD_BINDINGS: Mapping[str, Bound] = {"download": download}
"""The name of a library function → what it does."""
