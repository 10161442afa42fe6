"""`lss simulate`: a day of programme in seconds, as a run sheet with reasons."""

import argparse
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TextIO

from lsscript.cli.compile import ScriptUnreadable, compile_file, render_text
from lsscript.cli.terminal import write
from runtime.plan import HttpInput, LiveInput, NodeId, Station, Times, is_on

if TYPE_CHECKING:
    from runtime.station.run_sheet import Line, RunSheet

__all__ = ["WrongUse", "run_simulate", "shows_of"]

HOUR = 3600

Show = Callable[[datetime], bool]


class WrongUse(Exception):
    """An option that does not fit the script; the message says why."""


def run_simulate(options: argparse.Namespace, *, colour: bool, out: TextIO, problems: TextIO) -> int:
    """Play a script in virtual time.

    Returns:
        0 when the mount is never silent, 1 when it is or the script has errors, 2 for wrong use or an unreadable script.
    """
    try:
        outcome = compile_file(options.script)
        write(problems, render_text(outcome.diagnostics, outcome.sources, colour))
        if outcome.station is None:
            return 1
        sheet, begin = simulated(outcome.station, options)
    except (ScriptUnreadable, WrongUse) as fault:
        write(problems, f"{fault}\n")
        return 2
    text = as_json(sheet, begin, options) if options.json else as_text(sheet)
    write(out, text + "\n")
    return 1 if sheet.gaps else 0


def simulated(station: Station, options: argparse.Namespace) -> "tuple[RunSheet, datetime]":
    """Play what the options say."""
    from runtime.station.run_sheet import run_sheet
    from runtime.station.virtual import VirtualStation
    from runtime.station.zone import Zone

    root, zone = root_of(station, options.mount), Zone(station.identity.timezone).rules
    begin = options.begin or datetime.now().astimezone().replace(microsecond=0)
    begin = (
        begin.replace(tzinfo=zone) if begin.tzinfo is None and zone is not None else begin.astimezone(zone)
    )
    shows = shows_of(station, options.live)
    virtual = VirtualStation(station, root, begin, seed=options.seed, shows=shows)
    try:
        return run_sheet(virtual, options.hours * HOUR), begin
    finally:
        virtual.stop()


# ---- What the options mean ----------------------------------------------------------------------------------------------


def root_of(station: Station, path: str | None) -> NodeId:
    """The source of a mount.

    Raises:
        WrongUse: there is no such mount.
    """
    mounts = {str(mount.path): mount.source for mount in station.mounts.values()}
    if not mounts:
        raise WrongUse("this script has no mount with a programme to simulate")
    if path is not None and path not in mounts:
        raise WrongUse(f'there is no mount "{path}"; there are: {", ".join(mounts)}')
    return mounts[path] if path is not None else next(iter(mounts.values()))


def shows_of(station: Station, options: list[str]) -> Mapping[NodeId, Show]:
    """The shows of each live input.

    Raises:
        WrongUse: an option names no live input, or no times.
    """
    lives = {node: plan for node, plan in station.sources.items() if isinstance(plan, LiveInput | HttpInput)}
    shows: dict[NodeId, list[Show]] = {}
    for option in options:
        name, _, times = option.partition("=")
        node = next((node for node, plan in lives.items() if is_called(name, node, plan)), None)
        if node is None:
            known = ", ".join(dict.fromkeys(each.partition(".")[0] for each in lives)) or "none"
            raise WrongUse(f'there is no live input "{name}"; there are: {known}')
        shows.setdefault(node, []).append(show(times))
    return {node: any_of(each) for node, each in shows.items()}


def is_called(name: str, node: NodeId, plan: LiveInput | HttpInput) -> bool:
    """Whether an input goes by a name: its own, its path, or the one of what was made of it."""
    return name in (node, plan.path if isinstance(plan, LiveInput) else node) or node.startswith(f"{name}.")


def any_of(shows: list[Show]) -> Show:
    """Several shows of one input."""
    return lambda at: any(show(at) for show in shows)


def show(times: str) -> Show:
    """`18:00..20:00` every day, or from one date and time to another, in the station's zone.

    Raises:
        WrongUse: it is neither.
    """
    begin, _, end = times.partition("..")
    daily = [re.fullmatch(r"(\d{1,2}):(\d{2})", each.strip()) for each in (begin, end)]
    if all(daily):
        first, last = (int(each[1]) * HOUR + int(each[2]) * 60.0 for each in daily if each)
        schedule = Times(first, last)
        return lambda at: is_on(schedule, at)
    try:
        first_day, last_day = datetime.fromisoformat(begin), datetime.fromisoformat(end)
    except ValueError:
        raise WrongUse(f'"{times}" is no show: write 18:00..20:00, or two dates with times') from None
    return lambda at: first_day <= at.replace(tzinfo=first_day.tzinfo) < last_day


# ---- The sheet --------------------------------------------------------------------------------------------------------


def as_text(sheet: "RunSheet") -> str:
    """The sheet for people."""
    return "\n".join([*rows(sheet), *closing(sheet)])


def rows(sheet: "RunSheet") -> Iterator[str]:
    """A row for each thing that is heard, under the date."""
    day = None
    for line in sheet.lines:
        if line.at.date() != day:
            day = line.at.date()
            yield f"{day:%A, %d %B %Y}"
        kind = (
            ""
            if line.segment.kind == "track"
            else f"({'nothing to play' if line.on_floor else line.segment.kind}) "
        )
        why = f"   [{'; '.join(line.why)}]" if line.why else ""
        cut = "" if line.whole or line.segment.endless or line.segment.kind == "live" else " …"
        yield f"  {line.at:%H:%M:%S}  {length(line):>8}  {kind}{line.name}{cut}{why}"


def length(line: "Line") -> str:
    """How long it is heard: minutes and seconds."""
    minutes, seconds = divmod(round(line.seconds), 60)
    return f"{minutes}:{seconds:02}"


def closing(sheet: "RunSheet") -> Iterator[str]:
    """What was not as the script wants it."""
    silent = sum((timedelta(seconds=gap.seconds) for gap in sheet.gaps), timedelta())
    yield ""
    yield f"{len(sheet.lines)} things are heard; " + (
        f"nothing for {silent} in {len(sheet.gaps)} gaps" if sheet.gaps else "there is no gap"
    )
    for each in sheet.left_out:
        yield f"  left out: {each.what} of {each.due}: {each.why}"
    for line in sheet.not_met:
        why = next(each for each in line.why if "least bad" in each)
        yield f"  rule not met: {line.at:%H:%M:%S} {line.name} [{why}]"


def as_json(sheet: "RunSheet", begin: datetime, options: argparse.Namespace) -> str:
    """The sheet for machines."""
    found = {
        "begin": begin.isoformat(),
        "hours": options.hours,
        "seed": options.seed,
        "lines": [line_data(line) for line in sheet.lines],
        "left_out": [
            {"at": each.at.isoformat(), "what": each.what, "due": each.due, "why": each.why}
            for each in sheet.left_out
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def line_data(line: "Line") -> dict[str, object]:
    """A row for machines."""
    return {
        "at": line.at.isoformat(),
        "seconds": line.seconds,
        "kind": line.segment.kind,
        "artist": line.segment.title.artist,
        "title": line.segment.title.title,
        "path": line.segment.path,
        "whole": line.whole,
        "why": list(line.why),
    }
