"""The units of the language: `3s 500ms 15min 1h30min 7d 128kbps 44.1kHz 3dB 16LUFS 64KiB 20%`."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from .tree import UnitKind

__all__ = ["SLIPS", "UNITS", "Measured", "Unmeasured", "measure"]

UNITS: Mapping[str, tuple[UnitKind, float]] = {
    "ms": ("duration", 0.001),
    "s": ("duration", 1),
    "min": ("duration", 60),
    "h": ("duration", 3600),
    "d": ("duration", 86400),
    "bps": ("bitrate", 1),
    "kbps": ("bitrate", 1000),
    "Mbps": ("bitrate", 1_000_000),
    "Hz": ("frequency", 1),
    "kHz": ("frequency", 1000),
    "dB": ("level", 1),
    "LUFS": ("loudness", 1),
    "B": ("size", 1),
    "kB": ("size", 1000),
    "MB": ("size", 1_000_000),
    "GB": ("size", 1_000_000_000),
    "KiB": ("size", 1024),
    "MiB": ("size", 1024**2),
    "GiB": ("size", 1024**3),
    "%": ("percent", 1),
}
"""Unit → what it measures, and how many of the base unit it is."""

SLIPS: Mapping[str, str] = {
    "m": "min",
    "mins": "min",
    "minute": "min",
    "minutes": "min",
    "sec": "s",
    "secs": "s",
    "second": "s",
    "seconds": "s",
    "hr": "h",
    "hrs": "h",
    "hour": "h",
    "hours": "h",
    "day": "d",
    "days": "d",
    "k": "kbps",
    "kb": "kbps",
    "kbit": "kbps",
    "kbits": "kbps",
    "mbit": "Mbps",
    "lu": "LUFS",
}
"""What is often written, in lower case → the unit that is meant. Units in the wrong case are found without this table."""

PART = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[A-Za-z_%]+|$)")


class Measured(NamedTuple):
    """A number with its unit, in the base unit."""

    amount: float
    kind: UnitKind


class Unmeasured(NamedTuple):
    """A number whose letters are no unit, and how it was probably meant."""

    unit: str
    likely: str | None


def measure(text: str) -> Measured | Unmeasured:
    """What "44.1kHz" or "1h30min" means."""
    parts = [(found["number"], found["unit"]) for found in PART.finditer(text)]
    if "".join(number + unit for number, unit in parts) != text:
        return Unmeasured(text.lstrip("0123456789."), None)
    wrong = [unit for _, unit in parts if unit not in UNITS]
    kinds = {UNITS[unit][0] for _, unit in parts if unit in UNITS}
    if wrong or len(kinds) != 1 or (len(parts) > 1 and kinds != {"duration"}):
        return Unmeasured(wrong[0] if wrong else "", likely(parts))
    return Measured(sum(float(number) * UNITS[unit][1] for number, unit in parts), kinds.pop())


def likely(parts: list[tuple[str, str]]) -> str | None:
    """The number as it was probably meant, when every unit can be guessed and they go together."""
    units = [known(unit) for _, unit in parts]
    named = [unit for unit in units if unit is not None]
    if len(named) < len(parts) or (len(parts) > 1 and {UNITS[unit][0] for unit in named} != {"duration"}):
        return None
    return "".join(number + unit for (number, _), unit in zip(parts, named, strict=True))


def known(unit: str) -> str | None:
    """The unit that is meant by these letters."""
    if unit in UNITS:
        return unit
    folded = {each.lower(): each for each in UNITS}
    return SLIPS.get(unit.lower()) or folded.get(unit.lower())
