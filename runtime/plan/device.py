"""Sound cards."""

from dataclasses import dataclass

from .origin import Origin, origin_field

__all__ = ["DeviceInput"]


@dataclass(frozen=True, slots=True)
class DeviceInput:
    """What a sound card hears; "" is the one the system prefers."""

    name: str = ""
    origin: Origin = origin_field()
