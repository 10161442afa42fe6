"""What a source client says of its stream."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from runtime.protocols.http1 import Headers

from .text import one_line

__all__ = ["StreamDescription", "describe"]

PREFIXES = ("ice-", "icy-", "x-audiocast-")
"""In the order Icecast looks for them."""

LARGEST_NUMBER = 1_000_000_000


@dataclass(frozen=True, slots=True)
class StreamDescription:
    """What listeners and pages are told of a stream. Empty and 0 mean "not said".

    Attributes:
        content_type: as declared; what the stream really is, its bytes tell.
        bitrate: kbit/s.
        sample_rate: Hz.
        public: whether a directory may list it.
    """

    content_type: str = ""
    name: str = ""
    description: str = ""
    genre: str = ""
    url: str = ""
    public: bool = False
    bitrate: int = 0
    sample_rate: int = 0
    channels: int = 0


def describe(headers: Headers) -> StreamDescription:
    """Read the description in a head: each thing as `ice-…`, else `icy-…`, else `x-audiocast-…`."""

    def said(*names: str) -> str:
        given = (headers.get(prefix + name) for name in names for prefix in PREFIXES)
        return one_line(next((value for value in given if value), ""))

    info = _audio_info(headers.get("ice-audio-info"))
    return StreamDescription(
        content_type=headers.get("content-type").partition(";")[0].strip().lower()[:100],
        name=said("name"),
        description=said("description"),
        genre=said("genre"),
        url=said("url"),
        public=_number(said("public", "pub")) == 1,
        bitrate=_number(said("bitrate", "br")) or _number(info.get("bitrate", "")),
        sample_rate=_number(info.get("samplerate", "")),
        channels=_number(info.get("channels", "")),
    )


def _audio_info(value: str) -> Mapping[str, str]:
    """`channels=2;samplerate=44100`, where libshout writes `ice-channels=2` for the same."""
    pairs = (part.partition("=") for part in value.split(";", 20)[:20])
    return {name.strip().lower().removeprefix("ice-"): given.strip() for name, _, given in pairs}


def _number(text: str) -> int:
    """A number that leads a text ("128", "128 kbps", "44100.0"); 0 where none does."""
    found = re.match(r"\s*(\d{1,10})", text, re.ASCII)
    return min(int(found[1]), LARGEST_NUMBER) if found else 0
