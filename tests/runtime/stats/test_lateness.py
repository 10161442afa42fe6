import pytest

from runtime.stats.lateness import BOUNDS, Lateness, Punctuality

BLOCK = 0.040


@pytest.fixture
def punctuality():
    return Punctuality(BLOCK)


class TestLateness:
    def test_of_nothing_is_nothing(self, punctuality):
        assert punctuality.read() == Lateness()

    def test_counts_each_block_in_its_place(self, punctuality):
        for seconds in (0.0, 0.001, 0.002, 0.041, 3.0):
            punctuality.note(seconds)

        assert punctuality.read().counts == (2, 1, 0, 0, 0, 1, 0, 0, 0, 1)
        assert punctuality.read().blocks == 5

    def test_says_how_late_the_latest_was_and_how_many_were_later_than_a_block(self, punctuality):
        for seconds in (0.0, BLOCK, 0.05, 1.0):
            punctuality.note(seconds)

        assert (punctuality.read().worst, punctuality.read().late) == (1.0, 2)

    def test_of_what_comes_before_its_time_is_none(self, punctuality):
        punctuality.note(-0.5)

        assert punctuality.read().total == 0.0

    def test_has_a_bound_where_a_block_ends(self):
        assert BLOCK in BOUNDS
