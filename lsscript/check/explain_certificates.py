"""What is wrong with certificates and the ports for them, in words. A station starts all the same: each is a warning."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from lsscript.diagnostics import Diagnostic, Label
from lsscript.source import Span
from runtime import plan

from .explain_station import explain
from .promise import Promise
from .station_problems import MissingFile, OutOfRange

__all__ = ["CertificateFacts", "certificate_diagnostics"]

HTTP, HTTPS = 80, 443
"""The ports that stand in no address."""


class CertificateFacts(NamedTuple):
    """What is known of a certificate in files.

    `wrong` says why it cannot be served, "" when it can; `advice` what to do; `argument` which argument it is about. `odd` says
    why players may not trust it, a sentence each; `covers` tells whether it is for a name.
    """

    wrong: str = ""
    advice: str = ""
    argument: str = "certificate"
    odd: tuple[str, ...] = ()
    covers: Callable[[str], bool] = lambda _name: True


class CertificateMachine(Protocol):
    """What is known of files."""

    def is_file(self, path: str) -> bool:
        """Whether a file is there."""

    def certificate(self, certificate: str, key: str, password: str) -> CertificateFacts:
        """What can be said of a certificate and its key in files that are there."""


def certificate_diagnostics(promise: Promise, machine: CertificateMachine) -> Iterator[Diagnostic]:
    """Everything about certificates that can be known before the station starts."""
    yield from _ports(promise)
    yield from _hsts(promise)
    for number, node in enumerate(promise.certificates):
        if isinstance(node, plan.CertificateFiles):
            yield from _files(promise, f"certificates {number}", node, machine)


def _ports(promise: Promise) -> Iterator[Diagnostic]:
    """A port needs a certificate, and a certificate a port."""
    server = promise.server
    encrypted = next((name for name in ("https", "legacy_https") if getattr(server, name) is not None), None)
    if encrypted is not None and not promise.certificates:
        yield _nothing_to_show(promise.place("server", encrypted), encrypted)
    if encrypted is None:
        for number, node in enumerate(promise.certificates):
            if isinstance(node, plan.CertificateFiles):
                yield _no_port(promise.place(f"certificates {number}"))


def _nothing_to_show(span: Span, name: str) -> Diagnostic:
    text = "The station shows one that it signed itself: browsers warn of it, most players refuse it."
    help_ = '`tls.acme(…)` gets a real one by itself, `tls.files("radio.pem", "radio.key")` takes yours'
    label = Label(span, f"`{name}` needs one")
    return Diagnostic("LSS442", "warning", "there is no certificate for HTTPS", label, text, help_)


def _no_port(span: Span) -> Diagnostic:
    title = "nobody will see this certificate: the station has no port for HTTPS"
    help_ = "add `https=443` or `https=8443` to `server(…)`"
    return Diagnostic("LSS443", "warning", title, Label(span, "for which port?"), help=help_)


def _hsts(promise: Promise) -> Iterator[Diagnostic]:
    """What browsers remember must be true for all ports of the name."""
    server = promise.server
    for name, wanted in (("redirect", server.redirect), ("hsts", server.hsts > 0)):
        if wanted and server.https is None:
            what = f"`{name}` sends people to HTTPS, and there is no port for it"
            yield explain(OutOfRange(promise.place("server", name), what, "add `https=443` to `server(…)`"))
    if server.hsts < 0:
        what = f"browsers cannot remember for {server.hsts:g}s"
        yield explain(OutOfRange(promise.place("server", "hsts"), what, "`60d` is a good start"))
    one_port = server.https == server.http
    if (
        server.hsts > 0
        and server.https is not None
        and not one_port
        and (server.http, server.https) != (HTTP, HTTPS)
    ):
        yield _locked_out(promise.place("server", "hsts"), server)


def _locked_out(span: Span, server: plan.Server) -> Diagnostic:
    title = f"`hsts` will lock browsers out of port {server.http}"
    text = (
        "A browser that has been told so once asks every port of this name by HTTPS, also the one that only speaks HTTP,\n"
        "and listeners who play a stream of it in their browser hear nothing."
    )
    help_ = "leave `hsts` out, or have `http=80, https=443`, or one port for both"
    return Diagnostic("LSS445", "warning", title, Label(span), text, help_)


def _files(
    promise: Promise, name: str, node: plan.CertificateFiles, machine: CertificateMachine
) -> Iterator[Diagnostic]:
    missing = False
    for argument, path in (("certificate", node.certificate), ("key", node.key)):
        if path and not machine.is_file(path):
            missing = True
            yield explain(MissingFile(promise.place(name, argument), path, "file"))
    if missing:
        return
    password = node.password.text if node.password is not None else ""
    facts = machine.certificate(node.certificate, node.key, password)
    if facts.wrong:
        yield _unusable(promise.place(name, facts.argument), facts)
        return
    for odd in facts.odd:
        yield _odd(promise.place(name, "certificate"), odd)
    uncovered = [each for each in node.domains if not facts.covers(each)]
    if uncovered:
        yield _not_covered(promise.place(name, "domains"), uncovered)


def _unusable(span: Span, facts: CertificateFacts) -> Diagnostic:
    text = (
        "The station starts all the same, and shows one that it signed itself until the files are right. It\n"
        "looks at them again and again."
    )
    label = Label(span, facts.wrong)
    return Diagnostic("LSS440", "warning", "this certificate cannot be used", label, text, facts.advice)


def _odd(span: Span, odd: str) -> Diagnostic:
    title = "players may not trust this certificate"
    text = "It is served all the same."
    help_ = "ask the authority for a new one, with its whole chain"
    return Diagnostic("LSS441", "warning", title, Label(span, odd), text, help_)


def _not_covered(span: Span, uncovered: list[str]) -> Diagnostic:
    title = f'this certificate is not for "{uncovered[0]}"'
    text = "Who comes by that name is told that the certificate is somebody else's."
    help_ = "ask the authority for one with all your names, or give that name its own `tls.files(…)`"
    return Diagnostic("LSS444", "warning", title, Label(span), text, help_)
