"""The intros of a station: read at the start and with each change, put where edges find them."""

import asyncio
import logging
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from runtime.errors import MediaUnreadable, OperatorFault
from runtime.kernel import SharedMemory
from runtime.media.tape import tape_bytes
from runtime.mounts.intro import LARGEST_INTRO, IntroAudio, read_intro
from runtime.plan import Origin

__all__ = ["Intros", "Wanted"]

SMALLEST = 4096
"""Bytes of a memory at least."""

logger = logging.getLogger("legacystream.mounts")


class Host(Protocol):
    """Has memory that edges share."""

    async def memory(self, name: str, size: int) -> SharedMemory:
        """Get it; raises OperatorFault when there is not so much."""
        ...

    def release(self, name: str) -> None:
        """Let go of it."""
        ...


class Wanted(NamedTuple):
    """A mount with an intro: where the file is, and the bytes between titles that its listeners were promised; 0 for none."""

    mount: str
    file: str
    interval: int
    origin: Origin


class Known(NamedTuple):
    """An intro that edges can find."""

    audio: IntroAudio
    names: Mapping[str, str]
    origin: Origin


class Intros:
    """Belongs to the event loop. An intro that cannot be read costs itself, and is told."""

    def __init__(self, folder: Path, host: Host) -> None:
        self._folder = folder
        self._host = host
        self._known: dict[str, Known] = {}
        self._told: set[tuple[str, str]] = set()

    async def load(self, wanted: Iterable[Wanted]) -> None:
        """Read these, and let go of all others."""
        before, self._known = self._known, {}
        for each in wanted:
            try:
                self._known[each.mount] = await self._load(each)
            except OperatorFault as fault:
                logger.warning(
                    "%s: the intro is left out: %s", each.mount, fault, extra={"origin": each.origin}
                )
        kept = {name for known in self._known.values() for name in known.names.values()}
        for known in before.values():
            for name in set(known.names.values()) - kept:
                self._host.release(name)

    def table_fields(self, mount: str, content_type: str) -> Mapping[str, Any]:
        """What edges must know of a mount's intro; nothing where its format is another."""
        known = self._known.get(mount)
        if known is None:
            return {}
        if not known.audio.fits(content_type):
            self._tell_misfit(mount, content_type, known)
            return {}
        return known.names

    async def _load(self, wanted: Wanted) -> Known:
        audio = await asyncio.to_thread(_read, wanted.file, self._folder)
        names = {"intro": await self._keep(wanted, "plain", audio.data, audio.rate)}
        if wanted.interval:
            icy = audio.with_titles(wanted.interval)
            names["icy_intro"] = await self._keep(wanted, f"icy {wanted.interval}", icy, audio.rate)
        return Known(audio, names, wanted.origin)

    async def _keep(self, wanted: Wanted, kind: str, data: bytes, rate: float) -> str:
        tape = tape_bytes(data, rate)
        name = f"intro{wanted.mount}/{kind} {zlib.crc32(tape):08x}"
        memory = await self._host.memory(name, max(len(tape), SMALLEST))
        memory.buf[: len(tape)] = tape
        return name

    def _tell_misfit(self, mount: str, content_type: str, known: Known) -> None:
        if (mount, content_type) not in self._told:
            self._told.add((mount, content_type))
            logger.warning(
                "%s: the intro is left out: it is %s, and the mount sends %s",
                mount, known.audio.content_type, content_type, extra={"origin": known.origin},
            )  # fmt: skip


def _read(name: str, folder: Path) -> IntroAudio:
    """In a thread."""
    try:
        with (folder / Path(name).expanduser()).open("rb") as file:
            data = file.read(LARGEST_INTRO + 1)
    except OSError as wrong:
        raise MediaUnreadable(name, wrong.strerror or str(wrong)) from wrong
    return read_intro(name, data)
