"""The station's own door for the tools of its machine: a loopback port and a key, both in the state folder.

Only who may read the folder finds the key. The port is any that is free; the file says which, and goes when the station stops.
"""

import contextlib
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from runtime.errors import OperatorFault

from .registry import Registry
from .telnet import TelnetServer

__all__ = ["FILE", "Key", "LocalDoor", "read_key"]

FILE = "control.json"
"""The key's file in the state folder."""

KEY_BYTES = 24


@dataclass(frozen=True, slots=True)
class Key:
    """Where the door is, and what opens it; `process` is the station's."""

    port: int
    password: str
    process: int


class LocalDoor:
    """The door of one station: `open`, then `close`."""

    def __init__(self, registry: Registry, folder: Path) -> None:
        """Offer the registry's commands to whoever may read `folder`."""
        self._password = secrets.token_urlsafe(KEY_BYTES)
        self._server = TelnetServer(registry, password=self._password, name="lss")
        self._file = folder / FILE

    async def open(self) -> None:
        """Listen on the loopback address, and leave the key.

        Raises:
            OperatorFault: the folder cannot be written to.
        """
        port = await self._server.start("127.0.0.1", 0)
        try:
            self._write(Key(port, self._password, os.getpid()))
        except OSError as wrong:
            await self._server.stop()
            raise OperatorFault(
                f"{self._file} cannot be written ({wrong.strerror}): lss cannot reach this station"
            ) from wrong

    async def close(self) -> None:
        """Take the key away, and close every connection."""
        with contextlib.suppress(OSError):
            self._file.unlink()
        await self._server.stop()

    def _write(self, key: Key) -> None:
        """Put the file there whole, readable by its owner alone."""
        new = self._file.with_suffix(".new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(key), file)
        new.replace(self._file)


def read_key(folder: Path) -> Key | None:
    """The key of the station whose state folder this is; None when none runs.

    Raises:
        OperatorFault: the key is there and may not be read.
    """
    try:
        fields = json.loads((folder / FILE).read_text("utf-8"))
        return Key(int(fields["port"]), str(fields["password"]), int(fields["process"]))
    except FileNotFoundError:
        return None
    except PermissionError as wrong:
        raise OperatorFault(
            f"{folder / FILE} may not be read: the station belongs to another user"
        ) from wrong
    except (ValueError, KeyError, TypeError):
        return None
