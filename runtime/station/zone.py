"""The station's time zone."""

from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from runtime.kernel.clock import Clock

__all__ = ["StationTime", "Zone"]

MACHINE_ZONE = Path("/etc/localtime")
"""Where Unix keeps the rules of the machine's own zone."""


class Zone:
    """The zone that the script names, or else the machine's; a reload may name another.

    Attributes:
        rules: what `astimezone` wants; None where the machine does not say its zone's rules.
    """

    def __init__(self, timezone: str) -> None:
        """Begin with the zone of a name; "" is the machine's."""
        self.rules: tzinfo | None = None
        self.use(timezone)

    def use(self, timezone: str) -> None:
        """Use another zone from now on. One assignment: any thread may be asking."""
        self.rules = ZoneInfo(timezone) if timezone else machine_zone()


class StationTime:
    """A clock's date and time, in the station's zone. Call it, from any thread.

    Where the machine does not say its zone's rules (Windows), its clock is taken as it stands: an hour that comes twice is
    then taken twice.
    """

    def __init__(self, zone: Zone, clock: Clock) -> None:
        """Tell the time of `clock` in `zone`."""
        self._zone, self._clock = zone, clock

    def __call__(self) -> datetime:
        """The date and time now."""
        now, rules = self._clock.wall(), self._zone.rules
        return now.astimezone(rules) if rules else now


def machine_zone() -> tzinfo | None:
    """The zone of the machine with its rules, None when they cannot be read."""
    try:
        with MACHINE_ZONE.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return None
