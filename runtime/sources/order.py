"""In which order a playlist's files play: decisions only, no files touched.

Rules. "shuffle" deals all files like cards: each is heard once before any comes again, and over the seam to a new
deal half of the files come between. "random" draws anew each time, but never the same file twice running.
"sequential" goes through them in their own order: that of a list, or of names as people count them (track 2 before
track 10). Files that come are dealt in at random among those still to come (shuffle) or take their place in the order;
files that go are left out. Who wants to choose himself looks at what is `upcoming`, which reaches into the next deal, and
takes one of them.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, assert_never

__all__ = ["MOST_SINCE", "Order", "Rotation", "by_name"]

MOST_SINCE = 64
"""Files that are played until the whole round is noted anew."""

Order = Literal["shuffle", "sequential", "random"]

_NUMBER = re.compile(r"([0-9]{1,18})")


def by_name(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts names as people do: without regard to case, numbers by their size."""
    parts = _NUMBER.split(name.casefold())
    return tuple((0, int(part), "") if place % 2 else (1, 0, part) for place, part in enumerate(parts))


@dataclass(slots=True)
class Rotation:
    """Which file comes next. Files are names; `rng` decides whatever chance decides."""

    order: Order
    rng: random.Random
    _files: tuple[str, ...] = ()
    _to_come: list[str] = field(default_factory=list)
    _last: str | None = None
    _recent: list[str] = field(default_factory=list)
    _again: list[str] = field(default_factory=list)
    _round: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _since: tuple[str, ...] = ()

    @property
    def noted(self) -> Mapping[str, object]:
        """Where it stands, as plain data in two parts: a round as it was dealt, and what has been taken since.

        So little changes from one file to the next, however many there are.
        """
        return {"round": self._round, "since": self._since}

    def recall(self, to_come: Sequence[str], recent: Sequence[str], again: Sequence[str] = ()) -> None:
        """Go on where another one stood: what it had still to play, and what it had played; `again` comes first."""
        played = list(recent)
        for name in again:
            if name in played:
                played.reverse()
                played.remove(name)
                played.reverse()
        self._again, self._to_come, self._recent = list(again), list(to_come), played
        self._last = played[-1] if played else None
        self._files = tuple(dict.fromkeys((*again, *to_come, *played)))
        self._note()

    def update(self, files: Sequence[str]) -> None:
        """Take over what there is now, in its own order. No name stands twice in it."""
        known, there, to_come = set(self._files), set(files), self._to_come
        self._again = [name for name in self._again if name in there]
        self._to_come = [name for name in to_come if name in there]
        self._files = tuple(files)
        if to_come:
            self._deal_in([name for name in files if name not in known])
        if to_come != self._to_come:
            self._note()

    @property
    def exhausted(self) -> bool:
        """Whether the next file begins a new round; the time to look what the folder holds."""
        return not self._to_come and not self._again

    @property
    def to_come(self) -> Sequence[str]:
        """Those that are dealt already and do not play yet, the next one first. From any thread."""
        return tuple(self._to_come)

    def peek(self, most: int) -> Sequence[str]:
        """The next ones, as far as they are dealt."""
        return (self._again + self._to_come[:most])[:most]

    def next(self) -> str | None:
        """The file that plays next; None when there is none."""
        if not self._files:
            return None
        if self._again:
            return self.take(self._again[0])
        if not self._to_come:
            self._to_come = self._deal()
            self._note()
        return self.take(self._to_come[0])

    def upcoming(self, most: int) -> Sequence[str]:
        """The files among which the next one may be chosen, best first; one only where the order is given."""
        if self._again and self.order != "shuffle":
            return self._again[:1]
        if self.order == "random":
            return self.rng.sample(self._files, min(most, len(self._files)))
        if not self._to_come:
            self._to_come = self._deal()
            self._note()
        if self.order == "sequential":
            return self._to_come[:1]
        if len(self._to_come) < min(most, len(self._files)):
            self._to_come += self._shuffled(self._to_come)
            self._note()
        return [*self._again, *self._to_come][:most]

    def take(self, name: str) -> str:
        """Play one of those that are upcoming."""
        for line in (self._again, self._to_come):
            if name in line:
                line.remove(name)
                break
        self._last = name
        self._recent = [*self._recent[-len(self._files) :], name]
        self._since = (*self._since, name)
        if len(self._since) > MOST_SINCE:
            self._note()
        return name

    def _note(self) -> None:
        """Note the whole round; where chance draws each file, only the last one matters."""
        recent = self._recent[-1:] if self.order == "random" else self._recent
        self._round, self._since = {"to_come": (*self._again, *self._to_come), "recent": tuple(recent)}, ()

    def _deal(self) -> list[str]:
        """A new round."""
        match self.order:
            case "sequential":
                return list(self._files)
            case "shuffle":
                return self._shuffled(self._recent)
            case "random":
                others = [name for name in self._files if name != self._last]
                return [self.rng.choice(others or self._files)]
            case _:
                assert_never(self.order)

    def _shuffled(self, before: Sequence[str]) -> list[str]:
        """A new deal, which keeps its distance from what comes before it."""
        distance = max(1, len(self._files) // 2)
        recent = set(before[-distance:])
        cards = list(self._files)
        self.rng.shuffle(cards)
        first = [name for name in cards if name not in recent][:distance]
        early = set(first)
        behind = [name for name in cards if name not in early]
        self.rng.shuffle(behind)
        return first + behind

    def _deal_in(self, new: list[str]) -> None:
        """Files that have come take their places in the running round."""
        if self.order == "shuffle" and new:
            self.rng.shuffle(new)
            places = set(self.rng.sample(range(len(self._to_come) + len(new)), len(new)))
            old, come = iter(self._to_come), iter(new)
            length = len(self._to_come) + len(new)
            self._to_come = [next(come) if place in places else next(old) for place in range(length)]
        elif self.order == "sequential":
            wanted = {*self._to_come, *new}
            self._to_come = [name for name in self._files if name in wanted]
