"""Where the station listens."""

from dataclasses import dataclass

from .origin import Origin, origin_field

__all__ = ["Server"]


@dataclass(frozen=True, slots=True)
class Server:
    """The HTTP port and address of the station; "" means every address the machine has."""

    http: int = 8000
    bind: str = ""
    origin: Origin = origin_field()
