"""When one certificate may be asked about and ordered, of whom, and how."""

from collections.abc import Sequence
from dataclasses import dataclass

from .clock_watch import ClockWatch
from .issuer import Issuer
from .limits import Limits
from .record import Record
from .step import Order
from .wanted import Wanted

__all__ = ["Choosing"]


@dataclass(frozen=True, slots=True)
class Choosing:
    """The rules for a single certificate; `Renewals` chooses among several.

    Attributes:
        issuers: the authorities in the order of the script.
        limits: what they still take.
        watch: whether the date is believed.
    """

    issuers: Sequence[Issuer]
    limits: Limits
    watch: ClockWatch

    def quiet(self, record: Record, ticks: float) -> float:
        """How long it is not ordered since the date is in doubt. The first one of all has nothing to lose, and is a witness."""
        first = record.life is None and not self.watch.wrong
        return 0.0 if first else self.watch.quiet(ticks)

    def ask_at(self, record: Record, now: float) -> float:
        """When its authority is asked for advice; never where we cannot have it."""
        if record.life is None or record.life.left(now) <= 0:
            return float("inf")
        return max(record.advice.ask_at, self._held(record, now))

    def order_at(self, wanted: Wanted, record: Record, now: float) -> float:
        """When it may be ordered."""
        moment = max(record.due()[0], record.attempts.next_try, self._held(record, now))
        return max(moment, self._limit_of(wanted, record, self._authority(wanted, record, now), now))

    def _held(self, record: Record, now: float) -> float:
        """Behind a start or a jump of the clock, what is not urgent waits a little."""
        return 0.0 if record.urgent(now) else self.watch.hold_until

    def order(self, wanted: Wanted, record: Record, now: float) -> Order:
        """The order that is made of it now."""
        place = self._authority(wanted, record, now)
        rehearsal = self._rehearses(record, place, now)
        replaces = not rehearsal and self._replaces(record, place)
        return Order(wanted, place, rehearsal, replaces, record.due()[1])

    def _authority(self, wanted: Wanted, record: Record, now: float) -> int:
        """Whose turn it is; another's while that one takes nothing."""
        first = record.attempts.authority
        places = [(first + step) % len(self.issuers) for step in range(len(self.issuers))]
        return min(places, key=lambda place: max(now, self._limit_of(wanted, record, place, now)))

    def _limit_of(self, wanted: Wanted, record: Record, place: int, now: float) -> float:
        issuer = self.issuers[place]
        if self._rehearses(record, place, now):
            return self.limits.said(issuer.staging)
        return self.limits.next_order(issuer, wanted.names, now).until

    def _rehearses(self, record: Record, place: int, now: float) -> bool:
        """Whether the next try there is only practice: never when time is short."""
        short = record.life is not None and record.urgent(now)
        return not short and place in record.attempts.practise

    def _replaces(self, record: Record, place: int) -> bool:
        """Whether an order says which certificate it replaces: only its own authority knows it."""
        return (
            record.life is not None
            and (record.issuer or self.issuers[0].directory) == self.issuers[place].directory
            and not record.attempts.plain
        )

    def issued_by(self, record: Record) -> int:
        """The place of the authority that made it; the first where that is not known."""
        return next((n for n, each in enumerate(self.issuers) if each.directory == record.issuer), 0)
