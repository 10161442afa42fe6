"""Functions of the library for certificates of the operator's own: `tls.files`."""

from collections.abc import Mapping

from runtime import plan

from .arguments import string
from .binder import Binder, Bound
from .draft import CertificatesDraft
from .expressions import Given

__all__ = ["CERTIFICATE_BINDINGS"]


def files(binder: Binder, given: Given) -> None:
    """`tls.files(…)`."""
    origin = binder.draft.origin(given.span)
    node = plan.CertificateFiles(string(given, "certificate"), string(given, "key"), origin=origin)
    binder.draft.certificates.append(CertificatesDraft(node, given.span, given.places))


CERTIFICATE_BINDINGS: Mapping[str, Bound] = {"tls.files": files}
"""The name of a library function → what it does."""
