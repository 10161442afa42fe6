"""What every answer says to browsers, so that nothing a stranger wrote can become more than text.

Rule: a page of ours loads from this station alone and runs no inline script or style. Only the player made for it
(`/embed`) may stand inside other sites' pages.
"""

from aiohttp import web

from runtime.version import program_version

__all__ = ["ANYWHERE", "EMBED_POLICY", "PAGE_POLICY", "UNCACHED", "guard"]

_OWN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; "
)
PAGE_POLICY = _OWN + "frame-ancestors 'none'"
EMBED_POLICY = _OWN.rstrip("; ")
_NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""For what other sites' pages may read."""

UNCACHED = {"Cache-Control": "no-cache, no-store"}


SERVER = f"LegacyStream/{program_version()}"


async def guard(_request: web.Request, response: web.StreamResponse) -> None:
    """Add what no answer may lack; to be called for each before it is sent."""
    response.headers["Server"] = SERVER
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Content-Security-Policy", _NOTHING)
