"""Admins: who may look after the station over HTTP."""

from dataclasses import dataclass
from typing import Literal

from .gate import Secret
from .origin import Origin, origin_field

__all__ = ["Admin", "AdminRole"]

AdminRole = Literal["admin", "source", "relay", "viewer"]
"""What an account may do: everything; look after every place for source clients; list the mounts for a relay; look at the
statistics.
"""


@dataclass(frozen=True, slots=True)
class Admin:
    """One account of the admin pages."""

    user: str
    password: Secret
    role: AdminRole = "admin"
    origin: Origin = origin_field()
