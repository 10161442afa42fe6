"""Sources whose tracks are chosen by others: by whoever asks for one, or by a program."""

from dataclasses import dataclass

from .gate import Secret
from .handler import Live
from .origin import Origin, origin_field
from .schedule import Always, Schedule
from .units import Seconds

__all__ = ["Next", "Program", "RequestQueue", "RequestRules", "WebAddress"]


@dataclass(frozen=True, slots=True)
class RequestRules:
    """What listeners may ask for, and how often; times in seconds, None asks for nothing.

    A listener has one request in `person` seconds; a song comes once in `title`, an artist once in `artist` seconds; there are
    `per_hour` requests in any hour, while `when` is on. Only files below the folder `inside` are played, "" for any.
    """

    person: Seconds | None = None
    title: Seconds | None = None
    artist: Seconds | None = None
    per_hour: int | None = None
    when: Schedule = Always()
    inside: str = ""


@dataclass(frozen=True, slots=True)
class RequestQueue:
    """Tracks that people and programs ask for, one after the other. `first` are those it begins with."""

    first: tuple[str, ...] = ()
    rules: RequestRules = RequestRules()
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Program:
    """A program that is run, with its arguments."""

    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address that is asked. It may hold a key, so it is a secret."""

    url: Secret


@dataclass(frozen=True, slots=True)
class Next:
    """Tracks that a function of the script, a program or another server chooses, one at a time.

    It is asked `ahead` seconds before the running track ends, and has `timeout` seconds to answer.
    """

    chooser: Live | Program | WebAddress | None
    ahead: Seconds = Seconds(20.0)
    timeout: Seconds = Seconds(10.0)
    origin: Origin = origin_field()
