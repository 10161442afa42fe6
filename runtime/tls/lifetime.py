"""How long a certificate has yet, in words, and whether that is an alarm."""

from datetime import datetime, timedelta
from typing import Literal

from .certificate import Certificate

__all__ = ["ALARM", "Age", "age", "days_words", "lifetime_remark"]

ALARM = timedelta(days=20)
"""How long before its end a certificate that nobody has renewed is an alarm."""

SHORT_LIFE = timedelta(days=60)
"""A life below which the alarm waits for its last fifth: short ones are always in their last 20 days."""

Age = Literal["early", "good", "alarm", "expired"]
"""Not yet valid; valid; valid, and soon not; no longer valid."""


def age(certificate: Certificate, now: datetime) -> Age:
    """How a certificate stands."""
    if now < certificate.not_before:
        return "early"
    if now >= certificate.not_after:
        return "expired"
    return "alarm" if certificate.not_after - now < _alarm(certificate) else "good"


def lifetime_remark(certificate: Certificate, now: datetime) -> str:
    """What is wrong with its age, in words; "" when nothing is."""
    match age(certificate, now):
        case "early":
            return f"it is not valid before {certificate.not_before:%Y-%m-%d %H:%M} UTC: is the clock right?"
        case "expired":
            return f"it expired {days_words((now - certificate.not_after).total_seconds())} ago"
        case "alarm":
            return f"it expires in {days_words((certificate.not_after - now).total_seconds())}"
        case "good":
            return ""


def days_words(seconds: float) -> str:
    """A span of time as people say it: "12 days", "5 hours", "1 minute"."""
    for length, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= length:
            number = int(seconds // length)
            return f"{number} {word}" + ("s" if number > 1 else "")
    return "less than a minute"


def _alarm(certificate: Certificate) -> timedelta:
    life = certificate.not_after - certificate.not_before
    return ALARM if life >= SHORT_LIFE else life / 5
