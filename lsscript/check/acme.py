"""The rules for certificates from an authority: what it would refuse is said before it is asked."""

import re
from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_address

from runtime import plan

from .promise import Promise
from .station_problems import OutOfRange

__all__ = ["acme_problems"]

NAME = re.compile(r"(?:\*\.)?(?:[^\W_](?:(?:[^\W_]|-)*[^\W_])?\.)+[^\W\d_](?:[^\W_]|-)*[^\W_]")
"""A name of the DNS with at least two parts, of any letters; the first may be `*`."""

MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(?:\.[^@\s,;<>.]+)+")

LONGEST_NAME, LONGEST_LABEL = 253, 63
"""Characters; RFC 1035 §2.3.4."""

MOST_DOMAINS = 1000
"""Names of one `tls.acme`; they are split over certificates."""

SHORTEST_WAIT, LONGEST_WAIT = 1.0, 3600.0
"""Seconds that a program, a function or an entry may take."""


def acme_problems(promise: Promise, name: str, node: plan.Acme) -> Iterator[OutOfRange]:
    """What the authority would refuse, and what could not work."""
    if not MAIL.fullmatch(node.email):
        what = f'"{node.email}" is not a mail address'
        yield OutOfRange(promise.place(name, "email"), what, "write `me@radio.example`")
    yield from domain_problems(promise, name, node)
    yield from challenge_problems(promise, name, node)
    if node.dns is not None:
        yield from dns_problems(promise, name, node.dns)
    if node.second is not None and node.second.directory == node.authority.directory:
        what = "the second authority is the first one"
        yield OutOfRange(promise.place(name, "second"), what, "name another one, or leave it out")


def domain_problems(promise: Promise, name: str, node: plan.Acme) -> Iterator[OutOfRange]:
    """Names that are none, stand there twice, or cannot be had."""
    place = promise.place(name, "domains")
    if not node.domains:
        yield OutOfRange(place, "a certificate needs a name", 'names look like `"radio.example"`')
    if len(node.domains) > MOST_DOMAINS:
        yield OutOfRange(
            place, f"{len(node.domains)} names are too many", f"a station has up to {MOST_DOMAINS}"
        )
    wrong = [each for each in node.domains if not is_name(each) and not is_address(each)]
    if wrong:
        yield OutOfRange(place, f'"{wrong[0]}" is not a name of the DNS', 'names look like `"radio.example"`')
    counted = Counter(each.lower().rstrip(".") for each in node.domains)
    twice = [each for each, number in counted.items() if number > 1]
    if twice:
        yield OutOfRange(place, f'"{twice[0]}" stands there twice', "write each name once")
    yield from address_problems(promise, name, node)


def address_problems(promise: Promise, name: str, node: plan.Acme) -> Iterator[OutOfRange]:
    """Let's Encrypt's conditions for addresses, and the one that holds everywhere: a zone has no entry for them."""
    addresses = [each for each in node.domains if is_address(each)]
    if not addresses:
        return
    place, first = promise.place(name, "domains"), addresses[0]
    by_dns = node.challenge == "dns-01"
    if by_dns:
        yield OutOfRange(place, f'"{first}" cannot be proven by the DNS', 'leave out `challenge="dns-01"`')
    if node.authority.directory not in {plan.LETS_ENCRYPT, plan.LETS_ENCRYPT_STAGING}:
        return
    if node.profile != "shortlived":
        what = f'Let\'s Encrypt has certificates for addresses like "{first}" under the profile "shortlived" alone'
        yield OutOfRange(place, what, 'give it `profile="shortlived"`')
    inner = [each for each in addresses if not ip_address(each).is_global]
    if inner:
        what = f'"{inner[0]}" is an address that Let\'s Encrypt cannot reach'
        yield OutOfRange(place, what, "name one that is reached from outside, or a name of the DNS")


def challenge_problems(promise: Promise, name: str, node: plan.Acme) -> Iterator[OutOfRange]:
    """What can only be proven in one way."""
    starred = [each for each in node.domains if each.startswith("*.")]
    if starred and node.dns is None:
        what = f'"{starred[0]}" cannot be proved by port 80'
        help_ = "give it `dns=cloudflare(token=…)`, or plain names"
        yield OutOfRange(promise.place(name, "domains"), what, help_)
    elif starred and node.challenge in {"http-01", "tls-alpn-01"}:
        what = f'"{starred[0]}" can be proven by the DNS alone'
        yield OutOfRange(promise.place(name, "challenge"), what, "leave out `challenge`")
    if node.challenge == "dns-01" and node.dns is None:
        what = "nobody can write the entry for `dns-01`"
        yield OutOfRange(promise.place(name, "challenge"), what, "give it `dns=cloudflare(token=…)`")


def dns_problems(promise: Promise, name: str, dns: plan.Dns) -> Iterator[OutOfRange]:
    """Times that make no sense."""
    place = promise.place(name, "dns")
    if not 0 <= dns.wait <= LONGEST_WAIT:
        yield OutOfRange(place, f"a `wait` of {dns.wait:g}s", f"`wait` is 0s to {LONGEST_WAIT:g}s")
    if not isinstance(dns, plan.Cloudflare) and not SHORTEST_WAIT <= dns.timeout <= LONGEST_WAIT:
        words = f"`timeout` is {SHORTEST_WAIT:g}s to {LONGEST_WAIT:g}s"
        yield OutOfRange(place, f"a `timeout` of {dns.timeout:g}s", words)


def is_name(text: str) -> bool:
    """Whether the DNS can have such a name."""
    labels = text.rstrip(".").split(".")
    long = len(text) > LONGEST_NAME or any(len(each) > LONGEST_LABEL for each in labels)
    return NAME.fullmatch(text.rstrip(".")) is not None and not long


def is_address(text: str) -> bool:
    """Whether this is an address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
