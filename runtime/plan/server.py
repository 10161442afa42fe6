"""Where the station listens."""

from dataclasses import dataclass

from .origin import Origin, origin_field

__all__ = ["Server"]


@dataclass(frozen=True, slots=True)
class Server:
    """The HTTP port and address of the station; "" means every address the machine has.

    `shoutcast` is the port for programs that speak SHOUTcast: None means the one after the HTTP port, where there is a
    place for source clients at all, and 0 none.
    """

    http: int = 8000
    bind: str = ""
    shoutcast: int | None = None
    origin: Origin = origin_field()
