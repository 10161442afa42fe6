"""A studio over music, as listeners hear it: what the whole path gives out, second by second."""

import numpy as np
import pytest

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.codecs.incoming import IncomingStream
from runtime.media.title import Title
from runtime.plan import Crossfade, Fallback, LiveInput, MountPath, NodeId, Quiet, Seconds, one_account
from runtime.protocols.source import StreamDescription
from runtime.sources.crossfade import CrossfadeSource
from runtime.sources.fallback import FallbackSource
from runtime.sources.floor import Floor
from runtime.sources.joiner import Joiner
from runtime.sources.live import LiveSource
from runtime.sources.quiet import StripSource
from runtime.sources.shared import Timeline
from runtime.testing import ManualClock
from tests.runtime.sources.tape import Tape, Track

PCM = PcmFormat(8000)
STEP = 320
"""Samples of a block: 40 ms."""

ANNA, BEN, MUSIC = 0.5, 0.3, 0.1
"""The value of every sample that each of them plays."""

STEEP = 0.03
"""The steepest that anything may rise or fall between two samples: over the loudest of them, a fade of 10 ms and a bit."""


class Studio:
    """A live input whose sound is put in by hand, as a decoder would, while its client is there."""

    def __init__(
        self, clock: ManualClock, path: str = "/studio", fade: float = 2.0, grace: float = 0.0
    ) -> None:
        plan = LiveInput(MountPath(path), one_account("pw"), Seconds(fade), Seconds(grace))
        self.source = LiveSource(plan, node=NodeId(path), pcm=PCM, clock=clock.now)
        self.session = None
        self.clients: list[tuple] = []
        self.shows = 0
        self.quiet = False

    def comes(self, value: float = ANNA) -> None:
        self.session = self.source.connect(StreamDescription(), lambda: None, IncomingStream())
        self.shows += 1
        self.clients = [*self.clients[-1:], (self.session, value, f"show {self.shows}")]

    def goes(self, *, goodbye: bool) -> None:
        session, self.session, self.clients = self.session, None, []
        session.end(goodbye=goodbye)
        session._thread.join(5)

    def sends(self) -> None:
        for session, value, name in self.clients:  # one who must leave is still there for a while
            samples = np.full((STEP, 2), 0.0 if self.quiet else value, np.float32)
            session.line.put(Block(samples, Segment(name, "live", Title(title="Show"), hints=session._hints)))


class Radio:
    """`fallback([studio…, music |> crossfade(3s)])`, and what was heard of it."""

    def __init__(self, *, wait=False, fade=0.0, grace=0.0, strip=False, song=60.0, second=False) -> None:
        self.clock, self.timeline = ManualClock(), Timeline()
        self.studios = [Studio(self.clock, grace=grace)]
        self.studios += [Studio(self.clock, "/second", grace=grace)] if second else []
        songs = [Track(f"song {n}", np.full(PCM.samples(song), MUSIC)) for n in range(20)]
        music = CrossfadeSource(
            Crossfade((), Seconds(3.0)), node=NodeId("x"), child=Tape(songs), pcm=PCM, timeline=self.timeline
        )
        above = [self._stripped(each.source) if strip else each.source for each in self.studios]
        plan = Fallback((), wait, Seconds(fade))
        chosen = FallbackSource(plan, node="radio", children=[*above, music], joiner=Joiner(PCM, fade))
        self.source = Floor(chosen, PCM, self.clock.now, ["/radio.mp3"])
        self.names: list[str] = []
        self.sound: list[np.ndarray] = []

    @property
    def studio(self) -> Studio:
        return self.studios[0]

    def _stripped(self, source: LiveSource) -> StripSource:
        plan = Quiet((), "strip", Seconds(20.0), back=Seconds(30.0))
        return StripSource(plan, node=NodeId("s"), child=source, pcm=PCM, timeline=self.timeline)

    def plays(self, seconds: float) -> np.ndarray:
        """Go on for a while; what is heard on the left."""
        began = len(self.sound)
        for _ in range(round(seconds * 25)):
            for studio in self.studios:
                studio.sends()
            self._tick()
            self.clock.advance(0.04)
        return np.concatenate(self.sound[began:])

    def _tick(self) -> None:
        end = self.timeline.position + STEP
        while self.timeline.position < end:
            block = self.source.pull(end - self.timeline.position)
            self.timeline.position += block.length
            self.sound.append(block.samples[:, 0])
            if self.names[-1:] != [block.segment.id]:
                self.names.append(block.segment.id)

    @property
    def whole(self) -> np.ndarray:
        return np.concatenate(self.sound)


def steepest(sound: np.ndarray) -> float:
    return float(np.abs(np.diff(sound)).max())


def runs(sound: np.ndarray) -> list[tuple[float, int]]:
    """What is heard, as (value, whole seconds), without the fades between."""
    found: list[tuple[float, int]] = []
    for each in sound[: len(sound) // PCM.rate * PCM.rate].reshape(-1, PCM.rate):
        value = round(float(each.mean()), 2)
        if each.max() - each.min() < 1e-3:
            found = (
                [*found[:-1], (value, found[-1][1] + 1)]
                if found and found[-1][0] == value
                else [*found, (value, 1)]
            )
    return found


class TestWhoComesOn:
    def test_is_heard_after_a_second_over_music_that_goes(self):
        radio = Radio()
        radio.plays(10)
        radio.studio.comes()
        heard = radio.plays(6)

        assert heard[: 24 * STEP].tolist() == pytest.approx([MUSIC] * 24 * STEP)
        middle = heard[49 * STEP]
        assert middle == pytest.approx(ANNA / 2 + MUSIC * np.cos(np.pi / 4), abs=0.02)
        assert heard[-PCM.rate :].tolist() == pytest.approx([ANNA] * PCM.rate)
        assert radio.names == ["song 0", "show 1"]
        assert steepest(radio.whole) < STEEP

    def test_waits_for_the_end_of_the_song_where_that_is_wanted(self):
        radio = Radio(wait=True, song=20.0)
        radio.plays(10)
        radio.studio.comes()
        heard = radio.plays(16)

        assert runs(heard) == [(MUSIC, 7), (ANNA, 7)]
        assert steepest(radio.whole) < STEEP


class TestAGoodbye:
    def test_lets_the_music_come_beneath_the_last_seconds_with_a_new_song(self):
        radio = Radio()
        radio.plays(5)
        radio.studio.comes()
        radio.plays(10)
        radio.studio.goes(goodbye=True)
        radio.plays(8)

        assert radio.names == ["song 0", "show 1", "song 1"]
        assert steepest(radio.whole) < STEEP
        assert radio.whole.min() > MUSIC / 2  # never a gap


class TestALineThatDrops:
    def test_for_three_seconds_is_waited_for(self):
        radio = Radio(grace=15.0)
        radio.studio.comes()
        radio.plays(10)
        radio.studio.goes(goodbye=False)
        radio.plays(3)
        radio.studio.comes()
        heard = radio.plays(8)

        assert "song" not in "".join(radio.names[1:])
        assert runs(heard)[-1][0] == ANNA
        assert steepest(radio.whole) < STEEP

    def test_for_twenty_seconds_gives_way_to_a_new_song_and_is_taken_up_again(self):
        radio = Radio(grace=15.0)
        radio.plays(5)
        radio.studio.comes()
        radio.plays(10)
        radio.studio.goes(goodbye=False)
        gone = radio.plays(20)
        radio.studio.comes()
        back = radio.plays(8)

        assert [value for value, _ in runs(gone)][-2:] == [0.0, MUSIC]
        assert dict(runs(gone))[0.0] in (14, 15)
        assert (round(float(back[0]), 2), runs(back)[-1][0]) == (MUSIC, ANNA)
        assert [name for name in radio.names if "pause" not in name] == [
            "song 0",
            "show 1",
            "song 1",
            "show 2",
        ]
        assert steepest(radio.whole) <= MUSIC + 1e-6  # out of the silence, the new song begins as it begins

    def test_in_the_middle_of_a_word_does_not_click_and_music_plays_at_once(self):
        radio = Radio(grace=0.0)
        radio.plays(5)
        radio.studio.comes()
        radio.plays(10)
        radio.studio.clients = []  # nothing more comes, and nobody says anything
        heard = radio.plays(5)

        assert runs(heard)[-1][0] == MUSIC
        assert heard.min() > MUSIC / 2
        assert steepest(radio.whole) < 0.05  # from the last sample that was heard, in 10 ms


class TestASecondOne:
    def test_in_the_place_of_the_first_follows_it_without_music_in_between(self):
        radio = Radio(grace=5.0)
        radio.studio.comes(ANNA)
        radio.plays(10)
        radio.studio.comes(BEN)
        heard = radio.plays(8)

        assert {value for value, _ in runs(heard)} <= {ANNA, BEN}
        assert not any("song" in name for name in radio.names[1:])
        assert runs(heard)[-1][0] == BEN
        assert radio.names[-1] == "show 2"
        assert steepest(radio.whole) < STEEP

    def test_in_another_studio_takes_over_when_the_first_is_lost_for_three_seconds(self):
        radio = Radio(grace=3.0, second=True)
        radio.studios[0].comes(ANNA)
        radio.studios[1].comes(BEN)
        radio.plays(10)
        radio.studios[0].goes(goodbye=False)
        heard = radio.plays(10)

        assert runs(heard)[-1][0] == BEN
        assert not any("song" in name for name in radio.names[1:])
        assert steepest(radio.whole) < STEEP


class TestSilenceOnTheLine:
    def test_gives_way_after_twenty_seconds_and_is_back_after_thirty_of_sound(self):
        radio = Radio(strip=True)
        radio.studio.comes()
        radio.plays(10)
        radio.studio.quiet = True
        silent = radio.plays(30)
        radio.studio.quiet = False
        back = radio.plays(40)

        assert dict(runs(silent))[0.0] in (19, 20)
        assert runs(silent)[-1][0] == MUSIC
        assert dict(runs(back))[MUSIC] in range(27, 33)
        assert runs(back)[-1][0] == ANNA
        assert steepest(np.concatenate([silent[PCM.rate :], back])) < STEEP
