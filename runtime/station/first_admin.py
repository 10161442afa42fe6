"""The first admin: where the script names none, one is made at the first start, and its password kept in the state folder."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from runtime.errors import OperatorFault
from runtime.plan import Admin, Secret, Station

__all__ = ["PASSWORD_FILE", "admins_of"]

PASSWORD_FILE = "admin-password"
"""In the state folder; only the station's own user may read it."""

PASSWORD_BYTES = 15
USER = "admin"


def admins_of(station: Station, state: Path | None, show: Callable[[str, Path], None]) -> tuple[Admin, ...]:
    """Everybody who may use the admin pages.

    Args:
        station: the plan.
        state: the state folder; without one there is no first admin.
        show: is given a new password, and where it is kept, once.

    Raises:
        OperatorFault: the state folder cannot be written.
    """
    if state is None or any(admin.role == "admin" for admin in station.admins):
        return station.admins
    path = state / PASSWORD_FILE
    password = _read(path)
    if not password:
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        _write(path, password)
        show(password, path)
    return (*station.admins, Admin(USER, Secret(password, f"file:{path.name}")))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    except OSError as wrong:
        raise OperatorFault(f"{path} cannot be read: {wrong.strerror or wrong}") from wrong


def _write(path: Path, password: str) -> None:
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(f"{password}\n")
    except OSError as wrong:
        raise OperatorFault(f"{path} cannot be written: {wrong.strerror or wrong}") from wrong
