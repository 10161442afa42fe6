"""Functions of the library for certificates from an authority: `tls.acme`, `tls.authority`, `cloudflare`, `dns.…`."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import cast

from runtime import plan

from .arguments import amount, string
from .binder import Binder, Bound
from .draft import CertificatesDraft
from .expressions import Given
from .gates import secret_of
from .problems import EvaluationError, Unreadable
from .value import DnsFunctions

__all__ = ["ACME_BINDINGS"]

URL = re.compile(r"https?://[^\s/@?#]+\S*")
ZONE_ID = re.compile(r"[0-9a-f]{32}")

MOST_RESOLVERS = 8
HIGHEST_PORT = 65535


def acme(binder: Binder, given: Given) -> None:
    """`tls.acme(…)`."""
    dns = given.values["dns"]
    node = plan.Acme(
        email=string(given, "email"),
        domains=cast("tuple[str, ...]", given.values["domains"]),
        dns=dns.node if isinstance(dns, DnsFunctions) else cast("plan.Dns | None", dns),
        authority=authority(binder, given),
        second=cast("plan.AcmeAuthority | None", given.values["second"]),
        profile=string(given, "profile"),
        keys=keys(string(given, "key")),
        challenge=cast(plan.AcmeChallenge, string(given, "challenge")),
        origin=binder.draft.origin(given.span),
    )
    functions = dns if isinstance(dns, DnsFunctions) else None
    binder.draft.certificates.append(CertificatesDraft(node, given.span, given.places, functions))


def keys(text: str) -> tuple[plan.AcmeKey, ...]:
    """The argument `key`."""
    return ("ecdsa", "rsa") if text == "both" else (cast(plan.AcmeKey, text),)


def authority(binder: Binder, given: Given) -> plan.AcmeAuthority:
    """`tls.authority(…)`, and the same arguments of `tls.acme(…)`."""
    directory = directory_of(given)
    eab_id, eab_key = string(given, "eab_id"), given.values["eab_key"]
    if bool(eab_id) != (eab_key is not None):
        words = "give `eab_id` and `eab_key` together, as the authority wrote them"
        raise unreadable(given, "eab_id", eab_id, "the whole of an account", words)
    return plan.AcmeAuthority(
        directory=directory,
        staging=staging_of(given, directory),
        eab_id=eab_id,
        eab_key=None if eab_key is None else secret_of(eab_key),
        ca=string(given, "ca"),
        origin=binder.draft.origin(given.span),
    )


def directory_of(given: Given) -> str:
    """Where the authority is spoken to; `server` is the old name of the argument."""
    old = cast("str | None", given.values.get("server"))
    return url_of(
        given, "directory" if old is None else "server", string(given, "directory") if old is None else old
    )


def staging_of(given: Given, directory: str) -> str:
    """Where one may practise: as given, or what is known of the authority."""
    text = cast("str | None", given.values["staging"])
    if text is None:
        return plan.LETS_ENCRYPT_STAGING if directory == plan.LETS_ENCRYPT else ""
    return url_of(given, "staging", text) if text else ""


def url_of(given: Given, name: str, text: str) -> str:
    """The URL of a directory, by its name or as it is."""
    found = plan.DIRECTORIES.get(text.lower(), text)
    if not URL.fullmatch(found):
        known = ", ".join(f'"{each}"' for each in plan.DIRECTORIES)
        raise unreadable(given, name, text, "an authority", f"write {known}, or the URL of its directory")
    return found


def cloudflare(binder: Binder, given: Given) -> plan.Cloudflare:
    """`cloudflare(…)`."""
    token, zone_id = secret_of(given.values["token"]), string(given, "zone_id")
    if not token.text.strip():
        help_ = "Cloudflare makes tokens at My Profile, API Tokens: Zone / DNS / Edit and Zone / Zone / Read"
        raise unreadable(given, "token", "", "a token", help_)
    if zone_id and not ZONE_ID.fullmatch(zone_id):
        help_ = "it has 32 letters and digits and stands on the zone's page; its name goes to `zone`"
        raise unreadable(given, "zone_id", zone_id, "the id of a zone", help_)
    return plan.Cloudflare(
        plan.Secret(token.text.strip(), token.place),
        string(given, "zone").lower().rstrip("."),
        zone_id,
        plan.Seconds(amount(given, "wait")),
        resolvers(given),
        origin=binder.draft.origin(given.span),
    )


def command(binder: Binder, given: Given) -> plan.DnsCommand:
    """`dns.command(…)`."""
    text = string(given, "command")
    if not text.strip():
        raise unreadable(given, "command", text, "a program", 'write "/etc/radio/dns-hook"')
    return plan.DnsCommand(
        text,
        plan.Seconds(amount(given, "timeout")),
        plan.Seconds(amount(given, "wait")),
        resolvers(given),
        origin=binder.draft.origin(given.span),
    )


def function(binder: Binder, given: Given) -> DnsFunctions:
    """`dns.function(…)`."""
    origin = binder.draft.origin(given.span)
    nobody = plan.Handler(plan.NodeId(""), (), origin=origin)
    node = plan.DnsFunction(
        nobody,
        nobody,
        plan.Seconds(amount(given, "timeout")),
        plan.Seconds(amount(given, "wait")),
        resolvers(given),
        origin=origin,
    )
    return DnsFunctions(node, given.values["set"], given.values["remove"])


def resolvers(given: Given) -> tuple[str, ...]:
    """The argument `resolvers`: addresses, each perhaps with a port."""
    found = cast("tuple[str, ...]", given.values["resolvers"])[:MOST_RESOLVERS]
    for text in found:
        if not is_resolver(text):
            help_ = 'write "192.0.2.53" or "192.0.2.53:5353"'
            raise unreadable(given, "resolvers", text, "the address of a name server", help_)
    return found


def is_resolver(text: str) -> bool:
    """Whether this is `address`, `address:port` or `[address]:port`."""
    found = re.fullmatch(
        r"\[(?P<six>[^\]]+)\](?::(?P<port6>\d+))?|(?P<four>[\d.]+):(?P<port>\d+)|(?P<plain>.+)", text
    )
    if found is None or int(found["port6"] or found["port"] or 53) > HIGHEST_PORT:
        return False
    try:
        ip_address(found["six"] or found["four"] or found["plain"])
    except ValueError:
        return False
    return True


def unreadable(given: Given, name: str, text: str, what: str, help_: str) -> EvaluationError:
    """An argument that says nothing that can be used."""
    return EvaluationError(Unreadable(given.places.get(name, given.span), text, what, help_))


ACME_BINDINGS: Mapping[str, Bound] = {
    "tls.acme": acme,
    "tls.authority": authority,
    "cloudflare": cloudflare,
    "dns.command": command,
    "dns.function": function,
}
"""The name of a library function → what it does."""
