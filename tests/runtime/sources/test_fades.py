import numpy as np
import pytest

from runtime.audio.hints import Hints
from runtime.plan import Fades, NodeId, Seconds
from runtime.sources.fades import FadesSource
from tests.runtime.sources.tape import PCM, Tape, Track, play, sound


def fades(tape: Tape, coming: float = 0.0, going: float = 0.0) -> FadesSource:
    plan = Fades((NodeId("tape"),), Seconds(coming), Seconds(going), "lin")
    return FadesSource(plan, node=NodeId("radio"), child=tape, pcm=PCM)


class TestATrackThatComes:
    def test_is_there_after_its_fade(self):
        heard = sound(play(fades(Tape([Track("a", np.ones(500)), Track("b", np.ones(500))]), coming=0.1)))

        assert heard[[0, 50, 100, 499, 500, 550, 600]] == pytest.approx([0, 0.5, 1, 1, 0, 0.5, 1], abs=0.01)

    def test_goes_by_its_own_tag(self):
        heard = sound(play(fades(Tape([Track("a", np.ones(500), hints=Hints(fade_in=0.2))]), coming=0.1)))

        assert heard[100] == pytest.approx(0.5, abs=0.01)

    def test_comes_by_its_own_curve(self):
        heard = sound(
            play(fades(Tape([Track("a", np.ones(500), hints=Hints(fade_in_shape="exp"))]), coming=0.1))
        )

        assert heard[50] == pytest.approx(0.12, abs=0.01)


class TestATrackThatGoes:
    def test_goes_by_its_own_curve(self):
        heard = sound(
            play(fades(Tape([Track("a", np.ones(500), hints=Hints(fade_out_shape="log"))]), going=0.1))
        )

        assert heard[450] == pytest.approx(0.83, abs=0.01)

    @pytest.mark.parametrize("depth", [1 << 30, 180])
    def test_is_silent_at_its_end(self, depth):
        tape = Tape([Track("a", np.ones(500)), Track("b", np.ones(500))], depth)
        heard = sound(play(fades(tape, going=0.1)))

        assert heard[[399, 450, 499, 500, 899, 950]] == pytest.approx([1, 0.5, 0, 1, 1, 0.5], abs=0.02)

    def test_goes_faster_if_its_end_comes_as_a_surprise(self):
        heard = sound(play(fades(Tape([Track("a", np.ones(500))], depth=60), going=0.1)))

        assert heard[[399, 499]] == pytest.approx([1, 0], abs=0.02)

    def test_is_over_for_who_takes_over_once_it_goes(self):
        source = fades(Tape([Track("a", np.ones(500))]), going=0.1)
        play(source, 440)

        assert source.leave(100).length == 0
