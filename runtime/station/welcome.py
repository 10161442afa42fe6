"""Everything a station has for those who listen: who is here, who may come in, what edges must know of that."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from runtime.kernel.clock import Clock
from runtime.plan import ByAccounts, ByCountry, ByUrl, Listening, Station
from runtime.stats.census import Census
from runtime.stats.refusals import Refusals
from runtime.stats.sessions import Session, Sessions

from .attendance import Attendance, Watcher
from .judges.accounts import AccountsJudge
from .judges.countries import CountryJudge
from .judges.post import WebPost
from .judges.url import UrlJudge
from .listener_gate import Judge, ListenerGate
from .listening import ListenerRules, StationRule
from .proxy_hint import ProxyHint

__all__ = ["GOODBYE_SECONDS", "Welcome"]

GOODBYE_SECONDS = 2.0
"""How long the station's end waits for web addresses to be told who has gone."""


class Welcome:
    """Belongs to the event loop. `stop` it in the end.

    Attributes:
        census: what the edges count.
        sessions: who listens.
        attendance: hears what edges say.
    """

    def __init__(
        self,
        station: Station,
        clock: Clock,
        mounts: Callable[[], Mapping[str, Listening]],
        address: Callable[[], tuple[str, int]],
        watchers: Sequence[Watcher] = (),
        refusals: Refusals | None = None,
    ) -> None:
        """`mounts` gives the rules of each mount by its path, `address` the host and port by which the station names itself.

        `refusals` remembers who was turned away.
        """
        self._station = station
        self._clock = clock
        self._address = address
        self._post = WebPost()
        self._hint = ProxyHint()
        self._rules = ListenerRules(station.server)
        self.census, self.sessions = Census(), Sessions(clock.now)
        self._gate = ListenerGate(station.server, mounts, self.sessions, self._judge)
        self.attendance = Attendance(
            self.census, self.sessions, self._gate, (*watchers, _Goodbyes(self._gate), self), refusals
        )

    def came(self, _session: Session) -> None:
        """Somebody is here: perhaps by a proxy that the script does not name."""
        self._hint.look(self.sessions, self._station.server)

    def moved(self, before: Session, session: Session) -> None:
        """Nothing to do."""

    def gone(self, session: Session, seconds: float, sent: int, reason: str) -> None:
        """Nothing to do."""

    def show(self, station: Station) -> None:
        """Go by another plan from now on; rules that stay keep what they know."""
        self._station = station
        self._rules = self._rules.of(station.server)
        self._gate.show(station.server)

    def listeners(self, path: str) -> int:
        """How many hear a mount."""
        return len(self.sessions.on(path))

    def table_fields(self, listening: Listening) -> Mapping[str, Any]:
        """What edges must know of a mount's listeners."""
        return self._rules.mount(listening)

    def limits(self) -> Mapping[str, Any]:
        """What edges must keep to."""
        return self._rules.limits()

    async def stop(self) -> None:
        """Say goodbye for all who are still here, and answer no more."""
        self.attendance.close()
        self._gate.stop()
        await self._post.drain(GOODBYE_SECONDS)
        await self._post.close()

    def _judge(self, rule: StationRule) -> Judge:
        folder = Path(self._station.folder)
        match rule:
            case ByAccounts():
                return AccountsJudge(rule, folder, self._clock.now)
            case ByCountry():
                return CountryJudge(rule, folder)
            case ByUrl():
                return UrlJudge(rule, self._post, self._address, self._clock.now)


class _Goodbyes:
    """Tells the judges who has gone."""

    def __init__(self, gate: ListenerGate) -> None:
        self._gate = gate

    def came(self, session: Session) -> None:
        """No news: they let him in."""

    def moved(self, before: Session, _session: Session) -> None:
        """Those who let him in are told when he goes, wherever he is then."""
        self._gate.moved(before)

    def gone(self, session: Session, seconds: float, sent: int, _reason: str) -> None:
        """They may want to tell somebody."""
        self._gate.gone(session, seconds, sent)
