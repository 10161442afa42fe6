"""Asking again until the authority is done."""

from collections.abc import Callable
from typing import TypeVar

from acme import messages

from .authority import AcmeFault
from .talk import Talk

__all__ = ["polled"]

B = TypeVar("B", bound=messages.ResourceBody)

FIRST_PAUSE = 0.5
"""Seconds before asking again, where the authority does not say; each pause after it is half as long again."""

LONGEST_PAUSE = 10.0
"""Seconds of the longest pause, where the authority does not say."""


async def polled(
    talk: Talk, kind: type[B], url: str, done: Callable[[B], bool], give_up: float, what: str
) -> B:
    """Read something until it is done, with pauses as the authority likes them (RFC 8555 §7.5.1).

    Args:
        talk: the conversation.
        kind: what is read.
        url: where.
        done: whether it is.
        give_up: when to stop asking, on the clock of the conversation.
        what: what we wait for, for the fault.

    Raises:
        AcmeFault: it took too long (`timeout`), or the authority refused.
    """
    pause = FIRST_PAUSE
    while True:
        body, answer = await talk.read_as(kind, url)
        if done(body):
            return body
        wait = talk.pause_of(answer, pause)
        if talk.clock.now() + wait > give_up:
            raise AcmeFault(
                "timeout", f"{talk.host} took too long: {what} did not come in time", retry_after=wait
            )
        await talk.sleep(wait)
        pause = min(pause * 1.5, LONGEST_PAUSE)
