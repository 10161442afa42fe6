"""The dialect before Icecast 2: `SOURCE password /mount`, then `x-audiocast-…` fields.

It differs from HTTP in its first line and in its answer alone, so that line is rewritten and the rest read as ever.
"""

import re

from runtime.protocols.source import LONGEST_CREDENTIALS, Login

__all__ = ["XAUDIOCAST_OK", "as_http"]

XAUDIOCAST_OK = b"OK\r\n\r\n"

FIRST_LINE = re.compile(rb"SOURCE ([^\s/]\S*) (/\S*)[ \t]*(?:(?:HTTP|ICE)/1\.\d)?\r{0,2}\n")


def as_http(data: bytes) -> tuple[bytes, Login | None]:
    """Rewrite an opening of this dialect; what is none comes back as it is, with None.

    Args:
        data: all that arrived, at least the first line.
    """
    opening = data.lstrip(b"\r\n")
    found = FIRST_LINE.match(opening)
    if not found or len(found[1]) > LONGEST_CREDENTIALS:
        return data, None
    head = b"SOURCE " + found[2] + b" HTTP/1.0\r\n"
    return head + opening[found.end() :], Login("", found[1].decode("utf-8", "replace"))
