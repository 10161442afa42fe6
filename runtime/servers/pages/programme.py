"""Mounts that carry the same sound, for one card and one player of the page.

Strategy: the order is what a browser tries. Opus sounds best at a given rate and is in every browser of the last years,
AAC is in those that lack it, MP3 in all. FLAC costs a listener eight times as much of his data, so it is his own choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from runtime.stats.status import MountStatus, StationStatus

__all__ = ["Programme", "codec_type", "programme_of", "programmes"]

_RANKS = ("opus", "he-aac", "aac", "vorbis", "mp3", "ogg", "flac")
_TYPES = {
    "opus": 'audio/ogg; codecs="opus"',
    "vorbis": 'audio/ogg; codecs="vorbis"',
    "aac": "audio/aac",
    "he-aac": "audio/aac",
    "mp3": "audio/mpeg",
}


@dataclass(frozen=True, slots=True)
class Programme:
    """What is on the air, and the mounts that carry it, the best for a browser first.

    Attributes:
        id: unlike that of every other programme of this station.
        mounts: at least one.
    """

    id: str
    mounts: tuple[MountStatus, ...]

    @property
    def main(self) -> MountStatus:
        """The mount that stands for the programme: the first in the script."""
        return self.mounts[0]

    @property
    def playable(self) -> tuple[MountStatus, ...]:
        """The mounts in the order in which a browser should try them."""
        return tuple(sorted(self.mounts, key=_rank))


def programmes(mounts: Sequence[MountStatus]) -> list[Programme]:
    """Group mounts by what they carry, in the order of the script."""
    groups: dict[str, list[MountStatus]] = {}
    for mount in mounts:
        groups.setdefault(mount.programme or mount.path, []).append(mount)
    return [Programme(name, tuple(group)) for name, group in groups.items()]


def programme_of(status: StationStatus, path: str) -> Programme | None:
    """The programme that a mount belongs to; the first one for ""; None where there is no such mount."""
    found = programmes(status.shown)
    if not path:
        return found[0] if found else None
    return next((each for each in found if any(mount.path == path for mount in each.mounts)), None)


def codec_type(mount: MountStatus) -> str:
    """What a browser is asked whether it plays it."""
    return _TYPES.get(_codec(mount), mount.content_type)


def _codec(mount: MountStatus) -> str:
    """Which of `_RANKS` a mount is; the format's name says what the media type leaves open."""
    name = mount.format_name.lower()
    match mount.content_type:
        case "audio/mpeg":
            return "mp3"
        case "audio/aacp":
            return "he-aac"
        case "audio/aac":
            return "aac"
        case "audio/flac":
            return "flac"
        case _:
            return next((codec for codec in ("opus", "vorbis", "flac") if codec in name), "ogg")


def _rank(mount: MountStatus) -> tuple[int, int]:
    """The lower, the sooner it is tried."""
    return (_RANKS.index(_codec(mount)), -mount.bitrate)
