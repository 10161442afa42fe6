"""Functions of the library for certificates: `tls.acme`, `tls.files`, `cloudflare`."""

from collections.abc import Mapping
from typing import cast

from runtime import plan

from .arguments import string
from .binder import Binder, Bound
from .draft import CertificatesDraft
from .expressions import Given
from .gates import secret_of

__all__ = ["CERTIFICATE_BINDINGS"]


def acme(binder: Binder, given: Given) -> None:
    """`tls.acme(…)`."""
    node = plan.Acme(
        email=string(given, "email"),
        domains=cast("tuple[str, ...]", given.values["domains"]),
        dns=cast("plan.Cloudflare | None", given.values["dns"]),
        server=string(given, "server"),
        origin=binder.draft.origin(given.span),
    )
    binder.draft.certificates.append(CertificatesDraft(node, given.span, given.places))


def files(binder: Binder, given: Given) -> None:
    """`tls.files(…)`."""
    origin = binder.draft.origin(given.span)
    node = plan.CertificateFiles(string(given, "certificate"), string(given, "key"), origin=origin)
    binder.draft.certificates.append(CertificatesDraft(node, given.span, given.places))


def cloudflare(binder: Binder, given: Given) -> plan.Cloudflare:
    """`cloudflare(…)`."""
    return plan.Cloudflare(secret_of(given.values["token"]), origin=binder.draft.origin(given.span))


CERTIFICATE_BINDINGS: Mapping[str, Bound] = {"tls.acme": acme, "tls.files": files, "cloudflare": cloudflare}
"""The name of a library function → what it does."""
