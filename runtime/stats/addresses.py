"""Listeners' addresses as they are written down: in a form that tells them apart and names nobody.

Rule: the key is drawn anew each day and the last one is thrown away, so that nobody, not even the operator, can follow a
listener from one day to the next or find his address out by trying all there are once the day is over.
"""

import hmac
import json
import secrets
from datetime import date
from pathlib import Path

from runtime.plan import Addresses

__all__ = ["DailyKey", "cloak", "who"]

KEY_BYTES = 32
LETTERS = 16
"""Letters of a hashed address."""


class DailyKey:
    """The key of the day, kept in a file so that a restart changes nothing. Not for several threads."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._day: date | None = None
        self._key = b""

    def of(self, day: date) -> bytes:
        """The key of a day; a new one when the day is another."""
        if day != self._day:
            self._day, self._key = day, self._kept(day) or self._drawn(day)
        return self._key

    def _kept(self, day: date) -> bytes:
        if self._file is None:
            return b""
        try:
            kept = json.loads(self._file.read_text("utf-8"))
            return bytes.fromhex(kept["key"]) if kept["day"] == day.isoformat() else b""
        except (OSError, ValueError, KeyError, TypeError):
            return b""

    def _drawn(self, day: date) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        if self._file is not None:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.touch(mode=0o600)
                self._file.write_text(json.dumps({"day": day.isoformat(), "key": key.hex()}), "utf-8")
            except OSError:
                pass  # the key holds until the station ends
        return key


def cloak(ip: str, key: bytes, kind: Addresses) -> str:
    """An address as it is written down."""
    match kind:
        case "full":
            return ip or "-"
        case "hashed":
            return hmac.digest(key, ip.encode(), "sha256").hex()[:LETTERS]
        case "none":
            return "-"


def who(ip: str, agent: str, key: bytes) -> int:
    """A number for a listener of the day: the same for the same address and player."""
    return (
        int.from_bytes(hmac.digest(key, f"{ip}\0{agent}".encode("utf-8", "replace"), "sha256")[:8], "big")
        >> 1
    )
