"""Whether the DNS lets an authority issue certificates for a name (CAA, RFC 8659): asked before the authority does."""

import re
from collections.abc import Sequence

from .questions import Questions

__all__ = ["IDENTITIES", "caa_objection"]

IDENTITIES = {
    "letsencrypt.org": ("letsencrypt.org",),
    "zerossl.com": ("sectigo.com", "zerossl.com"),
    "pki.goog": ("pki.goog",),
}
"""The end of an authority's host → the names by which CAA entries mean it."""

ENTRY = re.compile(r'(?P<flags>\d+)\s+(?P<tag>[A-Za-z0-9]+)\s+"?(?P<value>[^"]*)"?')


async def caa_objection(questions: Questions, names: Sequence[str], host: str) -> str:
    """Why the authority at a host will refuse one of these names, in words; "" where it will not, or that cannot be known."""
    identities = next((all_ for end, all_ in IDENTITIES.items() if f".{host}".endswith(f".{end}")), ())
    if not identities:
        return ""
    for name in names:
        objection = await _objection(questions, name, identities)
        if objection:
            return objection
    return ""


async def _objection(questions: Questions, name: str, identities: Sequence[str]) -> str:
    bare = name.removeprefix("*.")
    labels = bare.split(".")
    for start in range(len(labels)):
        where = ".".join(labels[start:])
        found = await questions.ask(where, "CAA")
        if found is None:
            return ""
        if found:
            allowed = _allowed(found, wildcard=name != bare)
            if allowed is None or set(allowed).intersection(identities):
                return ""
            return _words(name, where, allowed, identities[0])
    return ""


def _allowed(entries: Sequence[str], *, wildcard: bool) -> list[str] | None:
    """Who may issue; None where nobody is named, and so all may."""
    found = [match for each in entries if (match := ENTRY.match(each))]
    issue = [match for match in found if match["tag"].lower() == "issue"]
    wild = [match for match in found if match["tag"].lower() == "issuewild"]
    counted = wild if wildcard and wild else issue
    return [match["value"].partition(";")[0].strip().lower() for match in counted] if counted else None


def _words(name: str, where: str, allowed: list[str], identity: str) -> str:
    who = ", ".join(each for each in allowed if each) or "nobody"
    return (
        f"{name} may have certificates from {who} alone, says the CAA entry of {where}: "
        f'add `0 issue "{identity}"` beside it, or take another authority'
    )
