import numpy as np
import pytest

from runtime.audio.hints import Hints
from runtime.plan import Amplify, NodeId, Width
from runtime.sources.gain import AmplifySource, WidthSource, turned
from tests.runtime.sources.tape import Tape, Track, play, sound


def amplified(tape: Tape, level) -> AmplifySource:
    return AmplifySource(Amplify(()), node=NodeId("radio"), child=tape, level=level)


class TestASourceThatIsAmplified:
    def test_is_louder_by_its_level(self):
        heard = sound(play(amplified(Tape([Track("a", np.full(100, 0.1))]), lambda: 6.0)))

        assert heard == pytest.approx(0.1995, abs=0.001)

    def test_is_louder_too_by_what_a_file_says(self):
        tracks = [Track("a", np.full(100, 0.1), hints=Hints(gain_db=6.0)), Track("b", np.full(100, 0.1))]
        heard = sound(play(amplified(Tape(tracks), lambda: 0.0)))

        assert heard[:100] == pytest.approx(0.1995, abs=0.001)
        assert heard[100:].tolist() == pytest.approx([0.1] * 100)

    def test_changes_without_a_click_while_it_plays(self):
        level = [0.0]
        source = amplified(Tape([Track("a", np.ones(1000))]), lambda: level[0])
        play(source, 200)
        level[0] = -60.0
        heard = sound(play(source, 200))

        assert np.abs(np.diff(heard)).max() < 0.03
        assert heard[-1] == pytest.approx(0.001)

    def test_leaves_as_loud_as_it_is(self):
        source = amplified(Tape([Track("a", np.full(1000, 0.1))]), lambda: 6.0)
        play(source, 200)

        assert source.leave(50).take(50)[:, 0] == pytest.approx(0.1995, abs=0.001)

    def test_costs_nothing_where_nothing_changes(self):
        samples = np.ones((10, 2), np.float32)

        assert turned(samples, 1.0, 1.0) is samples


class TestTheWidth:
    @pytest.mark.parametrize(("width", "left", "right"), [(0.0, 0.5, 0.5), (1.0, 1.0, 0.0), (2.0, 1.5, -0.5)])
    def test_moves_the_sides_against_the_middle(self, width, left, right):
        tape = Tape([Track("a", np.array([[1.0, 0.0]] * 50))])
        source = WidthSource(Width((), width), node=NodeId("radio"), child=tape)

        assert play(source)[0].samples[0].tolist() == pytest.approx([left, right])
