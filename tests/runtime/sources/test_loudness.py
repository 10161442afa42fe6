import numpy as np
import pytest

from runtime.audio.hints import Hints
from runtime.audio.loudness import Measured, measure
from runtime.audio.meter import peak
from runtime.audio.pcm import PcmFormat, Segment
from runtime.plan import Crossfade, Loudness, NodeId, Seconds
from runtime.sources.crossfade import CrossfadeSource
from runtime.sources.loudness import LevelledSource, LoudnessSource
from runtime.sources.shared import Timeline
from tests.runtime.sources.tape import Tape, Track, play, titles

PCM = PcmFormat()
BLOCK = 1764


class Files:
    """What is known of files."""

    def __init__(self, **known: float) -> None:
        self.known = known
        self.users = 0

    def begin(self) -> None:
        self.users += 1

    def end(self) -> None:
        self.users -= 1

    def of(self, shown: str) -> Measured | None:
        return Measured(self.known[shown], -1.0) if shown in self.known else None


def track(name: str, level: float, seconds: float = 4.0, kind="track", hints: Hints | None = None) -> Track:
    steps = np.arange(round(seconds * PCM.rate)) / PCM.rate
    made = Track(name, 10 ** (level / 20) * np.sin(2 * np.pi * 1000 * steps))
    made.segment = Segment(name, kind, path=name, hints=hints or Hints())
    return made


def levelled(child, files: Files | None = None, **wishes) -> LoudnessSource:
    plan = Loudness((), **{"target": -16.0, **wishes})
    inner = LevelledSource(
        plan, node=NodeId("radio"), child=child, pcm=PCM, files=files or Files(), target=lambda: plan.target
    )
    return LoudnessSource(plan, inner, pcm=PCM, timeline=Timeline())


def samples(blocks) -> np.ndarray:
    return np.concatenate([block.samples for block in blocks])


def loudness(sound: np.ndarray) -> float:
    return measure([sound], PCM).loudness


class TestATrackThatIsKnown:
    def test_has_one_gain_from_its_first_sample_on(self):
        heard = samples(play(levelled(Tape([track("a", -26.0)]), Files(a=-26.0)), size=BLOCK))

        assert loudness(heard) == pytest.approx(-16, abs=0.1)
        assert peak(heard[4410:8820]) == pytest.approx(-16, abs=0.1)

    def test_goes_by_its_tags_first(self):
        tagged = track("a", -26.0, hints=Hints(replaygain_db=8.0))
        heard = samples(play(levelled(Tape([tagged]), Files(a=-10.0)), size=BLOCK))

        assert loudness(heard) == pytest.approx(-16, abs=0.1)

    def test_is_made_no_louder_than_may_be(self):
        heard = samples(play(levelled(Tape([track("a", -40.0)]), Files(a=-40.0), most=6.0), size=BLOCK))

        assert loudness(heard) == pytest.approx(-34, abs=0.1)

    def test_follows_another_without_a_sound_in_between(self):
        tape = Tape([track("a", -26.0), track("b", -8.0)])
        heard = samples(play(levelled(tape, Files(a=-26.0, b=-8.0)), size=BLOCK))

        assert loudness(heard[: 4 * PCM.rate]) == pytest.approx(-16, abs=0.1)
        assert loudness(heard[4 * PCM.rate + 4410 :]) == pytest.approx(-16, abs=0.2)

    def test_keeps_its_loudness_while_another_comes(self):
        plan = Crossfade((), Seconds(2.0))
        tape = Tape([track("a", -26.0, 8.0), track("b", -8.0, 8.0)])
        crossed = CrossfadeSource(plan, node=NodeId("x"), child=tape, pcm=PCM, timeline=Timeline())
        source = levelled(crossed, Files(a=-26.0, b=-8.0))
        play(source, round(6.04 * PCM.rate), BLOCK)

        assert source.gain == pytest.approx(10, abs=1)
        play(source, PCM.rate, BLOCK)
        assert source.gain == pytest.approx(1, abs=1)
        play(source, PCM.rate, BLOCK)
        assert source.gain == pytest.approx(-8, abs=0.1)

    def test_keeps_its_title_to_the_sample(self):
        tape = Tape([track("a", -20.0, 1.0), track("b", -20.0, 1.0)])

        assert titles(play(levelled(tape, Files(a=-20.0, b=-20.0)), size=BLOCK)) == [("a", 0), ("b", 44_100)]


class TestASoundThatIsNotKnown:
    def test_is_followed(self):
        heard = samples(play(levelled(Tape([track("live", -22.0, 30.0, "live")])), size=BLOCK))

        assert loudness(heard[-5 * PCM.rate :]) == pytest.approx(-16, abs=0.5)

    def test_is_not_turned_up_in_a_pause(self):
        source = levelled(Tape([track("live", -20.0, 10.0, "live"), track("pause", -60.0, 20.0, "live")]))
        play(source, 10 * PCM.rate, BLOCK)
        before = source.gain
        play(source, 20 * PCM.rate, BLOCK)

        assert source.gain == pytest.approx(before, abs=1.5)

    def test_becomes_known_while_it_plays_without_a_jump(self):
        files = Files()
        source = levelled(Tape([track("a", -26.0, 30.0)]), files)
        play(source, PCM.rate, BLOCK)
        before = source.gain
        files.known["a"] = -26.0
        play(source, BLOCK, BLOCK)
        soon = source.gain
        play(source, 8 * PCM.rate, BLOCK)

        assert abs(soon - before) < 0.1
        assert source.gain == pytest.approx(10, abs=0.1)

    def test_is_followed_always_where_that_is_wanted(self):
        source = levelled(Tape([track("a", -22.0, 30.0)]), Files(a=-6.0), by="sound")
        heard = samples(play(source, size=BLOCK))

        assert loudness(heard[-5 * PCM.rate :]) == pytest.approx(-16, abs=0.5)


class TestTheLimit:
    def test_holds_for_peaks_between_the_samples_too(self):
        steps = np.arange(4 * PCM.rate)
        wave = np.sin(2 * np.pi * steps / 4 + np.pi / 4)  # its peaks lie just between two samples
        made = track("a", 0.0)
        made.samples = np.repeat(wave.astype(np.float32)[:, None], 2, axis=1)
        heard = samples(play(levelled(Tape([made]), Files(a=-26.0)), size=BLOCK))

        assert measure([heard[PCM.rate :]], PCM).peak < -0.95


class TestStartingAndStopping:
    def test_has_files_measured_meanwhile(self):
        files = Files()
        source = levelled(Tape([]), files)
        source.start()
        during = files.users
        source.stop()

        assert (during, files.users) == (1, 0)
