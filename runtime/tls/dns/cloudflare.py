"""Entries in Cloudflare's DNS, written by its own client. The package is imported with the first entry, in a thread.

What it is known to do: it pages until a page is empty, so only the first page is ever looked at; what it gives back for a TXT
entry has some other entry's class, so only the `id` is used; its first call takes two seconds, so all calls are made in a
thread; and it takes an old global key from the environment beside our token, so that is taken out again.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from runtime.errors import Fault, NetworkFault, OperatorFault
from runtime.plan import Cloudflare as CloudflarePlan

if TYPE_CHECKING:
    from cloudflare import APIStatusError, Cloudflare

__all__ = ["CloudflareDns"]

T = TypeVar("T")

TIMEOUT = 20.0
"""Seconds for one answer."""

RETRIES = 2
"""Further tries of a call that got no answer, or a 5xx."""

TTL = 60
"""Seconds that others may keep an entry: Cloudflare's shortest."""

IDENTICAL = frozenset({81057, 81058})
"""Codes that say that the entry is there already."""

ABSENT = frozenset({81044, 1001, 7003})
"""Codes that say that it is not."""

RIGHTS = (
    "make one at My Profile, API Tokens, with Zone / DNS / Edit and Zone / Zone / Read for this zone; "
    "with `zone_id` the first right suffices"
)


class CloudflareDns:
    """Writes TXT entries into a zone at Cloudflare. Fits `DnsProvider`."""

    def __init__(self, plan: CloudflarePlan) -> None:
        self._plan = plan
        self._zones: dict[str, str] = {}
        self._written: dict[tuple[str, str], tuple[str, str]] = {}

    async def present(self, name: str, value: str) -> None:
        """Add a value."""
        await asyncio.to_thread(self._present, name, value)

    async def clean_up(self, name: str, value: str) -> None:
        """Take it away, also when it was written by a station that did not live to do so."""
        await asyncio.to_thread(self._clean_up, name, value)

    def _present(self, name: str, value: str) -> None:
        zone = self._zone(name)
        entry = self._call(
            name, lambda client: client.dns.records.create(zone_id=zone, type="TXT", name=name, content=f'"{value}"', ttl=TTL),
            well=IDENTICAL,
        )  # fmt: skip
        if entry is not None:
            self._written[name, value] = (zone, str(entry.id))

    def _clean_up(self, name: str, value: str) -> None:
        zone, entry = self._written.get((name, value)) or (self._zone(name), "")
        for each in [entry] if entry else self._found(zone, name, value):
            self._call(
                name,
                lambda client, each=each: client.dns.records.delete(each, zone_id=zone),  # type: ignore[misc]
                well=ABSENT,
            )
        self._written.pop((name, value), None)

    def _found(self, zone: str, name: str, value: str) -> list[str]:
        """The ids of the entries with that value."""
        page = self._call(
            name, lambda client: client.dns.records.list(zone_id=zone, type="TXT", name={"exact": name})
        )
        entries = page.result if page is not None else []
        return [str(each.id) for each in entries if str(getattr(each, "content", "")).strip('"') == value]

    def _zone(self, name: str) -> str:
        """The id of the zone that holds a name."""
        if self._plan.zone_id:
            return self._plan.zone_id
        candidates = [self._plan.zone] if self._plan.zone else list(_parents(name))
        known = next((self._zones[each] for each in candidates if each in self._zones), "")
        if known:
            return known
        for candidate in candidates:
            page = self._call(name, lambda client, each=candidate: client.zones.list(name=each))  # type: ignore[misc]
            found = page.result if page is not None else []
            if found:
                self._zones[candidate] = str(found[0].id)
                return self._zones[candidate]
        wanted = f'zone "{self._plan.zone}"' if self._plan.zone else f"zone for {name}"
        raise OperatorFault(
            f"Cloudflare shows no {wanted} to this token: either it is in another account, or the token lacks "
            "Zone / Zone / Read; give it that right, or give `zone_id`"
        )

    def _call(
        self, name: str, call: Callable[["Cloudflare"], T], *, well: frozenset[int] = frozenset()
    ) -> T | None:
        """Make one call; None when it ended with one of the codes that are as good as well."""
        import cloudflare

        try:
            with self._connected() as client:
                return call(client)
        except cloudflare.APIStatusError as refusal:
            if well.intersection(_codes(refusal)):
                return None
            raise _refused(refusal, name) from None
        except cloudflare.APIConnectionError as lost:
            raise NetworkFault(f"Cloudflare's API cannot be reached for {name}: {_reason(lost)}") from None
        except cloudflare.CloudflareError as wrong:
            raise Fault(
                f"Cloudflare's API gave an answer for {name} that makes no sense: {type(wrong).__name__}"
            ) from None

    def _connected(self) -> "Cloudflare":
        """A client for one call: it would keep its connection open until the next renewal."""
        from cloudflare import Cloudflare

        client = Cloudflare(api_token=self._plan.token.text, timeout=TIMEOUT, max_retries=RETRIES)
        client.api_key = client.api_email = client.user_service_key = None
        return client


def _parents(name: str) -> Iterator[str]:
    """The zones that a name may be in, the longest first: those of two parts and more."""
    labels = name.rstrip(".").split(".")
    for start in range(1, len(labels) - 1):
        yield ".".join(labels[start:])


def _refused(refusal: "APIStatusError", name: str) -> Fault:
    """What Cloudflare refused, with what to do about it."""
    said, codes = _said(refusal), _codes(refusal)
    match refusal.status_code:
        case 400 if {6003, 6111}.intersection(codes):
            return OperatorFault(f"Cloudflare's token is not in the form of one: copy it again, or {RIGHTS}")
        case 401:
            return OperatorFault(f"Cloudflare does not know this token{said}: {RIGHTS}")
        case 403:
            return OperatorFault(f"Cloudflare's token may not write {name}{said}: {RIGHTS}")
        case 404:
            return OperatorFault(f"Cloudflare knows no such zone for {name}{said}: look at `zone_id`")
        case 429:
            return NetworkFault(f"Cloudflare takes no more calls for now{said}")
        case status if status >= 500:
            return NetworkFault(f"Cloudflare's API fails with {status}{said}")
        case status:
            return OperatorFault(f"Cloudflare refused the entry {name} with {status}{said}")


def _errors(refusal: "APIStatusError") -> list[dict[str, Any]]:
    """The errors in the body, and those that they hang on."""
    body = refusal.body if isinstance(refusal.body, dict) else {}
    errors = [each for each in body.get("errors") or [] if isinstance(each, dict)]
    chained = [inner for each in errors for inner in each.get("error_chain") or [] if isinstance(inner, dict)]
    return [*errors, *chained]


def _codes(refusal: "APIStatusError") -> set[int]:
    return {each["code"] for each in _errors(refusal) if isinstance(each.get("code"), int)}


def _said(refusal: "APIStatusError") -> str:
    """Its own words, for those who ask Cloudflare about them; bounded."""
    texts = [f"{each.get('message', '')} (code {each.get('code', '?')})" for each in _errors(refusal)[:3]]
    return f' ("{"; ".join(texts)[:200]}")' if texts else ""


def _reason(lost: Exception) -> str:
    return str(lost.__cause__ or lost) or type(lost).__name__
