"""What a station asks for and cannot be had, told once with its line, so that everything else starts."""

import logging
from collections.abc import Callable
from dataclasses import replace

from runtime.plan import Encoder, Station, not_yet

__all__ = ["tell_not_yet", "without_missing"]

logger = logging.getLogger("legacystream.station")


def without_missing(station: Station, missing: Callable[[Encoder], str]) -> Station:
    """The station without the mounts that cannot be encoded here; each is told once, with its line.

    Args:
        station: the plan.
        missing: says in words what an encoder needs that is not here; "" where nothing is missing.
    """
    reasons = {path: missing(mount.encoder) for path, mount in station.mounts.items()}
    for path, reason in reasons.items():
        if reason:
            origin = station.mounts[path].origin
            logger.error("%s is left out: %s", path, reason, extra={"origin": origin})
    kept = {path: mount for path, mount in station.mounts.items() if not reasons[path]}
    if len(kept) == len(station.mounts):
        return station
    through = {
        path: each if each.fallback is None or each.fallback in kept else replace(each, fallback=None)
        for path, each in station.pass_through.items()
    }
    return replace(station, mounts=kept, pass_through=through)


def tell_not_yet(station: Station) -> None:
    """Tell what this version cannot run."""
    for name, origin in not_yet(station):
        logger.warning("this version does not have %s; it is left out", name, extra={"origin": origin})
