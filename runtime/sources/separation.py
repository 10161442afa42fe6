"""Songs that are kept apart: by artist, title and album, for as long as the script says.

Strategy: a playlist that is about to open its next song shows what it might play, best first, and the first that keeps all
rules is taken; where none does, the least bad one, and the numbers are told. A song counts as heard from the moment it was
chosen, wherever its playlist stands, so that two playlists never hold songs of one artist in readiness. What was heard is known
after a restart.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from runtime.audio.pcm import Block, Segment
from runtime.media.title import Title
from runtime.plan.separate import Separate
from runtime.plan.units import NodeId
from runtime.sources.around import Around
from runtime.sources.reasons import Choice, duration
from runtime.sources.source import Source

__all__ = [
    "CANDIDATES",
    "MOST_REMEMBERED",
    "Candidate",
    "Heard",
    "SeparateSource",
    "Separation",
    "Shortfall",
    "shortfalls",
]

log = logging.getLogger("legacystream.sources")

CANDIDATES = 40
"""Songs of a playlist that are looked at before the least bad one is taken."""

MOST_REMEMBERED = 5000
"""Songs that were heard; a rule that reaches further back than those asks for more than is known."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A song that may come next; `path` names it, as the operator knows it."""

    path: str
    title: Title


@dataclass(slots=True)
class Heard:
    """A song that was heard, or is chosen: when it began (seconds), None before that."""

    song: Candidate
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A rule that is not kept: the last song with the same `value` began only `age` seconds ago, instead of `wanted`."""

    rule: str
    value: str
    wanted: float
    age: float

    @property
    def weight(self) -> float:
        """How bad that is: 1 for the worst."""
        return 1 - self.age / self.wanted

    def __str__(self) -> str:
        """Say it in words."""
        return f'{self.rule} "{self.value}" {duration(self.age)} ago, not {duration(self.wanted)}'


def shortfalls(song: Candidate, heard: Sequence[Heard], rules: Separate, now: float) -> tuple[Shortfall, ...]:
    """The rules that a song would break if it was played now; `heard` is in the order of choice."""
    found = []
    for rule, wanted in (("artist", rules.artist), ("title", rules.title), ("album", rules.album)):
        value = _value(song, rule)
        if not wanted or not value:
            continue
        ages = (
            0.0 if each.at is None else now - each.at for each in heard if _value(each.song, rule) == value
        )
        age = min(ages, default=wanted)
        if age < wanted:
            found.append(Shortfall(rule, value, wanted, age))
    return tuple(found)


def _value(song: Candidate, rule: str) -> str:
    """What a rule compares; "" where nothing is known. A song without a name is its file."""
    match rule:
        case "title":
            return f"{song.title.artist} - {song.title.title}".strip(" -").casefold() or song.path
        case "artist":
            return song.title.artist.casefold()
        case _:
            return song.title.album.casefold()


class Separation:
    """What was heard, and what may be heard next. Asked from the threads of several playlists, told from the one that plays.

    Attributes:
        rules: what is asked for; a reload may ask for something else.
    """

    def __init__(self, rules: Separate) -> None:
        self.rules = rules
        self._lock = threading.Lock()
        self._heard: deque[Heard] = deque(maxlen=MOST_REMEMBERED)
        self._why: dict[str, str] = {}
        self._short = False

    def choose(self, songs: Iterable[Candidate], now: float) -> Candidate | None:
        """Choose the next song among some, best first; None when there are none."""
        looked: list[tuple[Candidate, tuple[Shortfall, ...]]] = []
        for song in songs:
            looked.append((song, self._shortfalls(song, now)))
            if not looked[-1][1]:
                break
        if not looked:
            return None
        song, found = min(looked, key=lambda each: sum(short.weight for short in each[1]))
        self._chosen(song, found, len(looked), now)
        return song

    def _shortfalls(self, song: Candidate, now: float) -> tuple[Shortfall, ...]:
        with self._lock:
            return shortfalls(song, self._heard, self.rules, now)

    def _chosen(self, song: Candidate, found: tuple[Shortfall, ...], looked: int, now: float) -> None:
        short = "; ".join(map(str, found))
        with self._lock:
            self._forget(now)
            self._heard.append(Heard(song))
            self._why[song.path] = f"least bad of {looked}: {short}" if found else f"song {looked} in line"
        if found and not self._short:
            log.warning('separate: none of %d songs keeps the rules: %s; the least bad one plays, "%s"',
                        looked, short, str(song.title) or song.path, extra={"origin": self.rules.origin})  # fmt: skip
        self._short = bool(found)

    def _forget(self, now: float) -> None:
        """Forget what no rule asks for any more."""
        rules = self.rules
        longest = max(each or 0.0 for each in (rules.artist, rules.title, rules.album))
        while self._heard and (at := self._heard[0].at) is not None and now - at > longest:
            self._heard.popleft()

    def noted(self, epoch: float) -> list[object]:
        """The songs that have begun, as plain data; `epoch` is what turns its times into seconds since 1970."""
        with self._lock:
            heard = [(each.song, each.at) for each in self._heard if each.at is not None]
        return [
            [song.path, song.title.artist, song.title.title, song.title.album, round(at + epoch, 3)]
            for song, at in heard
        ]

    def recall(self, noted: Sequence[object], epoch: float, now: float) -> None:
        """Know those songs again. Raises ValueError for what is none."""
        found = [_recalled(each, epoch, now) for each in noted]
        with self._lock:
            chosen = [each for each in self._heard if each.at is None]
            self._heard = deque([*found, *chosen], maxlen=MOST_REMEMBERED)

    def dropped(self, path: str) -> None:
        """A song that was chosen cannot be played."""
        with self._lock:
            left = [each for each in self._heard if each.at is not None or each.song.path != path]
            self._heard = deque(left, maxlen=MOST_REMEMBERED)
            self._why.pop(path, None)

    def began(self, segment: Segment, now: float) -> str:
        """A song begins; says why it was chosen."""
        with self._lock:
            waiting = (each for each in self._heard if each.at is None and each.song.path == segment.path)
            heard = next(waiting, None)
            if heard is None:
                heard = Heard(Candidate(segment.path, segment.title))
                self._heard.append(heard)
            heard.at = now
            self._forget_earlier(heard)
            return self._why.pop(segment.path, "")

    def _forget_earlier(self, heard: Heard) -> None:
        """Forget when this song was heard before: its last time alone counts for any rule."""
        left = [each for each in self._heard if each is heard or each.at is None or each.song != heard.song]
        self._heard = deque(left, maxlen=MOST_REMEMBERED)


def _recalled(noted: object, epoch: float, now: float) -> Heard:
    """A song that was heard, as `Separation.noted` has it; one from the future was heard now."""
    match noted:
        case [str(path), str(artist), str(title), str(album), int() | float() as at]:
            return Heard(Candidate(path, Title(artist, title, album)), min(at - epoch, now))
        case _:
            raise ValueError("it is no song")


class SeparateSource(Around):
    """`separate(…)`: sees what begins; the playlists below it choose by its rules."""

    def __init__(
        self,
        plan: Separate,
        *,
        node: NodeId,
        children: Sequence[Source],
        separation: Separation,
        now: Callable[[], float],
        wall: Callable[[], datetime],
    ) -> None:
        """Make it from its plan; `now` gives seconds that only go forward, as the playlists have them, `wall` the date."""
        super().__init__(node, plan, children)
        self._separation = separation
        self._now = now
        self._wall = wall
        self._noted: Mapping[str, object] = {}
        self._news = False
        self._segment = ""
        self._why = ""

    @property
    def choice(self) -> Choice:
        """What plays, and why this song."""
        return Choice(self._playing.id, self._why)

    def pull(self, max_samples: int) -> Block | None:
        """More of the programme."""
        block = super().pull(max_samples)
        if block is not None and block.segment.id != self._segment:
            self._segment = block.segment.id
            if block.segment.kind == "track":
                self._why = self._separation.began(block.segment, self._now())
                self._news = True
        return block

    def remembered(self) -> Mapping[str, object]:
        """The songs that were heard, for as long as the rules ask; put together anew only where one has begun."""
        if self._news:
            self._news = False
            self._noted = {"heard": self._separation.noted(self._epoch())}
        return self._noted

    def recall(self, parts: Mapping[str, object]) -> None:
        """Keep those apart from what comes."""
        match parts:
            case {"heard": list(heard)}:
                self._separation.recall(heard, self._epoch(), self._now())
                self._noted, self._news = {"heard": heard}, False
            case _:
                raise ValueError("these are no songs")

    def _epoch(self) -> float:
        """What turns our time into seconds since 1970."""
        return self._wall().timestamp() - self._now()
