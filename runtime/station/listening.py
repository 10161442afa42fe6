"""What the plan says of listeners, as edges are told it."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runtime.plan import (
    Access,
    ByAccounts,
    ByAddress,
    ByAgent,
    ByCountry,
    ByPassword,
    ByToken,
    ByUrl,
    Listening,
    Server,
)
from runtime.protocols.access import AddressRule, AgentRule, PasswordRule, Rule, TokenRule
from runtime.protocols.address import Networks

__all__ = ["ListenerRules", "station_judges"]

SALT_BYTES = 16

StationRule = ByAccounts | ByUrl | ByCountry


def station_judges(access: Iterable[Access]) -> tuple[StationRule, ...]:
    """The rules that only the station can judge by, cheap ones first."""
    found = [each for each in access if isinstance(each, StationRule)]
    return tuple(sorted(found, key=lambda each: (ByCountry, ByAccounts, ByUrl).index(type(each))))


class ListenerRules:
    """Gives the fields of the message `table` that are about listeners.

    A password is told to edges as a digest under a salt of this run.
    """

    def __init__(self, server: Server, salt: bytes | None = None) -> None:
        self._server = server
        self._salt = salt if salt is not None else secrets.token_bytes(SALT_BYTES)
        self._known: dict[Listening, Mapping[str, Any]] = {}

    def of(self, server: Server) -> "ListenerRules":
        """The same for another server, with the salt that edges know."""
        return ListenerRules(server, self._salt)

    def mount(self, listening: Listening) -> Mapping[str, Any]:
        """The fields of a mount; made once for each, since a ban list may be long."""
        known = self._known.get(listening)
        if known is None:
            known = self._known[listening] = self._mount(listening)
        return known

    def _mount(self, listening: Listening) -> Mapping[str, Any]:
        access = (*self._server.access, *listening.access)
        rules = (self._rule(each) for each in access)
        asked = station_judges(access)
        return {
            "max_listeners": listening.max_listeners or 0,
            "when_full": listening.when_full or "",
            "max_duration": listening.max_duration or 0.0,
            "hidden": listening.hidden,
            "rules": [rule.to_fields() for rule in rules if rule is not None],
            "asks": _asks(asked),
            "asked_headers": sorted(
                {name.lower() for each in asked if isinstance(each, ByUrl) for name in each.headers}
            ),
        }

    def limits(self) -> Mapping[str, Any]:
        """The limits of the whole server."""
        server = self._server
        return {
            "max_connections": server.max_connections,
            "max_listeners": server.max_listeners or 0,
            "max_per_address": server.max_per_address or 0,
            "buffer_bytes": server.buffer_size,
            "ask_seconds": 5.0 + max((float(each.timeout) for each in self._urls()), default=15.0),
        }

    def _urls(self) -> Sequence[ByUrl]:
        return [each for each in self._server.access if isinstance(each, ByUrl)]

    def _rule(self, access: Access) -> Rule | None:
        """What an edge can judge by itself."""
        match access:
            case ByPassword():
                return PasswordRule.of(access.password.text, access.user, self._salt)
            case ByToken():
                return TokenRule(access.secret.text.encode(), access.parameter)
            case ByAddress():
                return AddressRule(Networks(access.allow), Networks(access.deny))
            case ByAgent():
                return AgentRule(access.allow, access.deny)
            case _:
                return None


def _asks(rules: Sequence[StationRule]) -> str:
    """Whether the station is asked, and who comes in while it is away: everybody, if all rules agree to that."""
    if not rules:
        return ""
    return "open" if all(map(_is_open, rules)) else "closed"


def _is_open(rule: StationRule) -> bool:
    match rule:
        case ByAccounts():
            return False
        case ByUrl():
            return rule.on_failure == "open" or not rule.add
        case ByCountry():
            return rule.unknown == "allow"
