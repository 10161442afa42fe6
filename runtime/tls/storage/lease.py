"""One at a time, over processes and machines that share a folder.

Strategy: a lease is a file `NAME.lock-N` that was created exclusively, which local disks, NFS and SMB all do in one
    step. Its holder touches it every few seconds. Whoever waits compares what it sees with what it saw, by its own
    clock: clocks of machines may differ. A file that nobody touched for long belongs to a crash, and the next one
    creates N+1; of two who try, one succeeds. Numbers never begin again, because somebody may remember an old one: a
    lease that was let go stays, as `NAME.lock-N.free`. The highest number counts.
"""

import contextlib
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from runtime.errors import OperatorFault

from .private import FILE_MODE, make_private

__all__ = ["BEAT_SECONDS", "STALE_SECONDS", "Lease", "label_of"]

BEAT_SECONDS = 5.0
"""Seconds between two touches of a lease that is held."""

STALE_SECONDS = 20.0
"""Seconds without a touch after which its holder counts as gone: four beats, for disks that hang now and then."""

LABEL_TEXT = 40
"""Characters of a label that come from a name."""


def label_of(names: tuple[str, ...], kind: str = "") -> str:
    """A file's name for a certificate: its first name, and a checksum that tells it from others with the same first name."""
    first = re.sub(r"[^a-z0-9.-]", "_", names[0].lower().replace("*", "wildcard"))[:LABEL_TEXT].strip(".")
    digest = hashlib.sha256(
        "\n".join((*sorted(name.lower() for name in names), kind)).encode("utf-8")
    ).hexdigest()
    return f"{first}-{digest[:8]}"


@dataclass(frozen=True, slots=True)
class _Seen:
    number: int
    free: bool
    touched: int = 0


NOTHING = _Seen(0, free=True)
"""No lease was ever taken."""


class Lease:
    """The right to order one certificate.

    Args:
        folder: where the files of all leases lie.
        label: which of them.
        holder: who we are, for people who look into the file.
    """

    def __init__(self, folder: Path, label: str, holder: str) -> None:
        self._folder = folder
        self._label = label
        self._holder = holder
        self._seen = NOTHING
        self._since = 0.0
        self._number = 0

    @property
    def held(self) -> bool:
        """Whether it was ours when we last looked."""
        return self._number > 0

    def take(self, now: float) -> bool:
        """Try to take it; returns whether it is ours. Ask again every few seconds.

        Args:
            now: seconds on a clock that never goes back.

        Raises:
            OperatorFault: the folder cannot be read or written.
        """
        if self.held:
            return True
        make_private(self._folder)
        try:
            seen = self._look()
            return self._over(seen, now) and self._create(seen.number + 1)
        except OSError as wrong:
            raise OperatorFault(f"{self._folder} cannot be used: {wrong.strerror or wrong}") from wrong

    def beat(self) -> bool:
        """Say that we are still here, every `BEAT_SECONDS`. Returns whether it is still ours."""
        if not self.held:
            return False
        try:
            still = self._look().number == self._number
            if still:
                os.utime(self._path(self._number))
        except FileNotFoundError:
            still = False
        except OSError:
            return True  # a disk that hangs: others see an old time, and decide
        if not still:
            self._number = 0
        return still

    def release(self) -> None:
        """Let others have it. Without effect when it is not ours any more."""
        if self.beat():
            with contextlib.suppress(OSError):
                self._path(self._number).rename(self._path(self._number, free=True))
        self._number = 0

    def holder(self) -> str:
        """Who has it now, for a log; "" for nobody."""
        try:
            seen = self._look()
            return "" if seen.free else self._path(seen.number).read_text("utf-8", "replace")[:200].strip()
        except OSError:
            return ""

    def _over(self, seen: _Seen, now: float) -> bool:
        """Whether its holder let it go, or made no move for long."""
        if seen != self._seen:
            self._seen, self._since = seen, now
        return seen.free or now - self._since >= STALE_SECONDS

    def _create(self, number: int) -> bool:
        path = self._path(number)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        except FileExistsError:
            return False
        with os.fdopen(descriptor, "w", encoding="utf-8") as file, contextlib.suppress(OSError):
            file.write(self._holder)
        if self._look().number != number:  # we were slow between looking and creating
            self._remove(path)
            return False
        self._number = number
        for old, _, path in self._all():
            if old < number:
                self._remove(path)
        return True

    def _look(self) -> _Seen:
        """The lease that counts."""
        number, free, path = max(self._all(), default=(0, True, self._folder))
        if not number:
            return NOTHING
        try:
            return _Seen(number, free, path.stat().st_mtime_ns)
        except FileNotFoundError:
            return _Seen(number, free=False)  # let go or followed just now: whoever waits looks again

    def _all(self) -> list[tuple[int, bool, Path]]:
        pattern = re.compile(re.escape(self._label) + r"\.lock-([0-9]+)(\.free)?")
        found = [(pattern.fullmatch(path.name), path) for path in self._folder.iterdir()]
        return [(int(match[1]), match[2] is not None, path) for match, path in found if match]

    def _path(self, number: int, *, free: bool = False) -> Path:
        return self._folder / f"{self._label}.lock-{number}{'.free' if free else ''}"

    def _remove(self, path: Path) -> None:
        with contextlib.suppress(OSError):
            path.unlink()
