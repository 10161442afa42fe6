"""What can go wrong in a conversation, as a fault in words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
from acme import messages

from .authority import AcmeFault
from .words import clean, host_of, told

__all__ = ["fault_of", "fault_of_names", "retry_after_of"]

TOO_MANY = 429
"""The status of one who asks too often."""

SERVER_ERROR = 500
"""The status from which on a trouble is the authority's own."""

MOST_RETRY_AFTER = 7 * 86400.0
"""Seconds: an authority that asks for more is not believed."""


def fault_of(
    wrong: Exception,
    directory: str,
    *,
    answer: requests.Response | None,
    now: datetime,
    about: tuple[str, ...] = (),
) -> AcmeFault:
    """Tell what an exception means.

    Args:
        wrong: what the packages raised.
        directory: the URL of the authority.
        answer: the last answer, where there was one, for its `Retry-After`.
        now: the time, with its zone.
        about: the names that were asked for, told where the authority does not say which of them it means.
    """
    retry_after = retry_after_of(answer, now)
    no_answer = not isinstance(wrong, requests.exceptions.InvalidJSONError)  # which is an OSError too
    match wrong:
        case AcmeFault():
            return wrong
        case messages.Error():
            return _refused(wrong, directory, retry_after, about)
        case requests.exceptions.SSLError():
            return AcmeFault("unreachable", _untrusted(directory, wrong))
        case requests.exceptions.RequestException() if no_answer:
            return AcmeFault("unreachable", f"{host_of(directory)} does not answer: {_innermost(wrong)}")
        case OSError() if no_answer:
            return AcmeFault("unreachable", f"{host_of(directory)} cannot be asked: {clean(str(wrong))}")
    if (
        answer is not None and answer.status_code == TOO_MANY
    ):  # of a proxy in front, which knows no problem types
        return AcmeFault("rateLimited", told("rateLimited", directory, about), retry_after=retry_after)
    if answer is not None and answer.status_code >= SERVER_ERROR:
        said = f"{answer.status_code} {clean(answer.reason or '')}".strip()
        words = f"{told('serverInternal', directory)}: it answered {said}"
        return AcmeFault("serverInternal", words, retry_after=retry_after)
    return AcmeFault(
        "answer",
        f"{host_of(directory)} answered what no authority should: {clean(str(wrong) or type(wrong).__name__)}",
        retry_after=retry_after,
    )


def fault_of_names(failed: Mapping[str, tuple[messages.Error, str]], directory: str) -> AcmeFault:
    """Tell why names could not be proven.

    Args:
        failed: each name with what the authority objected to and the way that was tried.
        directory: the URL of the authority.
    """
    names = tuple(failed)
    problems = {_problem(error) for error, _ in failed.values()}
    words = [
        told(_problem(error), directory, (name,), kind, error.detail or "")
        for name, (error, kind) in failed.items()
    ]
    others = len(words) - 1
    more = f"; {others} more {'name has' if others == 1 else 'names have'} troubles" if others else ""
    return AcmeFault(problems.pop() if len(problems) == 1 else "compound", words[0] + more, names=names)


def retry_after_of(answer: requests.Response | None, now: datetime) -> float | None:
    """The seconds that an answer asks us to wait (RFC 9110 §10.2.3), None where it does not say.

    A date is by the authority's own clock, as far as the answer tells it: ours may be wrong.
    """
    said = answer.headers.get("Retry-After", "").strip() if answer is not None else ""
    seconds: float | None = None
    if said.isascii() and said.isdecimal():
        seconds = float(said[:10])
    elif said:
        until = _moment(said)
        theirs = _moment(answer.headers.get("Date", "")) if answer is not None else None
        seconds = (until - (theirs or now)).total_seconds() if until is not None else None
    return None if seconds is None else min(max(seconds, 0.0), MOST_RETRY_AFTER)


def _moment(text: str) -> datetime | None:
    """A date of HTTP (RFC 9110 §5.6.7), of Greenwich also in the old forms that do not say so; None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _refused(
    error: messages.Error, directory: str, retry_after: float | None, about: tuple[str, ...]
) -> AcmeFault:
    names = tuple(
        str(each.identifier.value)
        for each in (error, *(error.subproblems or ()))
        if each.identifier is not None
    )
    detail = "; ".join(filter(None, (error.detail, *(each.detail for each in error.subproblems or ()))))
    problem = _problem(error)
    return AcmeFault(
        problem, told(problem, directory, names or about, "", detail), retry_after=retry_after, names=names
    )


def _problem(error: messages.Error) -> str:
    return clean(str(error.typ)).rsplit(":", maxsplit=1)[-1]


def _untrusted(directory: str, wrong: Exception) -> str:
    return (
        f"the certificate of {host_of(directory)} itself is not trusted ({_innermost(wrong)}): is the clock right? An "
        "authority of your own house needs its root certificate in tls.acme, with ca="
    )


def _innermost(wrong: BaseException) -> str:
    """The reason below all the wrapping of requests and urllib3."""
    seen: set[int] = set()
    while id(wrong) not in seen:
        seen.add(id(wrong))
        inner = getattr(wrong, "reason", None) or next(
            (each for each in wrong.args if isinstance(each, BaseException)), None
        )
        wrong = next((each for each in (inner, wrong.__cause__) if isinstance(each, BaseException)), wrong)
    if isinstance(wrong, OSError) and wrong.strerror:
        return clean(wrong.strerror)
    return clean(str(wrong).rpartition(": ")[2] or type(wrong).__name__)
