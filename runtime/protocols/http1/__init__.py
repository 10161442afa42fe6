"""HTTP/1 as radio's clients really speak it: request heads in, answers out.

One request per connection, as every radio server has it; `SOURCE`, `ICE/1.0` and three kinds of line ends
are part of the field.
"""

from .answer import answer, response_head
from .arrival import PEER_FIELD, SCHEME_FIELD, TLS_FIELD, came_by_tls, scheme_of, with_arrival
from .date import http_date
from .head import HeadLimits, HeadReader, ReceivedHead
from .headers import Headers, field_text
from .request import Request
from .target import decode_path

__all__ = [
    "PEER_FIELD",
    "SCHEME_FIELD",
    "TLS_FIELD",
    "HeadLimits",
    "HeadReader",
    "Headers",
    "ReceivedHead",
    "Request",
    "answer",
    "came_by_tls",
    "decode_path",
    "field_text",
    "http_date",
    "response_head",
    "scheme_of",
    "with_arrival",
]
