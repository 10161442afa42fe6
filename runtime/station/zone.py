"""The station's time zone."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from runtime.kernel.clock import Clock

__all__ = ["station_time"]

MACHINE_ZONE = Path("/etc/localtime")
"""Where Unix keeps the rules of the machine's own zone."""


def station_time(timezone: str, clock: Clock) -> Callable[[], datetime]:
    """The station's date and time, in the zone the script names, or else in the machine's.

    Where the machine does not say its zone's rules (Windows), its clock is taken as it stands: an hour that comes twice is
    then taken twice.
    """
    zone = ZoneInfo(timezone) if timezone else machine_zone()
    return lambda: clock.wall().astimezone(zone) if zone else clock.wall()


def machine_zone() -> tzinfo | None:
    """The zone of the machine with its rules, None when they cannot be read."""
    try:
        with MACHINE_ZONE.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return None
