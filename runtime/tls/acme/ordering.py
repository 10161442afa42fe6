"""An order, from its first word to the certificate (RFC 8555 §7.4)."""

from dataclasses import dataclass, replace

import josepy.json_util
import requests
from acme import messages
from cryptography.x509 import load_pem_x509_csr
from requests.utils import parse_header_links

from .authority import AcmeFault, CertificateRequest, Issued, Solvers
from .chain import checked, topmost_issuer
from .faults import fault_of
from .keys import new_key, signing_request
from .names import Identifier
from .polling import polled
from .proving import prove
from .talk import Talk
from .words import clean

__all__ = ["NewOrder", "order"]

NOT_FOR_REPLACES = frozenset(
    {
        "accountDoesNotExist",
        "externalAccountRequired",
        "rateLimited",
        "rejectedIdentifier",
        "timeout",
        "unreachable",
        "unsupportedIdentifier",
        "userActionRequired",
    }
)
"""Refusals of an order that `replaces` is not to blame for."""

MOST_ALTERNATIVES = 8
"""Chains that are looked at beside the first."""


class NewOrder(messages.NewOrder):
    """A new order that may say which certificate it follows (RFC 9773 §5)."""

    replaces: str | None = josepy.json_util.field("replaces", omitempty=True)


@dataclass(frozen=True, slots=True)
class _Placed:
    """An order that the authority took, and as what."""

    url: str
    body: messages.Order
    request: CertificateRequest
    remarks: tuple[str, ...]


async def order(
    talk: Talk, request: CertificateRequest, wanted: tuple[Identifier, ...], solvers: Solvers
) -> Issued:
    """Order a certificate, prove its names, and get it.

    Raises:
        AcmeFault: there is none this time.
    """
    key_pem = await talk.do(lambda: new_key(request.key))
    csr = await talk.do(lambda: signing_request(key_pem, wanted))
    placed = await _placed(talk, request, wanted)
    await prove(talk, placed.body.authorizations or (), solvers)
    url = await _issued(talk, placed, csr)
    names = [str(each) for each in wanted]
    found = checked(await _chain(talk, url, request.issuer), key_pem, names, talk.host)
    replaced = bool(placed.request.replaces)
    return Issued(found.chain_pem, key_pem, placed.request.profile, replaced, placed.remarks)


async def _placed(talk: Talk, request: CertificateRequest, wanted: tuple[Identifier, ...]) -> _Placed:
    """Place the order; ask for less where the authority does not know what we ask for."""
    wish, remarks = await _what_it_knows(talk, request)
    while True:
        try:
            return await _post(talk, wish, wanted, tuple(remarks))
        except AcmeFault as fault:
            wish, remark = _less(wish, fault)
            remarks.append(remark)


async def _what_it_knows(talk: Talk, request: CertificateRequest) -> tuple[CertificateRequest, list[str]]:
    """Leave out what the directory does not offer."""
    directory = await talk.directory()
    if request.replaces and not hasattr(directory, "renewalInfo"):
        request = replace(request, replaces="")
    known = getattr(getattr(directory, "meta", None), "profiles", None) or {}
    if not request.profile or request.profile in known:
        return request, []
    offered = f" (it has {clean(', '.join(known))})" if known else ""
    remark = f"{talk.host} has no profile {request.profile!r}{offered}: its usual certificate is taken"
    return replace(request, profile=""), [remark]


def _less(wish: CertificateRequest, fault: AcmeFault) -> tuple[CertificateRequest, str]:
    """What to ask for after a refusal, with a remark; raises the fault where nothing can be left out."""
    if wish.profile and fault.problem == "invalidProfile":
        return replace(wish, profile=""), f"{fault}: the usual certificate is taken"
    if wish.replaces and fault.problem not in NOT_FOR_REPLACES:
        return replace(wish, replaces=""), f"the order does not say which certificate it follows: {fault}"
    raise fault


async def _post(
    talk: Talk, wish: CertificateRequest, wanted: tuple[Identifier, ...], remarks: tuple[str, ...]
) -> _Placed:
    kinds = {"dns": messages.IDENTIFIER_FQDN, "ip": messages.IDENTIFIER_IP}
    body = NewOrder(
        identifiers=[messages.Identifier(typ=kinds[each.kind], value=str(each)) for each in wanted],
        profile=wish.profile or None,
        replaces=wish.replaces or None,
    )
    names = tuple(str(each) for each in wanted)
    answer = await talk.post(await talk.url_of("newOrder"), body, names)
    return _Placed(answer.headers.get("Location", ""), talk.parsed(messages.Order, answer), wish, remarks)


async def _issued(talk: Talk, placed: _Placed, csr: bytes) -> str:
    """Ask for the certificate, wait for it, and tell where it is."""
    give_up = talk.clock.now() + talk.patience.issuing
    body = await polled(talk, messages.Order, placed.url, _is_proven, give_up, "the end of the proofs")
    if body.status == messages.STATUS_READY:
        await _asked_for(talk, str(body.finalize), csr)
        body = await polled(talk, messages.Order, placed.url, _is_over, give_up, "the certificate")
    elif not _is_over(body):
        body = await polled(talk, messages.Order, placed.url, _is_over, give_up, "the certificate")
    if body.status != messages.STATUS_VALID or not body.certificate:
        why = body.error or messages.Error.from_json({"detail": "the order failed, and nobody says why"})
        raise fault_of(why, talk.url, answer=None, now=talk.clock.wall())
    return str(body.certificate)


def _is_proven(body: messages.Order) -> bool:
    return body.status != messages.STATUS_PENDING


def _is_over(body: messages.Order) -> bool:
    return body.status in (messages.STATUS_VALID, messages.STATUS_INVALID)


async def _asked_for(talk: Talk, url: str, csr: bytes) -> None:
    """Send the signing request. When the first answer was cut off, the second is "not ready": the order tells."""
    try:
        await talk.post(url, messages.CertificateRequest(csr=load_pem_x509_csr(csr)))
    except AcmeFault as fault:
        if fault.problem != "orderNotReady":
            raise


async def _chain(talk: Talk, url: str, issuer: str) -> str:
    """Fetch the certificate; of several chains the one whose topmost issuer is called as wanted (RFC 8555 §7.4.2)."""
    first = await talk.read(url)
    if not issuer or issuer.lower() in topmost_issuer(first.text).lower():
        return first.text
    for other in _alternatives(first)[:MOST_ALTERNATIVES]:
        found = (await talk.read(other)).text
        if issuer.lower() in topmost_issuer(found).lower():
            return found
    return first.text


def _alternatives(answer: requests.Response) -> list[str]:
    links = parse_header_links(answer.headers.get("Link", ""))
    return [link["url"] for link in links if link.get("rel") == "alternate"]
