"""What a path and a latency may be."""

import re
from collections.abc import Iterator

from .promise import Promise
from .station_problems import LatencyOutOfRange, PathFlaw

__all__ = ["latency_problem", "path_flaw"]

LATENCY_LOWEST, LATENCY_HIGHEST = 0.05, 60.0
"""Seconds that a mount may be behind the station."""

PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*\Z")
"""RFC 3986, section 3.3: what a path is written with."""

OWN_PATHS = frozenset(
    {"/", "/status-json.xsl", "/status.xsl", "/healthz", "/onair", "/admin", "/favicon.ico"}
)
"""The station answers these itself."""


def latency_problem(promise: Promise, name: str, latency: float) -> Iterator[LatencyOutOfRange]:
    """A latency that no mount can have."""
    if not LATENCY_LOWEST <= latency <= LATENCY_HIGHEST:
        span = promise.place(name, "latency")
        yield LatencyOutOfRange(span, latency, LATENCY_LOWEST, LATENCY_HIGHEST)


def path_flaw(path: str) -> PathFlaw | None:
    """Why a path cannot be a mount's."""
    if not path:
        return "empty"
    if not path.startswith("/"):
        return "no slash"
    if not PATH.match(path):
        return "character"
    return "taken" if path in OWN_PATHS else None
