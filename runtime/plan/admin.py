"""Admins: who may look after the station over HTTP."""

from dataclasses import dataclass
from typing import Literal

from .gate import Secret
from .origin import Origin, origin_field

__all__ = ["Admin", "AdminRole"]

AdminRole = Literal["admin", "presenter", "source", "relay", "viewer"]
"""What an account may do: everything; work with the programme; look after every place for source clients; list the mounts for a
relay; look at everything and change nothing.
"""


@dataclass(frozen=True, slots=True)
class Admin:
    """One account of the admin pages."""

    user: str
    password: Secret
    role: AdminRole = "admin"
    origin: Origin = origin_field()
