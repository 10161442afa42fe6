import random
from collections import Counter

import pytest

from runtime.plan import Turns
from runtime.sources.turns import TurnsSource, draw, in_rotation, in_sequence


def turns(order, *children, weights=()):
    plan = Turns(tuple(each.id for each in children), order, weights)
    return TurnsSource(plan, node="radio", children=children, rng=random.Random(7))


def heard(source, count):
    blocks = [source.pull(10) for _ in range(count)]
    return "".join(block.segment.id[0] if block else "-" for block in blocks)


class TestTheDecision:
    @pytest.mark.parametrize(
        ("ready", "weights", "current", "played", "chosen"),
        [
            ((True, True), (1, 1), None, 0, 0),
            ((True, True), (1, 2), 0, 1, 1),
            ((True, True), (1, 2), 1, 1, 1),
            ((True, True), (1, 2), 1, 2, 0),
            ((True, False), (1, 1), 0, 1, 0),
            ((False, True), (1, 1), None, 0, 1),
            ((False, False), (1, 1), 0, 1, None),
        ],
    )
    def test_of_a_rotation(self, ready, weights, current, played, chosen):
        assert in_rotation(ready, weights, current, played) == chosen

    @pytest.mark.parametrize(
        ("ready", "current", "chosen"),
        [
            ((True, True), None, 0),
            ((True, True), 0, 1),
            ((True, True), 1, 1),
            ((True, False), 1, 0),
            ((False, False), None, None),
        ],
    )
    def test_of_a_sequence(self, ready, current, chosen):
        assert in_sequence(ready, current) == chosen

    def test_of_a_draw_follows_the_weights(self):
        rng = random.Random(3)
        drawn = Counter(draw((True, False, True), (1, 5, 3), rng) for _ in range(4000))

        assert set(drawn) == {0, 2}
        assert 2.6 < drawn[2] / drawn[0] < 3.4
        assert draw((False,), (1,), rng) is None


class TestTurns:
    def test_go_from_track_to_track(self, fake):
        source = turns("rotate", fake("a", 20, 20), fake("b", 10, 10))

        assert heard(source, 6) == "aabaab"

    def test_are_as_many_as_the_weights(self, fake):
        source = turns("rotate", fake("j"), fake("m"), weights=(1, 3))

        assert heard(source, 9) == "jmmmjmmmj"

    def test_pass_over_what_cannot_play(self, fake):
        quiet = fake("b", ready=False)
        source = turns("rotate", fake("a"), quiet, fake("c"))
        before = heard(source, 3)
        quiet.ready = True

        assert (before, heard(source, 3)) == ("aca", "bca")

    def test_of_a_track_that_breaks_off_go_on_in_the_same_pull(self, fake):
        broken = fake("a", 50)
        source = turns("rotate", broken, fake("b"))
        heard(source, 1)
        broken.ready = False

        assert heard(source, 2) == "bb"

    def test_in_a_sequence_end_with_the_last(self, fake):
        assert heard(turns("sequence", fake("a"), fake("b"), fake("c")), 5) == "abccc"

    def test_at_random_come_from_all(self, fake):
        assert set(heard(turns("random", fake("a"), fake("b")), 40)) == {"a", "b"}

    def test_of_nothing_are_nothing(self, fake):
        source = turns("rotate", fake("a", ready=False))

        assert (source.ready, source.now_playing, heard(source, 1)) == (False, None, "-")

    def test_end_when_a_track_is_skipped(self, fake):
        first = fake("a", 50)
        source = turns("rotate", first, fake("b"))
        heard(source, 1)
        source.skip()

        assert (first.skips, heard(source, 1)) == (1, "b")

    def test_settle_while_nothing_is_there_yet(self, fake):
        first = fake("a", ready=False)
        source = turns("sequence", first)
        quiet = source.settling
        first.settling = True

        assert (quiet, source.settling) == (False, True)
