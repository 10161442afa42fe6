"""Why something plays, and what is to come: what choosing sources tell of themselves, in words for the operator."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from runtime.plan.units import NodeId

__all__ = ["Choice", "Coming", "clock_time", "duration"]

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Choice:
    """The child that plays, and why in words; "" where there was nothing to decide. `due` is when it was planned, if it was."""

    child: NodeId
    why: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that is planned: when (with a zone; None when that is not known), of which child, and why."""

    at: datetime | None
    child: NodeId
    why: str


def clock_time(moment: datetime) -> str:
    """A time of day, without seconds where there are none."""
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")


def duration(length: timedelta | float) -> str:
    """A length of time as the script would write it: "34 s", "2 min 5 s", "1 h 30 min"."""
    seconds = round(length.total_seconds() if isinstance(length, timedelta) else length)
    minutes, rest = divmod(seconds, MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    parts = [(hours, "h"), (minutes, "min"), (0 if hours else rest, "s")]
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount) or "0 s"
