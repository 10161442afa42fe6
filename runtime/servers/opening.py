"""The request of a connection that an edge hands over: its first bytes were read there."""

import contextlib

from runtime.errors import PeerFault
from runtime.protocols.http1 import HeadLimits, HeadReader, ReceivedHead
from runtime.protocols.source import Dialect, opening_dialect

__all__ = ["opening_head"]


def opening_head(initial: bytes) -> ReceivedHead | None:
    """The head that these bytes begin with; None where they are no request of HTTP."""
    if opening_dialect(initial) is not Dialect.HTTP:
        return None
    with contextlib.suppress(PeerFault):
        for head in HeadReader(HeadLimits(), 0.0).receive_data(initial, 0.0):
            return head
    return None
