"""A source that takes the place of another in the middle of a segment."""

from functools import partial

import numpy as np

from runtime.plan import Fallback, NodeId
from runtime.sources.fallback import FallbackSource
from runtime.sources.joiner import SMOOTH, Joiner
from runtime.sources.shared import SharedSource, Timeline
from tests.runtime.sources.tape import PCM, Tape, Track, sound, titles

FADE = PCM.samples(SMOOTH)


class Place:
    """A place on a timeline of its own, with what was retired."""

    def __init__(self, source):
        self.timeline, self.retired = Timeline(), []
        self.shared = SharedSource(source, self.timeline, several=False)
        self.shared.joiner = partial(Joiner, PCM)

    def swap(self, source, **how):
        self.shared.swap(source, self.retired.append, **how)

    def play(self, samples):
        blocks = []
        while samples and (block := self.shared.pull(min(40, samples))) is not None:
            blocks.append(block)
            self.timeline.position += block.length
            samples -= block.length
        return blocks


def tape(name, value=0.5):
    return Tape([Track(f"{name}{number}", np.full(1000, value)) for number in range(3)])


def fallback(*children):
    return FallbackSource(Fallback(()), node=NodeId("radio"), children=children)


class TestWhoPlaysSomethingElse:
    def test_comes_over_what_was_heard_which_goes_beneath_it(self):
        old = tape("old")
        place = Place(fallback(old))
        place.play(400)
        place.swap(fallback(tape("new", -0.5)))
        going = sound(place.play(100)) + 0.5

        assert np.abs(np.diff([0.5, *going])).max() < 1.0 / FADE
        assert going[FADE:].tolist() == [0.0] * (100 - FADE)

    def test_leaves_what_was_heard_which_does_not_go_on_later(self):
        old = tape("old")
        place = Place(fallback(old))
        place.play(400)
        place.swap(fallback(tape("new")))
        place.play(100)
        place.swap(fallback(old))

        assert titles(place.play(100)) == [("old1", 0)]

    def test_retires_the_other_once_it_is_heard(self):
        first = fallback(tape("old"))
        place = Place(first)
        place.play(400)
        place.swap(fallback(tape("new")))
        before = list(place.retired)
        place.play(40)

        assert (before, place.retired) == ([], [first])

    def test_and_gives_way_before_it_was_heard_retires_both(self):
        first, second = fallback(tape("old")), fallback(tape("new"))
        place = Place(first)
        place.play(400)
        place.swap(second)
        place.swap(fallback(tape("newest")))
        place.play(40)

        assert place.retired == [first, second]


class TestWhoGoesOnWithTheSame:
    def test_goes_on_in_the_middle_of_it(self):
        music = tape("music")
        place = Place(fallback(music))
        before = place.play(400)
        place.swap(fallback(music))
        after = place.play(700)

        assert titles(before + after) == [("music0", 0), ("music1", 1000)]
        assert set(sound(before + after).tolist()) == {0.5}


class TestWhoComesAtAnEnd:
    def test_is_not_touched(self):
        place = Place(fallback(tape("old")))
        place.play(1000)
        place.swap(fallback(tape("new", -0.5)))

        assert set(sound(place.play(100)).tolist()) == {-0.5}
