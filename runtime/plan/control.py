"""The doors through which a running station is controlled."""

from dataclasses import dataclass

from .gate import Secret
from .origin import Origin, origin_field

__all__ = ["Telnet"]


@dataclass(frozen=True, slots=True)
class Telnet:
    """Where telnet clients are met. Without a password everyone who reaches the address may do everything."""

    port: int = 1234
    bind: str = "127.0.0.1"
    password: Secret | None = None
    origin: Origin = origin_field()
