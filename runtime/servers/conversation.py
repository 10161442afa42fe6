"""One connection to the pages, as aiohttp holds it, with our own words for what goes wrong.

Rule: a request that cannot be read is its sender's fault. It gets 400 in words, and the log a line for those who look for
it. A page that fails is ours: the log gets all there is to know, the asker an apology.
"""

import logging
from http import HTTPStatus

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

__all__ = ["Conversation", "in_words"]

_UNREADABLE = "The request cannot be read: it is no HTTP as RFC 9112 has it\r\n"
_OUR_FAULT = "This page failed, and the fault is the station's; it is written in the log. What is on the air is not touched\r\n"

_WORDS = {
    404: "The file you requested could not be found\r\n",
    405: "This can be read, and nothing else\r\n",
    413: "The request holds more than any page takes\r\n",
    417: "Nothing can be expected of this server but 100-continue\r\n",
}
"""Icecast's words for 404; programs look for them."""

logger = logging.getLogger("legacystream.web")


class Conversation(web.RequestHandler):
    """aiohttp's own, but for what it says and logs of errors."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - aiohttp's words show the sender's bytes
    ) -> web.StreamResponse:
        """Say what went wrong, once, and end the conversation."""
        unreadable = isinstance(exc, HttpProcessingError) or status < HTTPStatus.INTERNAL_SERVER_ERROR
        if unreadable:
            logger.debug("a request from %s cannot be read: %r", request.remote, str(exc))
        else:
            logger.error("a mistake in LegacyStream: %s cannot be answered", request.path, exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError("the answer was half sent")
        response = web.Response(
            status=status,
            text=_UNREADABLE if unreadable else _OUR_FAULT,
            headers={"X-Content-Type-Options": "nosniff"},
        )
        response.force_close()
        return response


def in_words(refusal: web.HTTPException) -> web.Response:
    """A refusal of aiohttp's, in our words; it keeps what it says besides (Allow, Location)."""
    headers = {
        name: text for name, text in refusal.headers.items() if name not in ("Content-Type", "Content-Length")
    }
    text = _WORDS.get(refusal.status, f"{refusal.reason}\r\n")
    return web.Response(status=refusal.status, text=text, headers=headers)
