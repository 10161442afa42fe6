"""The episodes of a podcast."""

from dataclasses import dataclass
from typing import Literal

from .gate import Secret
from .moments import Moments
from .origin import Origin, origin_field
from .units import Seconds

__all__ = ["Podcast"]


@dataclass(frozen=True, slots=True)
class Podcast:
    """The episodes that a feed names, each once; times in seconds.

    Of the newest `episodes` (None: of all) it plays those that were not heard yet, the newest or the oldest of them first. The
    feed is looked at at the moments. What is older than `newest` (None: of any age), or not `least` to `most` long, is passed
    over. With `trim`, the silence at an episode's beginning and its end is left out. The address may hold a key, so it is a
    secret.
    """

    url: Secret
    moments: Moments
    episodes: int | None = None
    order: Literal["newest", "oldest"] = "newest"
    newest: Seconds | None = None
    least: Seconds = Seconds(30.0)
    most: Seconds = Seconds(3 * 3600.0)
    trim: bool = False
    origin: Origin = origin_field()
