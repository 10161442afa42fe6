"""What authorities object to, in words that whoever runs the station can act on."""

from urllib.parse import urlsplit

__all__ = ["PROBLEMS", "clean", "host_of", "told"]

MOST_DETAIL = 300
"""Characters of the authority's own words that are passed on."""

PORT_80 = (
    "the name has to lead here in DNS, and its port 80 has to reach this station from the internet, also when HTTPS "
    "uses another one. Open port 80 in the firewall and forward it in the router, see that no other program holds it, "
    "or prove the name by DNS"
)

PROBLEMS: dict[str, str] = {
    "accountDoesNotExist": "{host} does not know our account any more; a new one is made with the next attempt",
    "alreadyReplaced": "{host} says that this certificate was already renewed",
    "alreadyRevoked": "this certificate was already revoked",
    "badCSR": "{host} does not take the request as it is: try another kind of key or another profile",
    "badNonce": "{host} took none of several requests, each for an outdated number: it may be overloaded",
    "badPublicKey": "{host} does not take this kind of account key",
    "badRevocationReason": "{host} does not take that reason for a revocation",
    "badSignatureAlgorithm": "{host} does not take our signatures",
    "caa": (
        "the CAA entries of {names} in DNS do not allow {host} to issue certificates: add one for it, or take an "
        "authority that is named there"
    ),
    "compound": "{host} objects to more than one name",
    "connection": "{host} could not reach {names}: " + PORT_80,
    "dns": (
        "{host} finds no good answer in DNS for {names}: see that the name has an A or AAAA entry that points here, "
        "and that its name servers answer"
    ),
    "dnssec": "the DNSSEC signatures of {names} are wrong: whoever runs the zone has to mend them",
    "externalAccountRequired": (
        "{host} gives certificates to its customers only: make a key at its site and give its id and key to "
        "tls.acme as eab_id and eab_key"
    ),
    "incorrectResponse": (
        "{host} reached {names}, and found another answer than ours: another server or a proxy answers for that "
        "name; let it pass /.well-known/acme-challenge/ on to this station"
    ),
    "invalidContact": "{host} does not take the e-mail address: is it spelled right?",
    "invalidProfile": "{host} has no such profile",
    "malformed": "{host} could not make sense of our request",
    "orderNotReady": "{host} is not ready to issue the certificate",
    "rateLimited": "{host} has had too many requests for these names or from this address",
    "rejectedIdentifier": "{host} gives no certificate for {names}: is every name spelled right, and public?",
    "serverInternal": "{host} has a trouble of its own",
    "tls": (
        "{host} reached port 443 of {names}, and TLS failed there: that port has to reach this station without a "
        "proxy in between, or prove the name another way"
    ),
    "unauthorized": (
        "{host} reached {names}, and did not find the proof there: the name points to another server, or something in "
        "front of this station answers for it. See where its A and AAAA entries lead (both, where there are both)"
    ),
    "unknownHost": "{host} finds no address for {names}: add an A or AAAA entry in DNS that points here",
    "unsupportedContact": "{host} does not take this kind of contact",
    "unsupportedIdentifier": "{host} gives no certificates for this kind of name ({names})",
    "userActionRequired": "{host} wants something from you before it goes on, mostly new terms to be agreed to",
}
"""A sentence for each problem type of RFC 8555 §6.7, its successors, and the old name `unknownHost`."""

BY_KIND: dict[tuple[str, str], str] = {
    ("connection", "tls-alpn-01"): (
        "{host} could not reach {names}: port 443 of that name has to reach this station from the internet. Open it "
        "in the firewall and forward it in the router, or prove the name another way"
    ),
    ("unauthorized", "tls-alpn-01"): (
        "{host} reached port 443 of {names}, and found another certificate than the proof: something in front of this "
        "station answers TLS for it. Prove the name by HTTP or DNS"
    ),
    ("unauthorized", "dns-01"): (
        "{host} did not find our TXT entry at _acme-challenge.{name}: whoever writes the zone wrote it elsewhere, or "
        "its servers have not all heard of it"
    ),
    ("incorrectResponse", "dns-01"): (
        "{host} found another TXT entry at _acme-challenge.{name} than ours: an old one may be left there"
    ),
    ("dns", "dns-01"): (
        "{host} finds no good answer in DNS at _acme-challenge.{name}: see that the zone's name servers answer, and "
        "that the TXT entry is in the zone that is public"
    ),
    ("unauthorized", ""): "{host} does not let our account do this",
}
"""Where the way of proving makes another sentence; "" is for what is no proof."""

SHORT_NAMES = 3
"""Names that a sentence holds; of more it tells the number."""


def told(problem: str, directory: str, names: tuple[str, ...] = (), kind: str = "", detail: str = "") -> str:
    """Say what an authority objects to.

    Args:
        problem: the last part of the problem type.
        directory: the URL of the authority.
        names: the names it is about.
        kind: by which challenge they should have been proven, "" where it is about something else.
        detail: what the authority says itself.
    """
    sentence = BY_KIND.get((problem, kind)) or PROBLEMS.get(problem) or "{host} refused"
    own = clean(detail)
    words = sentence.format(
        host=host_of(directory), names=_listed(names), name=names[0] if names else "that name"
    )
    return f"{words} ({host_of(directory)} says: {own})" if own else words


def host_of(directory: str) -> str:
    """How an authority is called: the host of its directory."""
    return urlsplit(directory).hostname or directory[:MOST_DETAIL]


def clean(text: str) -> str:
    """Foreign words in one line, of bounded length, without what could be taken for a command by a terminal."""
    line = " ".join(_printable(text).split())
    return line if len(line) <= MOST_DETAIL else line[: MOST_DETAIL - 1] + "…"


def _printable(text: str) -> str:
    letters = text[: 4 * MOST_DETAIL]
    return "".join(letter if letter.isprintable() or letter.isspace() else "?" for letter in letters)


def _listed(names: tuple[str, ...]) -> str:
    if not names:
        return "the name"
    if len(names) > SHORT_NAMES:
        return f"{names[0]} and {len(names) - 1} other names"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
