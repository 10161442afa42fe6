"""What operators are shown of renewal, in words."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from runtime.tls.certificate import Certificate
from runtime.tls.holding import Holding

from .renewals import Renewals
from .wanted import Wanted

__all__ = ["called", "holdings", "host", "span"]


def holdings(
    core: Renewals,
    wanted: Sequence[Wanted],
    served: Mapping[Wanted, Certificate],
    directory: str,
    now: datetime,
) -> list[Holding]:
    """A row for each set of names."""
    sets = dict.fromkeys(each.names for each in wanted)
    return [
        _holding(core, [each for each in wanted if each.names == names], served, host(directory), now)
        for names in sets
    ]


def _holding(
    core: Renewals, wanted: Sequence[Wanted], served: Mapping[Wanted, Certificate], where: str, now: datetime
) -> Holding:
    """With both kinds of keys, it tells of the one that fails."""
    certificates = [served[each] for each in wanted if each in served]
    telling = max(wanted, key=lambda each: core.record(each).attempts.failing)
    attempts = core.record(telling).attempts
    renewal = min(core.next_renewal(each) for each in wanted)
    doubt = core.doubt if renewal <= now.timestamp() else ""  # it hinders nothing as long as nothing is due
    return Holding(
        "acme",
        where,
        wanted[0].names,
        certificates[0] if certificates else None,
        certificates[1] if len(certificates) > 1 else None,
        _moment(renewal, now),
        datetime.fromtimestamp(attempts.last_try, UTC) if attempts.last_try else None,
        doubt or attempts.outcome,
        attempts.failing or bool(doubt),
    )


def called(wanted: Wanted) -> str:
    """A certificate for a line of the log."""
    more = f" and {len(wanted.names) - 1} more" if len(wanted.names) > 1 else ""
    return f"{wanted.names[0]}{more} ({wanted.key})"


def host(directory: str) -> str:
    """Whom a URL means."""
    return directory.partition("//")[2].partition("/")[0]


def span(seconds: float) -> str:
    """A length of time: "2 d", "6 h", "10 min", "3 s"."""
    for length, word in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= length:
            return f"{seconds / length:.0f} {word}"
    return f"{max(0.0, seconds):.0f} s"


def _moment(moment: float, now: datetime) -> datetime:
    return max(now, datetime.fromtimestamp(max(0.0, moment), UTC))
