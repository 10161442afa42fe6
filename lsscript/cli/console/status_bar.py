"""How the station is, in one line as wide as the terminal."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["NO_ANSWER", "status_bar"]

NO_ANSWER = "no answer from the station"

WIDE = 100
"""Columns from which on there is room for what is nice to know."""

QUIET_SECONDS = 5.0
"""Seconds without sound after which the line says so."""

FULL_SCALE = -0.05
"""dB: a peak that reaches so far is cut by encoders."""

LEAST_TITLE = 8
"""Columns below which a title is left out."""

_GAP = "  "


def status_bar(
    status: Mapping[str, Any] | None,
    columns: int,
    width: Callable[[str], int] = len,
    levels: Sequence[Mapping[str, Any]] = (),
) -> tuple[str, bool]:
    """The line, exactly `columns` wide, and whether there is an alarm.

    What matters most stands first: an alarm, who listens, how loud it is, the title; what finds no room is shortened or left
    out. `width` tells the columns that a text takes, `levels` how loud each mounted source is; the first one's is shown.
    """
    if status is None:
        return _fitted(f" {NO_ANSWER}", columns, width), True
    alarm = _alarm(status["mounts"]) or _quiet(levels)
    before = [alarm or "on air", _listeners(int(status["listeners"])), *map(_level, levels[:1])]
    after = [str(status["station"]), f"up {_duration(int(status['uptime']))}"] if columns >= WIDE else []
    room = columns - 2 - width(_GAP.join([*before, *after])) - len(_GAP)
    title = [_fitted(_title(status["mounts"]), room, width)] if room >= LEAST_TITLE else []
    return _fitted(f" {_GAP.join([*before, *title, *after])}", columns, width), bool(alarm)


def _alarm(mounts: Sequence[Mapping[str, Any]]) -> str:
    silent = [str(each["path"]) for each in mounts if each["silent"]]
    return f"SILENT: {', '.join(silent)}" if silent else ""


def _quiet(levels: Sequence[Mapping[str, Any]]) -> str:
    """Sources that are heard and have been below any sound for some time, or reach full scale."""
    quiet = [f"{each['source']} {each['silent']:.0f} s" for each in levels if each["silent"] >= QUIET_SECONDS]
    if quiet:
        return f"QUIET: {', '.join(quiet)}"
    loud = [str(each["source"]) for each in levels if each["peak"] >= FULL_SCALE]
    return f"CLIPS: {', '.join(loud)}" if loud else ""


def _level(level: Mapping[str, Any]) -> str:
    """RMS and peak in dB below full scale."""
    return f"{level['rms']:.0f}/{level['peak']:.0f} dB"


def _listeners(number: int) -> str:
    return f"{number} listener{'' if number == 1 else 's'}"


def _title(mounts: Sequence[Mapping[str, Any]]) -> str:
    return next((str(each["title"]) for each in mounts if each["title"]), "")


def _duration(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours // 24}d {hours % 24}h" if hours >= 24 else f"{hours}h {minutes:02}m"


def _fitted(text: str, columns: int, width: Callable[[str], int]) -> str:
    """A text of just so many columns: cut with an ellipsis, or filled up."""
    if width(text) > columns:
        while text and width(text) > columns - 1:
            text = text[:-1]
        text += "…" if columns > 0 else ""
    return text + " " * (columns - width(text))
