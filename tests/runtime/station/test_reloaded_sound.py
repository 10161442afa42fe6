"""What is heard over two hundred reloads, before any encoder, beside the same rendered at one go.

The reloads are the real ones: the script is read from its file, compared, built beside what plays, prepared, swapped between
two blocks and cleared away. The programme is pulled by the real engine, in virtual time. The renderer below knows only what the
documentation says: what is the same in both scripts goes on, and what is new begins where it was swapped in.
"""

import asyncio
import itertools
import random
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from lsscript.cli.order import Script
from runtime.audio.media import DecodingInStep
from runtime.errors import OperatorFault
from runtime.kernel.shared_memory import SharedMemory
from runtime.plan import Station
from runtime.plan.differences import differences
from runtime.station.build import PCM, build, build_after
from runtime.station.built import Built
from runtime.station.engine import BLOCK, Engine, Root
from runtime.station.reload import Transition
from runtime.testing import ManualClock
from tests.runtime.station.test_crossed_sound import sound, write

RELOADS = 200
BROKEN = 4
"""Every fourth finds a script that cannot be played, or a station that cannot be prepared."""

STEP = PCM.samples(BLOCK)
CHANGING = PCM.samples(0.1)
"""Samples for which a change that is heard is announced: a fade of 10 ms, and the block it begins in."""

LENGTHS = (3.0, 2.1, 4.3, 0.9, 2.7)
"""Seconds of the tracks in the folder."""

SCRIPT = """lss 1
station(name="Proof")
music = playlist("music/", order="sequential")
{lines}
radio = {radio}
mount("/radio.mp3", radio, mp3(128kbps), name="{name}")
{mounts}
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A script that plays, and what it says is to be heard: the music so loud, or the single file over it."""

    parts: dict[str, str]
    gain: float = 1.0
    single: bool = False


PLAYED = (
    Text({"radio": "fallback([music, blank()])"}),
    Text({"radio": "fallback([music, blank()])", "name": "Other words"}),
    Text({"radio": "fallback([music |> amplify(-6dB), blank()])"}, gain=10 ** (-6 / 20)),
    Text({"radio": "switch([always => fallback([music, tone(880Hz)])])"}),
    Text({"radio": "fallback([extra, music])", "lines": 'extra = single("extra.flac")'}, single=True),
    Text({"radio": "fallback([music, tone(330Hz)])", "mounts": 'mount("/more.mp3", radio, mp3(64kbps))'}),
    Text({"radio": "rotate([music])", "mounts": 'mount("/more.mp3", music, mp3(64kbps))'}),
)

UNPLAYABLE = (
    {"radio": "fallback([music, blank()]"},
    {"radio": "fallback([music, blank()])", "lines": "def again(x) again(x) end\nendless = again(1)"},
    {"radio": "falback([music, blank()])"},
    {"radio": "fallback([tone(550Hz), music])", "mounts": 'mount("/new.mp3", music, mp3(64kbps))'},
    {"radio": "fallback([gone, blank()])"},
    {"radio": "fallback([music, blank()])", "lines": 'import "missing.lss" as missing'},
)
"""Scripts with a mistake in each phase; the fourth has none, but there is no memory for what it wants."""


class Ground:
    """What the station stands on: memory, while there is some."""

    generation = 1

    def __init__(self):
        self.gives = True

    async def memory(self, name, size):
        if not self.gives:
            raise OperatorFault("there is no memory")
        return SharedMemory.create(name, size)

    def release(self, name):
        pass


@dataclass
class Air:
    """The station on the air, and all that was heard of it."""

    script: Script
    clock: ManualClock = field(default_factory=ManualClock)
    ground: Ground = field(default_factory=Ground)
    heard: list[np.ndarray] = field(default_factory=list)
    built: Built = None
    station: Station = None

    def offer(self, block, *, on_floor=False, wait=False):
        self.heard.append(block.samples)

    @property
    def samples(self):
        return sum(map(len, self.heard))

    async def begin(self):
        self.station = self.script().station
        first = build(self.station, self.clock, random.Random(1), lambda _rings: None)
        ground = replace(first.ground, media=DecodingInStep(PCM))
        nothing = Built(Station(self.station.folder), ground, first.zone)
        self.engine = Engine([], ground.timeline, PCM, self.clock, began=self.clock.now())
        await self._play(nothing, self.station)

    async def reload(self):
        """Read the script anew; whether what it says is played now."""
        compiled = self.script()
        if compiled.station is None:
            return False
        if not differences(self.station, compiled.station):
            return True
        try:
            await self._play(self.built, compiled.station)
        except OperatorFault:
            return False
        self.station = compiled.station
        return True

    async def _play(self, before, station):
        after = build_after(before, station, lambda _rings: None)
        transition = Transition(before, after, self.ground, self.clock)
        await transition.prepare()
        roots = [
            Root(each.source, [self] if each.source.id == "radio" else [], lambda _segment: None)
            for each in after.programmes
        ]
        swap = asyncio.ensure_future(transition.swap(self.engine, roots, lambda source: source.stop()))
        while not swap.done():
            self.engine.step()
            await asyncio.sleep(0)
        await swap
        self.built = after
        await transition.clear_away()

    def plays(self, blocks):
        for _ in range(blocks):
            self.clock.advance(BLOCK)
            while not self.engine.step():
                pass

    async def end(self):
        for encoder in self.built.encoders:
            await asyncio.to_thread(encoder.stop)
        for source in self.built.sources:
            source.stop()


@dataclass
class Offline:
    """The same, rendered at one go by the rules of the documentation."""

    tracks: list[np.ndarray]
    extra: np.ndarray
    table: list[np.ndarray] = field(default_factory=list)
    announced: list[tuple[int, int]] = field(default_factory=list)
    track: int = 0
    position: int = 0
    of_single: int = 0

    def change(self, at: int, before: Text | None, after: Text):
        """Another script plays from sample `at` on."""
        if before is not None and (before.gain, before.single) != (after.gain, after.single):
            self.announced.append((at, at + CHANGING))
        if after.single and (before is None or not before.single):
            self.of_single = 0
            self._leave()

    def _leave(self):
        """Who had to go does not go on: its next track is up."""
        if self.position:
            self.track, self.position = self.track + 1, 0

    def plays(self, text: Text, samples: int):
        self.table.append(self._single(samples) if text.single else self._music(samples) * text.gain)

    def _single(self, samples: int) -> np.ndarray:
        at = (self.of_single + np.arange(samples)) % len(self.extra)
        self.of_single += samples
        return self.extra[at]

    def _music(self, samples: int) -> np.ndarray:
        parts = []
        while samples:
            track = self.tracks[self.track % len(self.tracks)]
            part = track[self.position : self.position + samples]
            parts.append(part)
            samples -= len(part)
            self.position += len(part)
            if self.position == len(track):
                self.track, self.position = self.track + 1, 0
        return np.concatenate(parts)


def texts():
    """What the script says, one after the other: its text, and what it means where it can be played."""
    played, unplayable = itertools.cycle(PLAYED), itertools.cycle(UNPLAYABLE)
    for number in itertools.count(1):
        if number % BROKEN == 0:
            yield next(unplayable), None
        else:
            text = next(played)
            yield text.parts, text


async def broadcast(folder):
    """Play and reload; returns both sounds, the announced changes, and how many scripts were played and refused."""
    tracks = [sound(seconds, seed) / 32768 for seed, seconds in enumerate(LENGTHS)]
    offline = Offline(tracks, sound(1.7, 99) / 32768)
    script, chance = folder / "station.lss", random.Random(4)
    script.write_text(filled(PLAYED[0].parts))
    air, now, told = Air(Script(script)), PLAYED[0], []
    await air.begin()
    for parts, text in itertools.islice(texts(), RELOADS):
        blocks = chance.randrange(5, 40)
        begin = air.samples
        air.plays(blocks)
        offline.plays(now, air.samples - begin)
        script.write_text(filled(parts))
        air.ground.gives = text is not None
        told.append(await air.reload())
        if text is not None:
            offline.change(air.samples, now, text)
            now = text
    await air.end()
    return np.concatenate(air.heard), np.concatenate(offline.table), offline.announced, told


def filled(parts):
    return SCRIPT.format(**({"lines": "", "name": "", "mounts": ""} | parts))


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reloads")
    (folder / "music").mkdir()
    for seed, seconds in enumerate(LENGTHS):
        write(folder / "music" / f"{seed}.flac", sound(seconds, seed))
    write(folder / "extra.flac", sound(1.7, 99))
    return asyncio.run(broadcast(folder))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
class TestTheScriptChangedTwoHundredTimes:
    def test_is_what_it_is_when_rendered_at_one_go(self, both):
        heard, table, announced, _ = both
        apart = np.abs(heard[: len(table)] - table).max(axis=1)
        for begin, end in announced:
            apart[begin:end] = 0.0

        assert len(heard) == len(table)
        assert 20 * np.log10(apart.max() + 1e-9) < -60

    def test_announces_as_little_as_it_must(self, both):
        _, table, announced, _ = both

        assert sum(end - begin for begin, end in announced) < len(table) / 20

    def test_refuses_every_fourth(self, both):
        *_, told = both

        assert told == [number % BROKEN != 0 for number in range(1, RELOADS + 1)]
