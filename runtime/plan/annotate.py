r"""`annotate:` URIs: tags in front of a path, as Liquidsoap and AzuraCast write them.

    annotate:title="Glass Garden",artist="Ada \"Q\" Quill",liq_cue_in="3.2":music/garden.mp3

A value is quoted, with `\"` and `\\` in it, or runs to the next comma or colon. Prefixes that ask for what a station does
by itself (`autocue:`, `replaygain:`, `file:`) are taken off, and several `annotate:` may follow each other: the inner one
counts more.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["MOST_TAGS", "annotated"]

MOST_TAGS = 100
"""Tags of one entry."""

_PREFIX = "annotate:"
_IDLE_PREFIXES = ("autocue:", "replaygain:")
_DEEPEST = 16
"""Prefixes in front of one path."""

_TAG = re.compile(r'\s*([^\s=,:"]{1,64})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,:"]*))\s*', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


def annotated(uri: str) -> tuple[Mapping[str, str], str]:
    """The tags in front of a path, names in small letters, and the path.

    Raises:
        ValueError: with words for what cannot be read.
    """
    tags: dict[str, str] = {}
    for _ in range(_DEEPEST):
        lowered = uri[:16].lower()
        idle = next((prefix for prefix in _IDLE_PREFIXES if lowered.startswith(prefix)), "")
        if idle:
            uri = uri[len(idle) :]
        elif lowered.startswith(_PREFIX):
            uri = _read_tags(uri, tags)
        elif lowered.startswith("file:") and not lowered.startswith("file://"):
            uri = uri[5:]
        else:
            break
    if len(tags) > MOST_TAGS:
        raise ValueError(f"its annotate: has more than {MOST_TAGS} tags")
    return MappingProxyType(tags), uri


def _read_tags(uri: str, tags: dict[str, str]) -> str:
    """Read one `annotate:` into `tags`; what stands behind it."""
    at = len(_PREFIX)
    while (found := _TAG.match(uri, at)) is not None:
        name, quoted, plain = found.groups()
        tags[name.lower()] = _unescaped(quoted) if quoted is not None else plain.strip()
        at = found.end()
        if uri.startswith(":", at):
            return uri[at + 1 :]
        if not uri.startswith(",", at):
            break
        at += 1
    raise ValueError(
        f'its annotate: cannot be read from "{uri[at : at + 20]}" on; it goes name="value",…:path'
    )


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text)
