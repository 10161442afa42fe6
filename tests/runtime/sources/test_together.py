import numpy as np
import pytest

from runtime.plan import Duck, Mix, NodeId, Seconds
from runtime.sources.shared import SharedSource, Timeline
from runtime.sources.together import DuckSource, MixSource
from tests.runtime.sources.tape import PCM, Tape, Track, play, sound, titles


def mix(*tapes: Tape, weights=()) -> MixSource:
    plan = Mix((), weights)
    return MixSource(plan, node=NodeId("radio"), children=tapes, pcm=PCM, timeline=Timeline())


def duck(music: Tape, voice: Tape) -> DuckSource:
    plan = Duck((), 20.0, -40.0, Seconds(0.1), Seconds(0.2), Seconds(0.3))
    return DuckSource(
        plan, node=NodeId("radio"), children=(music, voice), pcm=PCM, timeline=Timeline(), by=lambda: plan.by
    )


def tape(name: str, value: float, *lengths: int) -> Tape:
    return Tape([Track(f"{name}{n}", np.full(length, value)) for n, length in enumerate(lengths)])


class TestSeveralSources:
    def test_are_heard_at_once(self):
        assert sound(play(mix(tape("a", 0.5, 100), tape("b", 0.25, 100)))) == pytest.approx(0.75)

    def test_are_as_loud_as_their_weights(self):
        blocks = play(mix(tape("a", 0.5, 100), tape("b", 0.25, 100), weights=(1.0, 2.0)))

        assert sound(blocks) == pytest.approx(1.0)

    def test_have_the_titles_of_the_first_that_plays_and_go_on_without_it(self):
        blocks = play(mix(tape("a", 0.5, 100), tape("b", 0.25, 30, 170)))

        assert titles(blocks) == [("a0", 0), ("b1", 100)]
        assert sound(blocks)[[0, 99, 100, 199]].tolist() == [0.75, 0.75, 0.25, 0.25]

    def test_may_share_a_source(self):
        timeline = Timeline()
        shared = SharedSource(tape("a", 0.5, 30, 30, 30), timeline)
        shared.several = True
        source = MixSource(Mix(()), node=NodeId("r"), children=(shared, shared), pcm=PCM, timeline=timeline)
        heard = []
        while (block := source.pull(20)) is not None:
            timeline.position += block.length
            heard.append(block)

        assert sound(heard).tolist() == [1.0] * 90

    def test_are_left_together(self):
        source = mix(tape("a", 0.5, 1000), tape("b", 0.25, 500))
        play(source, 400)
        tail = source.leave(200)

        assert tail.take(100)[:, 0].tolist() == [0.75] * 100
        assert tail.take(200)[:, 0].tolist() == [0.5] * 100


class TestAVoiceOverMusic:
    def spoken(self, *parts: tuple[float, int]) -> Tape:
        return Tape([Track("v", np.concatenate([np.full(length, value) for value, length in parts]))])

    def test_makes_it_softer_while_it_is_heard(self):
        heard = sound(play(duck(tape("m", 0.5, 3000), self.spoken((0.0, 500), (0.1, 1000), (0.0, 1500)))))

        assert heard[400] == pytest.approx(0.5)
        assert heard[1000] == pytest.approx(0.05 + 0.1, abs=0.005)
        assert heard[2100:].tolist() == pytest.approx([0.5] * 900)
        assert np.abs(np.diff(heard)).max() < 0.12

    def test_holds_it_down_between_words(self):
        voice = self.spoken((0.1, 500), (0.0, 150), (0.1, 500))
        heard = sound(play(duck(tape("m", 0.5, 1150), voice)))

        assert heard[600:640].tolist() == pytest.approx([0.05] * 40, abs=0.005)

    def test_that_is_only_the_noise_of_a_room_changes_nothing(self):
        heard = sound(play(duck(tape("m", 0.5, 1000), self.spoken((0.001, 1000)))))

        assert heard == pytest.approx(0.501, abs=1e-4)

    def test_that_dies_brings_the_music_back_within_a_second(self):
        voice = self.spoken((0.1, 5000))
        source = duck(tape("m", 0.5, 5000), voice)
        play(source, 1000)
        voice.broken = True
        heard = sound(play(source, 1000))

        assert heard[0] == pytest.approx(0.05, abs=0.005)
        assert heard[600:].tolist() == pytest.approx([0.5] * 400)

    def test_does_not_change_the_title(self):
        assert titles(play(duck(tape("m", 0.5, 1000), self.spoken((0.1, 1000))))) == [("m0", 0)]

    def test_is_heard_alone_where_there_is_no_music(self):
        assert sound(play(duck(Tape([]), self.spoken((0.1, 100))))) == pytest.approx(0.1)
