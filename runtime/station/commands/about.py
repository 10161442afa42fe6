"""Commands about the station as a whole: `status`, `mounts`, `uptime`, `version`, `log.level`, `shutdown`, `restart`."""

import logging
from collections.abc import Iterator

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.kernel.log import LEVELS
from runtime.stats.lateness import Lateness
from runtime.stats.status import MountStatus
from runtime.version import program_version

from .desk import Desk

__all__ = ["about_commands"]

HOUR, DAY = 3600, 86_400

_SURE = Argument("sure", Kind.TRUTH, "yes, really", needed=False)


def about_commands(desk: Desk) -> Iterator[Command]:
    """The commands that tell how the station is, and end it."""

    async def version(_caller: Caller) -> str:
        return f"LegacyStream {program_version()}"

    async def uptime(_caller: Caller) -> str:
        return _duration(_seconds_up(desk))

    async def status(_caller: Caller) -> dict[str, object]:
        now = desk.status()
        mounts = [_mount(each) for each in now.mounts]
        listeners = sum(each.counts.listeners for each in now.mounts)
        up = round(_seconds_up(desk))
        told = {"station": now.identity.name, "uptime": up, "listeners": listeners, "mounts": mounts}
        https = {"https": now.secure_address, "certificate": now.certificate} if now.certificate else {}
        more = {"not in the script": by_hand} if (by_hand := list(desk.by_hand())) else {}
        return {
            **told,
            **https,
            "programme": _punctual(desk.engine.lateness),
            "revision": desk.revision(),
            **more,
        }

    async def mounts(_caller: Caller) -> list[dict[str, object]]:
        return [_mount(each) for each in desk.status().mounts]

    yield Command("version", "Tell which LegacyStream this is.", Role.VIEWER, version, reads=True)
    yield Command("uptime", "Tell how long the station has been on the air.", Role.VIEWER, uptime, reads=True)
    yield Command(
        "status", "Tell how the station is: mounts, titles, listeners.", Role.VIEWER, status, reads=True
    )
    yield Command(
        "mounts", "List the mounts with what plays and who listens.", Role.VIEWER, mounts, reads=True
    )
    yield _log_level()
    yield from _endings(desk)


def _endings(desk: Desk) -> Iterator[Command]:
    """The commands that end the station, which are given twice: without `sure` they only tell what they would do."""

    async def shutdown(_caller: Caller, sure: bool | None) -> str:
        if not sure:
            there = sum(each.counts.listeners for each in desk.status().mounts)
            raise CommandFault(
                f"the station would leave the air, and {there} listeners with it; write: shutdown yes", 409
            )
        desk.shut_down()
        return "the station leaves the air"

    async def restart(_caller: Caller, sure: bool | None) -> str:
        if desk.start_again is None:
            raise CommandFault(
                "this station runs in one process (--edges 0): nobody would start it again", 409
            )
        if not sure:
            raise CommandFault(
                "listeners would stay, source clients have to connect again; write: restart yes", 409
            )
        desk.start_again()
        return "the station starts again; listeners stay"

    doc = "Leave the air gracefully, and end.\nWithout `yes` it only tells what would happen."
    yield Command("shutdown", doc, Role.ADMIN, shutdown, (_SURE,))
    doc = "End the station's process and start it again; listeners stay.\nWithout `yes` it only tells what would happen."
    yield Command("restart", doc, Role.ADMIN, restart, (_SURE,))


def _log_level() -> Command:
    async def log_level(_caller: Caller, level: str | None) -> str:
        root = logging.getLogger()
        if level is not None and level not in LEVELS:
            raise CommandFault(f'"{level}" is no level; there are: {", ".join(LEVELS)}')
        if level is not None:
            root.setLevel(level.upper())
        return logging.getLevelName(root.level).lower()

    level = Argument("level", Kind.TEXT, "one of " + ", ".join(LEVELS), needed=False)
    return Command(
        "log.level", "Tell how much is logged, or log more or less.", Role.ADMIN, log_level, (level,)
    )


def _punctual(lateness: Lateness) -> dict[str, object]:
    """How well the programme keeps its time; blocks are 40 ms long."""
    return {"blocks": lateness.blocks, "late": lateness.late, "worst": round(lateness.worst, 4)}


def _seconds_up(desk: Desk) -> float:
    return (desk.clock.wall() - desk.status().started).total_seconds()


def _duration(seconds: float) -> str:
    """As panels written for Liquidsoap read it: "1d 02h 03m 04s"."""
    whole = int(seconds)
    return f"{whole // DAY}d {whole % DAY // HOUR:02}h {whole % HOUR // 60:02}m {whole % 60:02}s"


def _mount(mount: MountStatus) -> dict[str, object]:
    return {
        "path": mount.path,
        "format": mount.format_name,
        "listeners": mount.counts.listeners,
        "peak": mount.counts.peak,
        "title": str(mount.title) if mount.title is not None else "",
        "silent": mount.on_floor,
    }
