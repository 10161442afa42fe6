"""`/healthz` and `/onair`, answered from the rings, so that they are true also while the station is away.

`/healthz` is for whoever restarts machines: 200 as long as listeners are served, with "degraded" in the
body while the station is away, since a restart would only make that worse. `/onair` is for whoever wants to
be woken: 200 only while audio that the script asked for really flows.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from runtime.protocols.http1 import answer

from .pages import ANYWHERE, UNCACHED

__all__ = ["MountHealth", "health_answer", "on_air_answer"]

QUIET_TICKS = 3
"""A mount is off the air when its ring was not written for this many ticks …"""

QUIET_SECONDS = 1.0
"""… and for this many seconds."""


@dataclass(frozen=True, slots=True)
class MountHealth:
    """What a mount's ring shows.

    Attributes:
        age: seconds since it was written last; None when it never was.
        tick: the mount's tick, in seconds.
        floor: whether the built-in floor is playing.
        ended: whether the writer ended on purpose.
    """

    age: float | None
    tick: float
    floor: bool = False
    ended: bool = False

    @property
    def reason(self) -> str:
        """Why this mount is off the air, in words; "" when it is on the air."""
        if self.age is None:
            return "no audio has come yet"
        if self.ended:
            return "the mount has ended"
        if self.age > max(QUIET_SECONDS, QUIET_TICKS * self.tick):
            return f"no audio for {self.age:.1f} s"
        return "the built-in floor is playing" if self.floor else ""


def health_answer(mounts: Mapping[str, MountHealth], *, station_here: bool, head_only: bool = False) -> bytes:
    """Answer `/healthz`."""
    reasons = [] if station_here else ["the station is away; listeners are served with what is there"]
    reasons += [f"{path}: {health.reason}" for path, health in mounts.items() if health.reason]
    body = {"status": "degraded" if reasons else "ok", "station": station_here, "reasons": reasons}
    return _json(200, body, head_only=head_only)


def on_air_answer(mounts: Mapping[str, MountHealth], *, mount: str = "", head_only: bool = False) -> bytes:
    """Answer `/onair`, for one mount or for all of them."""
    asked = {path: health for path, health in mounts.items() if not mount or path == mount}
    if not asked:
        reason = f"there is no mount {mount}" if mount else "there is no mount"
        return _json(
            404 if mount else 503, {"onair": False, "reason": reason, "mounts": {}}, head_only=head_only
        )
    on_air = not any(health.reason for health in asked.values())
    told = {path: {"onair": not health.reason, "reason": health.reason} for path, health in asked.items()}
    return _json(200 if on_air else 503, {"onair": on_air, "mounts": told}, head_only=head_only)


def _json(status: int, body: object, *, head_only: bool) -> bytes:
    text = json.dumps(body, ensure_ascii=False) + "\n"
    return answer(status, text, (*UNCACHED, *ANYWHERE), kind="application/json", head_only=head_only)
