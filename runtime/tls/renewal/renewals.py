"""The core of renewal: what is known of every certificate goes in, the next thing to do comes out.

Strategy. No input, no output, no clock: moments and chance are passed in, and all of it can be kept as JSON. Whoever drives it
asks `next`, does what it says, and tells what came of it; there is never more than one thing under way, so a fault costs one
order and never all of them. An order counts as failed from its beginning: whoever dies of it does not repeat it at once. When a
certificate is wanted is in `life` and `advice`, when it may be tried in `attempts` and `limits`, and whether the date is
believed in `clock_watch`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from .advice import Advice, advised, unanswered
from .attempts import THEIRS, Attempts, abandoned, began, failed, rehearsed, succeeded
from .choosing import Choosing
from .clock_watch import ClockWatch
from .fields import mapping
from .issuer import Issuer
from .life import MINUTE, Life
from .limits import Limits
from .record import Record
from .step import Ask, Order, Step, Wait
from .wanted import Wanted

__all__ = ["LONGEST_WAIT", "Renewals"]

LONGEST_WAIT = 10 * MINUTE
"""After that it is asked again whatever was said, so that a clock that was set is seen soon."""

SHORTEST_WAIT = 1.0


class Renewals:
    """Every certificate of a script, and when it is renewed.

    Args:
        issuers: the authorities in the order of the script; at least one.
        now, ticks: the date, and a clock that is never set.
        random: where chance comes from.
        kept: what `to_fields` gave the last time.
    """

    def __init__(
        self,
        issuers: Sequence[Issuer],
        now: float,
        ticks: float,
        random: Random,
        kept: Mapping[str, object] | None = None,
    ) -> None:
        kept = kept or {}
        self._issuers = tuple(issuers)
        self._random = random
        self._records: dict[Wanted, Record] = {}
        self._limits = Limits(mapping(kept, "limits"))
        self._watch = ClockWatch.start(now, ticks, random, mapping(kept, "clock"))
        self._choosing = Choosing(self._issuers, self._limits, self._watch)
        self._busy: Ask | Order | None = None

    # ---- what is known ---------------------------------------------------------------------------------------------------

    def want(
        self, wanted: Wanted, life: Life | None, now: float, kept: Mapping[str, object] | None = None
    ) -> None:
        """Want a certificate from now on. `life` is that of the one we have, `kept` what its `record` left the last time."""
        record = Record.from_fields(kept or {}, life).at(now)
        if record.attempts.authority >= len(self._issuers):
            record = replace(record, attempts=replace(record.attempts, authority=0, here=0))
        if not record.spread:
            record = replace(record, spread=self._random.random())
        self._records[wanted] = record

    def record(self, wanted: Wanted) -> Record:
        """What is known of one."""
        return self._records[wanted]

    def next_renewal(self, wanted: Wanted) -> float:
        """The moment at which it will be tried next, as far as can be told now."""
        record = self._records[wanted]
        return max(record.due()[0], record.attempts.next_try)

    def issued_by(self, wanted: Wanted) -> int:
        """The place of the authority that made the one we have; the first where that is not known."""
        return self._choosing.issued_by(self._records[wanted])

    @property
    def doubt(self) -> str:
        """Why nothing is renewed because of the machine's date, in words; "" where it is believed."""
        return self._watch.doubt

    def to_fields(self, now: float) -> dict[str, object]:
        """What all certificates have in common, as it is kept; each one's own is in `record`."""
        return {"limits": self._limits.to_fields(now), "clock": self._watch.to_fields()}

    def hurry(self, now: float) -> None:
        """Somebody mended what was wrong: try at once what has failed. The authorities' limits hold."""
        for wanted, record in self._records.items():
            if record.attempts.failing:
                self._records[wanted] = replace(record, attempts=replace(record.attempts, next_try=now))

    def revoked(self, wanted: Wanted, now: float, words: str) -> None:
        """The certificate that we have was taken back: the next one is wanted at once. The authorities' limits hold."""
        record = self._records[wanted]
        attempts = replace(record.attempts, next_try=now, last_try=now, outcome=words)
        self._records[wanted] = replace(record, revoked=True, attempts=attempts)

    # ---- what to do ------------------------------------------------------------------------------------------------------

    def next(self, now: float, ticks: float) -> Step:
        """What to do now. After an `Ask` or `Order` nothing else is given until it has been told what came of it."""
        self._look(now, ticks)
        if self._busy is not None:
            return Wait(LONGEST_WAIT)
        choosing = self._choosing
        asks = [(choosing.ask_at(record, now), wanted) for wanted, record in self._records.items()]
        orders = [
            (choosing.order_at(wanted, self._records[wanted], now), wanted) for wanted in self._by_need(now)
        ]
        for at, wanted in orders:
            if at <= now and not choosing.quiet(self._records[wanted], ticks):
                return self._begin_order(choosing.order(wanted, self._records[wanted], now), now)
        for at, wanted in asks:
            if at <= now:
                self._busy = Ask(wanted, choosing.issued_by(self._records[wanted]))
                return self._busy
        waits = [at - now for at, _ in asks]
        waits += [max(at - now, choosing.quiet(self._records[wanted], ticks)) for at, wanted in orders]
        seconds = min([LONGEST_WAIT, *waits])
        return Wait(max(SHORTEST_WAIT, seconds), self._watch.doubt)

    def _look(self, now: float, ticks: float) -> None:
        moved = self._watch.look(now, ticks)
        if moved:
            self._limits.shift(moved)
            self._records = {wanted: record.shifted(moved) for wanted, record in self._records.items()}

    def _begin_order(self, step: Order, now: float) -> Step:
        self._busy = step
        if not step.rehearsal:
            self._limits.ordered(self._issuers[step.authority], now)
        record = self._records[step.wanted]
        attempts = began(replace(record.attempts, authority=step.authority), now, record.life)
        self._records[step.wanted] = replace(record, attempts=attempts)
        return step

    def _by_need(self, now: float) -> list[Wanted]:
        """The one that ends first comes first, those that nobody has before all others."""

        def left(wanted: Wanted) -> float:
            life = self._records[wanted].life
            return life.left(now) if life is not None else float("-inf")

        return sorted(self._records, key=left)

    # ---- what came of it -------------------------------------------------------------------------------------------------

    def advised(
        self, step: Ask, now: float, window: tuple[float, float] | None, retry_after: float = 0.0
    ) -> None:
        """The authority answered: its window, or None where it has no opinion."""
        self._end(step)
        record = self._records.get(step.wanted)
        if record is not None:
            advice = advised(record.advice, now, window, retry_after, self._random)
            self._records[step.wanted] = replace(record, advice=advice)

    def unanswered(self, step: Ask, now: float, retry_after: float | None = None) -> None:
        """It did not."""
        self._end(step)
        record = self._records.get(step.wanted)
        if record is not None:
            advice = unanswered(record.advice, now, retry_after)
            self._records[step.wanted] = replace(record, advice=advice)

    def issued(
        self,
        step: Order,
        now: float,
        ticks: float,
        life: Life,
        words: str = "renewed",
        *,
        replaced: bool = False,
    ) -> None:
        """There is a certificate. `replaced` says whether the authority took it as a replacement."""
        self._end(step)
        issuer = self._issuers[step.authority]
        self._limits.issued(issuer, step.wanted.names, now, replaces=replaced)
        self._watch.fresh(life.start, now, ticks)
        if step.wanted in self._records:
            self._records[step.wanted] = Record(
                life, issuer.directory, self._random.random(), Advice(), succeeded(now, words)
            )

    def adopted(self, step: Order, now: float, life: Life, words: str) -> None:
        """Another station got it meanwhile, of whichever authority; nothing was asked for."""
        self._end(step)
        record = self._records.get(step.wanted)
        if record is not None:
            issuer = self._issuers[step.authority].directory
            self._records[step.wanted] = Record(
                life, issuer, self._random.random(), Advice(), succeeded(now, words)
            )

    def rehearsed(self, step: Order, now: float) -> None:
        """The rehearsal went well."""
        self._end(step)
        record = self._records.get(step.wanted)
        if record is not None:
            self._records[step.wanted] = replace(record, attempts=rehearsed(record.attempts, now))

    def refused(
        self,
        step: Order,
        now: float,
        ticks: float,
        problem: str,
        words: str,
        retry_after: float | None = None,
    ) -> None:
        """There is none. `problem` is the last part of the ACME problem type, or one of ours (`AcmeFault`)."""
        self._end(step)
        issuer = self._issuers[step.authority]
        directory = issuer.staging if step.rehearsal else issuer.directory
        if not step.rehearsal and problem not in THEIRS:
            self._limits.refused(issuer, step.wanted.names, now)
        if retry_after is not None:
            self._limits.told_to_wait(directory, retry_after, now)
        self._watch.failed(ticks)
        record = self._records.get(step.wanted)
        if record is not None:
            self._records[step.wanted] = replace(
                record, attempts=self._failed(record, step, now, problem, words)
            )

    def abandoned(self, step: Ask | Order, now: float) -> None:
        """We gave it up ourselves, since the station stops or wants something else: as if it had never begun."""
        self._end(step)
        record = self._records.get(step.wanted)
        if record is not None and isinstance(step, Order):
            self._records[step.wanted] = replace(record, attempts=abandoned(record.attempts, now))

    def _failed(self, record: Record, step: Order, now: float, problem: str, words: str) -> Attempts:
        return failed(
            record.attempts,
            now,
            problem,
            words,
            self._issuers,
            record.life,
            rehearsal=step.rehearsal,
            replaced=step.replaces,
        )

    def _end(self, step: Ask | Order) -> None:
        if self._busy == step:
            self._busy = None
