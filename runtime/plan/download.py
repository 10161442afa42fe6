"""Files that are fetched from another server: the news of the hour."""

from dataclasses import dataclass

from .gate import Secret
from .moments import Moments
from .origin import Origin, origin_field
from .units import Seconds

__all__ = ["Download"]


@dataclass(frozen=True, slots=True)
class Download:
    """The latest file of an address, which plays while it is new enough; times in seconds.

    It is fetched at the moments. What is older than `newest`, or not `least` to `most` long, is refused. With `trim`,
    the silence at its beginning and its end is left out. The address may hold a key, so it is a secret. With `feed`, it is
    that of a podcast, whose newest episode is fetched.
    """

    url: Secret
    moments: Moments
    newest: Seconds = Seconds(3600.0)
    least: Seconds = Seconds(5.0)
    most: Seconds = Seconds(600.0)
    trim: bool = True
    feed: bool = False
    origin: Origin = origin_field()
