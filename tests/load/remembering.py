"""A programme that remembers, in virtual time, lived again and again by processes that somebody kills.

Run it with a folder. Each line of its input is the number of a life: it forks a process that reads what the life before has
left, goes on, and plays, and answers with the process's number. Whatever the living one comes to stand at, it notes in a
file of its own before the memory can see it; so there is nothing remembered that was not noted.
"""

import json
import os
import random
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from runtime.memory import Key, Memory, Remembers
from runtime.plan import (
    Each,
    Fallback,
    Identity,
    Interlude,
    Mount,
    Mp3,
    Once,
    Playlist,
    RequestQueue,
    Separate,
    Single,
    Station,
    Turns,
)
from runtime.station.virtual import VirtualStation

BEGINS = datetime(2026, 5, 1, 12, tzinfo=UTC)
SONGS = [f"Artist {number % 8} - Song {number}.mp3" for number in range(24)]
TALKS = [f"talk {number}.mp3" for number in range(9)]
WISHES = [f"wish {number}.mp3" for number in range(6)]
BEAT = 0.02
"""Seconds between two looks at what is to be remembered: so often that most kills meet a writing."""


def station(folder: Path) -> Station:
    """A station of every kind that remembers; its files are made up."""
    for place, names in (("music", SONGS), ("talks", TALKS), (".", [*WISHES, "hello.mp3", "j.mp3"])):
        (folder / place).mkdir(parents=True, exist_ok=True)
        for name in names:
            (folder / place / name).touch()
    sources = {
        "wishes": RequestQueue(),
        "hello": Single("hello.mp3"),
        "first": Once(("hello",)),
        "music": Playlist("music"),
        "talks": Playlist("talks", "sequential"),
        "apart": Separate(("music",), artist=400.0),
        "turns": Turns(("apart", "talks"), "rotate", (2, 1)),
        "jingles": Single("j.mp3"),
        "auto": Interlude(("turns", "jingles"), Each(900.0), late=450.0, jingle=True),
        "radio": Fallback(("wishes", "first", "auto")),
    }
    mounts = {"/radio": Mount("/radio", "radio", Mp3())}
    return Station(str(folder), Identity(timezone="UTC"), sources=sources, mounts=mounts)


class Life:
    """One process's."""

    def __init__(self, folder: Path, number: int) -> None:
        self.chance = random.Random(number)
        self.notes = os.open(folder / f"life-{number}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        lengths = {name: 40.0 + 10 * at for at, name in enumerate([*SONGS, *TALKS, *WISHES])}
        lengths |= {"hello.mp3": 30.0, "j.mp3": 5.0}
        begins = BEGINS + timedelta(hours=number)
        self.playing = VirtualStation(station(folder), "radio", begins, seed=number, lengths=lengths)
        self.things = {
            Key(str(node), type(made.plan).__name__): made.source
            for node, made in self.playing.made.items()
            if isinstance(made.source, Remembers)
        }
        self.memory = Memory(folder / "state", lambda: datetime.now(UTC), BEAT)
        self.turn = threading.Lock()
        self.cuts = 0

    def live(self) -> None:
        """Go on until somebody ends it."""
        self.memory.open()
        for key, thing in self.things.items():
            self.memory.remind(key, thing)
        self.memory.use(self.things)
        self.note_cut()
        self.memory.start(self.look)
        while True:
            with self.turn:
                asked = self.do_something()
                self.note_cut()
            if asked is not None and self.memory.kept().result(20):
                self.note({"kept": self.cuts})

    def look(self, what: Callable[[], object]) -> object:
        """Between two changes, as the engine has it done."""
        with self.turn:
            return what()

    def do_something(self) -> int | None:
        """Play on, or what people do; the number of a request that somebody waits for."""
        chance, wishes = self.chance, self.playing.made["wishes"].source
        waiting = [number for number, _ in wishes.waiting()]
        match chance.randrange(8):
            case 0 | 1 if len(waiting) < 12:
                return wishes.push(chance.choice(WISHES)).id
            case 2 if len(waiting) < 12:
                return wishes.insert(chance.randrange(3), chance.choice(WISHES)).id
            case 3 if waiting:
                wishes.move(chance.choice(waiting), chance.randrange(4))
            case 4 if waiting:
                wishes.remove(chance.choice(waiting))
            case 5:
                self.playing.made["radio"].source.skip()
            case _:
                for _ in self.playing.play(chance.uniform(1, 90)):
                    pass
        return None

    def note_cut(self) -> None:
        """Note where everybody stands."""
        self.cuts += 1
        parts = {key.name: dict(thing.remembered()) for key, thing in self.things.items()}
        self.note({"cut": {name: found for name, found in parts.items() if found}})

    def note(self, what: object) -> None:
        """A line that outlives the process."""
        os.write(self.notes, json.dumps(what).encode() + b"\n")


def main(folder: Path) -> None:
    """Give lives until there is no more input."""
    for line in sys.stdin:
        number = int(line)
        process = os.fork()
        if not process:
            Life(folder, number).live()
        print(process, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
