"""Asking when a certificate should be renewed (RFC 9773)."""

from datetime import datetime

import requests
from acme import messages

from .authority import AcmeFault, RenewalInfo
from .talk import Talk
from .words import clean

__all__ = ["read_renewal_info"]

USUAL_RETRY = 6 * 3600.0
"""Seconds until the next question, where the authority does not say (RFC 9773 §4.3.2)."""

UNKNOWN = (400, 404)
"""How an authority says that it does not know the certificate."""

LEAST_RETRY = 60.0
"""Seconds: an authority that wants to be asked more often is not obeyed (RFC 9773 §4.3.2)."""

MOST_RETRY = 86400.0
"""Seconds: nor one that wants to be asked less often than once a day."""


async def read_renewal_info(talk: Talk, identifier: str) -> RenewalInfo | None:
    """Ask about one certificate.

    Args:
        talk: the conversation; no account is needed.
        identifier: how the authority calls the certificate, "" where it has no such name.

    Returns:
        its window, or None where the authority gives no such information, or none about this certificate.

    Raises:
        AcmeFault: no answer, or no sense in it.
    """
    directory = await talk.directory()
    base = str(getattr(directory, "renewalInfo", ""))
    if not identifier or not base:
        return None
    try:
        answer = await talk.get(f"{base.rstrip('/')}/{identifier}")
    except AcmeFault:
        if talk.status in UNKNOWN:
            return None
        raise
    start, end = _window(talk, answer)
    retry = min(max(talk.pause_of(answer, USUAL_RETRY), LEAST_RETRY), MOST_RETRY)
    return RenewalInfo(start, end, retry, clean(str(answer.json().get("explanationURL", ""))))


def _window(talk: Talk, answer: requests.Response) -> tuple[datetime, datetime]:
    """From when to when; the package looks neither whether both are there nor whether they have a zone."""
    window = talk.parsed(messages.RenewalInfo, answer).suggested_window
    moments = (window.start, window.end)
    if not all(getattr(each, "tzinfo", None) is not None for each in moments):
        raise AcmeFault("answer", f"{talk.host} tells a window for renewal without two moments")
    if window.end <= window.start:
        raise AcmeFault("answer", f"{talk.host} tells a window for renewal that ends before it begins")
    return moments
