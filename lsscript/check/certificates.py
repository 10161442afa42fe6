"""The rules for certificates."""

import re
from collections.abc import Iterator

from runtime import plan

from .promise import Promise
from .station_problems import OutOfRange, SaidTwice

__all__ = ["certificate_problems"]

NAME = re.compile(r"(?:\*\.)?(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]+")
"""A name of the DNS with at least two parts; the first may be `*`."""


def certificate_problems(promise: Promise) -> Iterator[OutOfRange | SaidTwice]:
    """What is wrong with where certificates come from."""
    for number, node in enumerate(promise.certificates):
        if isinstance(node, plan.Acme):
            yield from acme_problems(promise, f"certificates {number}", node)
    if len(promise.certificates) > 1:
        first, second = promise.place("certificates 0"), promise.place("certificates 1")
        yield SaidTwice(second, first, "tls")


def acme_problems(promise: Promise, name: str, node: plan.Acme) -> Iterator[OutOfRange]:
    """What the authority would refuse."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", node.email):
        yield OutOfRange(
            promise.place(name, "email"), f'"{node.email}" is not a mail address', "write `me@radio.example`"
        )
    wrong = [each for each in node.domains if not NAME.fullmatch(each)]
    if wrong or not node.domains:
        what = f'"{wrong[0]}" is not a name of the DNS' if wrong else "a certificate needs a name"
        yield OutOfRange(promise.place(name, "domains"), what, 'names look like `"radio.example"`')
    starred = [each for each in node.domains if each.startswith("*.")]
    if starred and node.dns is None:
        what = f'"{starred[0]}" cannot be proved by port 80'
        yield OutOfRange(
            promise.place(name, "domains"), what, "give it `dns=cloudflare(token=…)`, or plain names"
        )
