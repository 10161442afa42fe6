"""Functions of the library that put something between, or around, the tracks of a source."""

import re
from collections.abc import Mapping
from typing import Literal, cast

from runtime import plan

from .arguments import amount, string, truth, whole
from .binder import Binder, Bound
from .expressions import Given
from .operators import text_of
from .problems import EvaluationError, NoSuchValue
from .schedules import as_schedule
from .value import Clock, SourceValue, Value

__all__ = ["INTERLUDE_BINDINGS"]

DAY = 24 * plan.HOUR
SHORTEST_PERIOD = 10.0
"""Seconds between two moments."""

LATE_WHEN_SHARP = 90.0
"""Seconds that what is sharp may be late, where the script does not say."""

LATE_AT = 15 * 60.0
"""Seconds that what waits for the end of a track may be late, where the script does not say."""

MOMENT = re.compile(r"(\d{1,2})?:(\d{2})(?::(\d{2}))?")
EXAMPLES = ("12:00", "12:00:00", ":30")


def every(binder: Binder, given: Given) -> SourceValue:
    """`every(…)`."""
    period, offset = amount(given, "period"), amount(given, "offset")
    if not SHORTEST_PERIOD <= period <= DAY:
        span, text = given.places.get("period", given.span), text_of(given.values["period"])
        raise EvaluationError(NoSuchValue(span, text, "period", "every", ("10s", "15min", "24h")))
    sharp = truth(given, "sharp")
    late = maybe(given, "late", LATE_WHEN_SHARP if sharp else period / 2)
    node = plan.Interlude(
        children=(),
        moments=repeated(period, offset),
        days=as_schedule(given.values["days"]),
        sharp=sharp,
        late=plan.Seconds(late),
        jingle=truth(given, "jingle"),
        origin=binder.draft.origin(given.span),
    )
    return binder.add(node, given, (source(given, "source"), source(given, "between")))


def at(binder: Binder, given: Given) -> SourceValue:
    """`at(…)`."""
    return binder.add(
        scheduled(binder, given, "at"), given, (source(given, "source"), source(given, "between"))
    )


def stopset(binder: Binder, given: Given) -> SourceValue:
    """`stopset(…)`: an opener, as many spots as fit, and a closer."""
    spots = plan.Part(plan.Seconds(amount(given, "most")))
    named = (("opener", plan.Part()), ("spots", spots), ("closer", plan.Part()))
    parts = [(name, part) for name, part in named if given.values[name] is not None]
    node = scheduled(binder, given, "stopset", tuple(part for _, part in parts))
    return binder.add(node, given, (source(given, "source"), *(source(given, name) for name, _ in parts)))


def scheduled(
    binder: Binder, given: Given, function: str, parts: tuple[plan.Part, ...] = (plan.Part(),)
) -> plan.Interlude:
    """An interlude at certain times."""
    sharp = truth(given, "sharp")
    return plan.Interlude(
        children=(),
        moments=moments(given, function),
        parts=parts,
        days=as_schedule(given.values["days"]),
        sharp=sharp,
        late=plan.Seconds(maybe(given, "late", LATE_WHEN_SHARP if sharp else LATE_AT)),
        jingle=function == "stopset",
        origin=binder.draft.origin(given.span),
    )


def attach(place: Literal["after", "before"]) -> Bound:
    """`append(…)` and `prepend(…)`."""

    def bound(binder: Binder, given: Given) -> SourceValue:
        node = plan.Attach((), place, origin=binder.draft.origin(given.span))
        return binder.add(node, given, (source(given, "source"), source(given, "jingle")))

    return bound


def delay(binder: Binder, given: Given) -> SourceValue:
    """`delay(…)`."""
    node = plan.Delay((), plan.Seconds(amount(given, "rest")), origin=binder.draft.origin(given.span))
    return binder.add(node, given, (source(given, "source"),))


def once(binder: Binder, given: Given) -> SourceValue:
    """`once(…)`."""
    return binder.add(
        plan.Once((), origin=binder.draft.origin(given.span)), given, (source(given, "source"),)
    )


def campaign(binder: Binder, given: Given) -> SourceValue:
    """`campaign(…)`."""
    node = plan.Campaign(
        children=(),
        when=as_schedule(given.values["when"]),
        per_hour=whole(given, "per_hour"),
        per_day=whole(given, "per_day"),
        apart=plan.Seconds(amount(given, "apart")),
        origin=binder.draft.origin(given.span),
    )
    return binder.add(node, given, (source(given, "source"),))


def separate(binder: Binder, given: Given) -> SourceValue:
    """`separate(…)`."""
    rules = {
        name: None if given.values[name] is None else plan.Seconds(amount(given, name))
        for name in ("artist", "title", "album")
    }
    node = plan.Separate((), **rules, origin=binder.draft.origin(given.span))
    return binder.add(node, given, (source(given, "source"),))


def titles(binder: Binder, given: Given) -> SourceValue:
    """`titles(…)`."""
    node = plan.Titles(
        children=(),
        template=string(given, "template"),
        cut=cast("tuple[str, ...]", given.values["cut"]),
        otherwise=string(given, "otherwise"),
        hide=truth(given, "hide"),
        origin=binder.draft.origin(given.span),
    )
    return binder.add(node, given, (source(given, "source"),))


# ---- Arguments --------------------------------------------------------------------------------------------------------


def source(given: Given, name: str) -> SourceValue:
    """An argument that is a source."""
    return cast(SourceValue, given.values[name])


def maybe(given: Given, name: str, otherwise: float) -> float:
    """A quantity, or what stands for `null`."""
    return otherwise if given.values[name] is None else amount(given, name)


def repeated(period: float, offset: float) -> plan.Moments:
    """Every so many seconds from the full hour; from midnight, where the period does not divide an hour."""
    if 0 < period <= plan.HOUR and plan.HOUR % period == 0:
        return plan.Each(plan.Seconds(period), plan.Seconds(offset % period))
    number = int(DAY // period) if period >= 1 else 0
    return plan.Daily(tuple((offset + place * period) % DAY for place in range(max(1, number))))


def moments(given: Given, function: str) -> plan.Moments:
    """`12:00`, `"12:00"`, `":30"` for half past every hour, or a list of times of day.

    Raises:
        EvaluationError: it is none of these.
    """
    when = given.values["when"]
    times = [parsed(given, function, each) for each in (when if isinstance(when, tuple) else (when,))]
    match times:
        case [(None, second)]:
            return plan.Each(plan.Seconds(float(plan.HOUR)), plan.Seconds(second))
        case [_, *_]:
            hours = {hour: range(24) if hour is None else (hour,) for hour, _ in times}
            return plan.Daily(
                tuple(sorted({each * plan.HOUR + second for hour, second in times for each in hours[hour]}))
            )
        case _:
            raise no_time(given, function, when)


def parsed(given: Given, function: str, when: Value) -> tuple[int | None, float]:
    """A time as (hour, second in it); the hour is None for every hour."""
    if isinstance(when, Clock):
        hour, second = divmod(when.seconds, plan.HOUR)
        return int(hour), second
    found = MOMENT.fullmatch(when.strip()) if isinstance(when, str) else None
    if found is None:
        raise no_time(given, function, when)
    hours, minutes, seconds = found.groups()
    if int(hours or 0) > 23 or int(minutes) > 59 or int(seconds or 0) > 59:
        raise no_time(given, function, when)
    return (None if hours is None else int(hours)), int(minutes) * 60.0 + int(seconds or 0)


def no_time(given: Given, function: str, when: Value) -> EvaluationError:
    """Something that is no time."""
    text = when if isinstance(when, str) else type(when).__name__.lower()
    return EvaluationError(
        NoSuchValue(given.places.get("when", given.span), text, "when", function, EXAMPLES)
    )


INTERLUDE_BINDINGS: Mapping[str, Bound] = {
    "every": every,
    "at": at,
    "stopset": stopset,
    "append": attach("after"),
    "prepend": attach("before"),
    "delay": delay,
    "once": once,
    "campaign": campaign,
    "separate": separate,
    "titles": titles,
}
"""The name of a library function → what it does."""
