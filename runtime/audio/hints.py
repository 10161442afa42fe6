"""What a file's tags, or a list's `annotate:`, say about how to play it.

Names are those of Liquidsoap (`liq_cue_in`), the same without "liq_", and the tags of ReplayGain and R128. A value that is
no number, or beyond what a programme can bear, says nothing.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from runtime.plan.joining import FadeShape

__all__ = ["LONGEST_TIME", "MOST_CUSTOM", "MOST_GAIN", "Hints", "read_hints"]

LONGEST_TIME = 86_400.0
"""Seconds; a cue point behind a day says nothing."""

MOST_GAIN = 60.0
"""dB, up or down; more is a mistake."""

MOST_CUSTOM = 64
"""Further tags that are kept of one file."""

LONGEST_NAME = 64
"""Characters of a further tag's name."""

REPLAY_GAIN_REFERENCE = -18.0
"""LUFS that ReplayGain 2 brings a track to."""

R128_REFERENCE = 5.0
"""dB between the −23 LUFS that R128 tags mean and the −18 LUFS that ReplayGain 2 means (RFC 7845 §5.2.1)."""

_TITLES = {"title", "artist", "album", "url"}
_NUMBER = re.compile(r"\s*([+-]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12}))\s*(db|lufs)?\s*", re.IGNORECASE)
_TRUE, _FALSE = {"true", "yes", "1", "on"}, {"false", "no", "0", "off"}
_SHAPES: tuple[FadeShape, ...] = ("sin", "lin", "exp", "log")


@dataclass(frozen=True, slots=True)
class Hints:
    """How a segment wants to be played; None where nothing is said.

    The sound of a segment is cut by `cue_in` and `cue_out` already: its first sample is the one at `cue_in`.

    Attributes:
        cue_in: seconds into the file at which it begins.
        cue_out: seconds into the file at which it ends.
        fade_in: seconds over which it comes.
        fade_out: seconds over which it goes.
        fade_in_shape: the curve by which it comes.
        fade_out_shape: the curve by which it goes.
        cross: seconds for which it and the next one are heard together.
        start_next: seconds into the file at which the next one begins to be heard, where `cross` says nothing.
        gain_db: how much louder somebody wants it.
        replaygain_db: how much louder ReplayGain (−18 LUFS) wants the track.
        replaygain_peak: the track's highest sample, 1.0 being full scale.
        jingle: whether it is a jingle, which is no music: no title of it need be told.
        no_append: whether nothing is to be played behind it.
        no_prepend: whether nothing is to be played before it.
        custom: all other tags, names in small letters.
    """

    cue_in: float | None = None
    cue_out: float | None = None
    fade_in: float | None = None
    fade_out: float | None = None
    fade_in_shape: FadeShape | None = None
    fade_out_shape: FadeShape | None = None
    cross: float | None = None
    start_next: float | None = None
    gain_db: float | None = None
    replaygain_db: float | None = None
    replaygain_peak: float | None = None
    jingle: bool = False
    no_append: bool = False
    no_prepend: bool = False
    custom: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)


def read_hints(tags: Mapping[str, str]) -> Hints:
    """Read the hints among tags, whose names may be in any case."""
    left = {name.lower(): text for name, text in tags.items()}
    cue_in = _seconds(left, "cue_in")
    cue_out = _seconds(left, "cue_out")
    return Hints(
        cue_in=cue_in,
        cue_out=cue_out if cue_out and cue_out > (cue_in or 0.0) else None,
        fade_in=_seconds(left, "fade_in"),
        fade_out=_seconds(left, "fade_out"),
        fade_in_shape=_shape(left, "fade_in_type"),
        fade_out_shape=_shape(left, "fade_out_type"),
        cross=_seconds(left, "cross_duration", "cross"),
        start_next=_seconds(left, "cross_start_next", "fade_out_start_next", "start_next"),
        gain_db=_gain(left),
        replaygain_db=_replay_gain(left),
        replaygain_peak=_peak(left.pop("replaygain_track_peak", "")),
        jingle=any(text.strip().lower() in _TRUE for text in _taken(left, "jingle", "jingle_mode")),
        no_append=_refused(left, "append"),
        no_prepend=_refused(left, "prepend"),
        custom=MappingProxyType(_rest(left)),
    )


def _taken(tags: dict[str, str], *names: str) -> list[str]:
    """What the tags of these names say, those with "liq_" first; they are taken out."""
    prefixed = [f"liq_{name}" for name in names]
    return [tags.pop(name) for name in (*prefixed, *names) if name in tags]


def _seconds(tags: dict[str, str], *names: str) -> float | None:
    told = [_number(text) for text in _taken(tags, *names)]
    return next((each for each in told if each is not None and 0 <= each <= LONGEST_TIME), None)


def _shape(tags: dict[str, str], name: str) -> FadeShape | None:
    told = [text.strip().lower() for text in _taken(tags, name)]
    return next((shape for shape in _SHAPES if shape in told[:1]), None)


def _refused(tags: dict[str, str], name: str) -> bool:
    """Whether `liq_append` and the like say no; a tag "append" of a file means something else."""
    return tags.pop(f"liq_{name}", "").strip().lower() in _FALSE


def _gain(tags: dict[str, str]) -> float | None:
    """`liq_amplify` is a factor unless it says dB, `gain` is in dB."""
    factors, levels = _taken(tags, "amplify"), _taken(tags, "gain")
    gains = [*(_amplified(text) for text in factors), *(_number(text) for text in levels)]
    return next((gain for gain in map(_bearable, gains) if gain is not None), None)


def _amplified(text: str) -> float | None:
    value = _number(text)
    if value is None or "db" in text.lower():
        return value
    return 20 * math.log10(value) if value > 0 else None


def _replay_gain(tags: dict[str, str]) -> float | None:
    """How loud it was measured to be: by Liquidsoap, as ReplayGain, or as R128 has it."""
    loudness = _number(tags.pop("liq_integrated_lufs", ""))
    told = _number(tags.pop("replaygain_track_gain", ""))
    r128 = _number(tags.pop("r128_track_gain", ""))
    if loudness is not None:
        told = REPLAY_GAIN_REFERENCE - loudness
    elif told is None and r128 is not None:
        told = r128 / 256 + R128_REFERENCE
    return _bearable(told)


def _bearable(gain: float | None) -> float | None:
    return gain if gain is not None and abs(gain) <= MOST_GAIN else None


def _peak(text: str) -> float | None:
    peak = _number(text)
    return peak if peak is not None and 0 < peak < 100 else None


def _number(text: str) -> float | None:
    found = _NUMBER.fullmatch(text[:64])
    return float(found[1]) if found else None


def _rest(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags that are neither hints nor a title."""
    others: Iterable[tuple[str, str]] = (
        (name[:LONGEST_NAME], text) for name, text in tags.items() if name not in _TITLES and text
    )
    return dict(sorted(others)[:MOST_CUSTOM])
