"""Functions of the library for certificates of the operator's own: `tls.files`."""

from collections.abc import Mapping
from typing import cast

from runtime import plan

from .arguments import string
from .binder import Binder, Bound
from .draft import CertificatesDraft
from .expressions import Given
from .gates import secret_of

__all__ = ["CERTIFICATE_BINDINGS"]


def files(binder: Binder, given: Given) -> None:
    """`tls.files(…)`."""
    password = given.values["password"]
    node = plan.CertificateFiles(
        string(given, "certificate"),
        string(given, "key"),
        secret_of(password) if password is not None else None,
        cast("tuple[str, ...]", given.values["domains"]),
        origin=binder.draft.origin(given.span),
    )
    binder.draft.certificates.append(CertificatesDraft(node, given.span, given.places))


CERTIFICATE_BINDINGS: Mapping[str, Bound] = {"tls.files": files}
"""The name of a library function → what it does."""
