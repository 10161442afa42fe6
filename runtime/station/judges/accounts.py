"""A judge that knows the accounts of an htpasswd file."""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Callable
from pathlib import Path

from runtime.plan import ByAccounts
from runtime.protocols.access import Accounts, Ask, WrongPasswords, check_password, read_accounts
from runtime.station.listener_gate import Judged
from runtime.stats.sessions import Session

__all__ = ["KNOWN_SECONDS", "LARGEST_FILE", "MOST_KNOWN", "AccountsJudge"]

LARGEST_FILE = 16 * 1024 * 1024
"""Bytes of an htpasswd file."""

MOST_KNOWN, KNOWN_SECONDS = 10_000, 300.0
"""Passwords that were right lately, so that a player that comes again and again is not a burden: how many, how long."""

ASK = Judged(401, "You need to authenticate", "password")
FLOODED = Judged(429, "Too many wrong passwords; please wait a minute", "flooded")

logger = logging.getLogger("legacystream.listeners")


class AccountsJudge:
    """Lets accounts in. The file is read again when it has changed; one that cannot be read lets nobody in."""

    def __init__(self, rule: ByAccounts, folder: Path, clock: Callable[[], float]) -> None:
        self._rule = rule
        self._path = folder / Path(rule.path).expanduser()
        self._clock = clock
        self._accounts = Accounts()
        self._stamp: tuple[int, int] | None = None
        self._told = ""
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, float] = {}
        self._wrong = WrongPasswords()

    async def judge(self, ask: Ask) -> Judged:
        """Whether the name is an account's and the password its own."""
        if not ask.user and not ask.password:
            return ASK
        now = self._clock()
        if self._wrong.is_flooding(ask.ip, ask.user, now):
            return FLOODED
        shown = hmac.digest(self._key, f"{ask.user}\0{ask.password}".encode("utf-8", "replace"), "sha256")
        if self._known.get(shown, 0.0) < now and not await asyncio.to_thread(self._is_right, ask):
            self._wrong.count(ask.ip, ask.user, now)
            return ASK
        if self._is_known(shown, now):
            return Judged(user=ask.user)
        return ASK

    def gone(self, session: Session, seconds: float, sent: int) -> None:
        """Nothing to do: places are counted elsewhere."""

    def _is_known(self, shown: bytes, now: float) -> bool:
        self._known.pop(shown, None)
        if len(self._known) >= MOST_KNOWN:
            del self._known[next(iter(self._known))]
        self._known[shown] = now + KNOWN_SECONDS
        return True

    def _is_right(self, ask: Ask) -> bool:
        """In a thread: reading a file and bcrypt both take their time."""
        self._read_again()
        digest = self._accounts.digests.get(ask.user)
        if digest is None:
            return False
        return check_password(ask.password, digest, _bcrypt)

    def _read_again(self) -> None:
        try:
            stat = self._path.stat()
            stamp = stat.st_mtime_ns, stat.st_size
            if stamp == self._stamp:
                return
            if stat.st_size > LARGEST_FILE:
                raise OSError(f"it is larger than {LARGEST_FILE // 2**20} MiB")
            self._accounts = read_accounts(self._path.read_text("utf-8", "replace"))
        except OSError as wrong:
            self._accounts, self._stamp = Accounts(), None
            self._tell(
                f'the accounts in "{self._rule.path}" cannot be read ({wrong.strerror or wrong}): nobody is let in'
            )
            return
        self._stamp, self._told = stamp, ""
        self._known.clear()
        if self._accounts.unread:
            self._tell(f'"{self._rule.path}": {self._accounts.unread} lines cannot be read')

    def _tell(self, words: str) -> None:
        if words != self._told:
            self._told = words
            logger.warning("%s", words, extra={"origin": self._rule.origin})


def _bcrypt(password: bytes, digest: str) -> bool:
    import bcrypt

    try:
        return bcrypt.checkpw(password, digest.encode())
    except ValueError:
        return False
