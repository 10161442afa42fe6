"""A judge that knows in which country an address is, as far as a MaxMind database does."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from runtime.plan import ByCountry
from runtime.protocols.access import Ask
from runtime.station.listener_gate import Judged, Welcome
from runtime.stats.sessions import Session

__all__ = ["CountryJudge", "country_of"]

REFUSED = Judged(403, "This mount is not for listeners in your country", "country")

logger = logging.getLogger("legacystream.listeners")


class Database(Protocol):
    """An open MaxMind database."""

    def get(self, ip_address: str) -> Any:  # noqa: ANN401 - whatever the database holds
        """What it knows of an address; None for nothing. Raises ValueError for what is no address."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class CountryJudge:
    """Lets countries in. While there is no database, every country is unknown."""

    def __init__(self, rule: ByCountry, folder: Path) -> None:
        self._rule = rule
        self._path = folder / Path(rule.database).expanduser()
        self._database: Database | None = None
        self._stamp: tuple[int, int] | None = None
        self._told = ""

    async def judge(self, ask: Ask) -> Judged:
        """Whether listeners of this country are let in."""
        country = await asyncio.to_thread(self._country, ask.ip)
        if not country:
            return Welcome if self._rule.unknown == "allow" else REFUSED
        allowed = not self._rule.allow or country in self._rule.allow
        return Welcome if allowed and country not in self._rule.deny else REFUSED

    def gone(self, session: Session, seconds: float, sent: int) -> None:
        """Nothing to do."""

    def _country(self, ip: str) -> str:
        self._open_again()
        return country_of(self._database, ip) if self._database is not None else ""

    def _open_again(self) -> None:
        """In a thread. A database that is changed is opened anew."""
        try:
            stat = self._path.stat()
            stamp = stat.st_mtime_ns, stat.st_size
            if stamp == self._stamp:
                return
            import maxminddb

            before, self._database = (
                self._database,
                maxminddb.open_database(self._path, maxminddb.MODE_MEMORY),
            )
        except ImportError:
            self._lose("the package maxminddb is not installed (pip install maxminddb)")
            return
        except Exception as wrong:  # noqa: BLE001 - a damaged database must not cost more than itself
            self._lose(str(getattr(wrong, "strerror", None) or wrong))
            return
        self._stamp, self._told = stamp, ""
        if before is not None:
            before.close()

    def _lose(self, why: str) -> None:
        self._stamp = None
        consequence = "everybody is let in" if self._rule.unknown == "allow" else "nobody is let in"
        if self._database is not None:
            consequence = "the countries read before are used"
        words = f'the countries in "{self._rule.database}" cannot be read ({why}): {consequence}'
        if words != self._told:
            self._told = words
            logger.warning("%s", words, extra={"origin": self._rule.origin})


def country_of(database: Database, ip: str) -> str:
    """The two letters of an address's country; "" where it is not known."""
    try:
        found = database.get(ip)
    except Exception:  # noqa: BLE001 - a damaged record, or no address: unknown
        return ""
    country = found.get("country") or found.get("registered_country") if isinstance(found, Mapping) else None
    code = country.get("iso_code") if isinstance(country, Mapping) else None
    return code.upper() if isinstance(code, str) else ""
