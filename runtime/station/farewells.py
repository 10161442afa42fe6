"""What becomes of those who listen to mounts that a change of the station takes away.

Rule: they go on at the mount's fallback, or at the mount that the path means from now on (`alias`); else they hear what was
sent to its last frame, and are sent away.
"""

import logging
from collections.abc import Callable, Mapping

from runtime.plan import Mount, MountPath, PassThrough, Relay, Station

__all__ = ["instead_of_gone", "tell_farewells"]

logger = logging.getLogger("legacystream.mounts")

Heard = Mount | PassThrough | Relay


def instead_of_gone(before: Station, after: Station) -> Mapping[MountPath, MountPath | None]:
    """Each mount that is gone, with the one that its listeners hear from now on; None where there is none."""
    there = _heard(after)
    return {path: _next_of(path, before, after) for path in _heard(before) if path not in there}


def tell_farewells(
    gone: Mapping[MountPath, MountPath | None], before: Station, count: Callable[[str], int]
) -> None:
    """Say in the log what becomes of the listeners of each mount that is gone; `count` knows how many they are."""
    for path, to in gone.items():
        what = f'to "{to}", as far as players can go on there' if to else "away behind the last frame"
        number = count(path)
        logger.info(
            'mount "%s" is gone: %s sent %s', path, "1 listener" if number == 1 else f"{number} listeners", what,
            extra={"origin": _heard(before)[path].origin},
        )  # fmt: skip


def _heard(station: Station) -> dict[MountPath, Heard]:
    """Every mount with a path of its own; a pattern's mounts go with their source clients."""
    passed = {path: each for path, each in station.pass_through.items() if not each.is_pattern}
    return {**station.mounts, **passed, **station.relays}


def _next_of(path: MountPath, before: Station, after: Station) -> MountPath | None:
    """Where listeners go: fallbacks that are gone too are followed to one that is there."""
    there, passed = _heard(after), set[MountPath]()
    while path not in passed:
        passed.add(path)
        node = _heard(before).get(path)
        to = after.aliases.get(path) or (None if node is None or isinstance(node, Mount) else node.fallback)
        if to is None or to in there:
            return to
        path = to
    return None
