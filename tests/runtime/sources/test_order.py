import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from runtime.sources.order import Rotation, by_name

names = st.lists(st.text("abc123", min_size=1, max_size=4), min_size=1, max_size=12, unique=True)
seeds = st.integers(0, 2**32)


def rotation(order, files, seed=1) -> Rotation:
    made = Rotation(order, random.Random(seed))
    made.update(files)
    return made


def played(made: Rotation, count: int) -> list[str | None]:
    return [made.next() for _ in range(count)]


class TestShuffle:
    @given(names, seeds)
    def test_plays_each_once_before_any_again(self, files, seed):
        made = rotation("shuffle", files, seed)

        for _ in range(4):
            assert sorted(played(made, len(files))) == sorted(files)

    @given(names.filter(lambda files: len(files) > 1), seeds)
    def test_never_plays_the_same_twice_running_even_over_the_seam(self, files, seed):
        found = played(rotation("shuffle", files, seed), 6 * len(files))

        assert all(one != two for one, two in pairwise(found))

    def test_deals_anew_each_time(self):
        made = rotation("shuffle", [f"{n}.mp3" for n in range(20)])

        assert played(made, 20) != played(made, 20)

    def test_deals_a_new_file_into_the_running_round(self):
        made = rotation("shuffle", ["a", "b", "c"])
        first = made.next()

        made.update(["a", "b", "c", "new"])

        assert sorted([first, *played(made, 3)]) == ["a", "b", "c", "new"]

    @given(names, names, seeds, st.integers(0, 12))
    def test_plays_the_rest_of_the_round_and_what_came_once(self, files, later, seed, count):
        made = rotation("shuffle", files, seed)
        heard = played(made, count % len(files))

        made.update(later)
        to_come = [name for name in files if name in later and name not in heard] if heard else later
        expected = {*to_come, *(set(later) - set(files))}

        assert sorted(played(made, len(expected))) == sorted(expected)

    def test_leaves_out_a_file_that_is_gone(self):
        made = rotation("shuffle", ["a", "b", "c"])

        made.update(["a", "b"])

        assert sorted(played(made, 2)) == ["a", "b"]


class TestSequential:
    def test_goes_through_files_in_the_order_given(self):
        assert played(rotation("sequential", ["b", "a", "c"]), 4) == ["b", "a", "c", "b"]

    def test_gives_a_new_file_its_place(self):
        made = rotation("sequential", ["a", "d"])
        made.next()

        made.update(["a", "b", "d"])

        assert played(made, 3) == ["b", "d", "a"]


class TestRandom:
    @given(names.filter(lambda files: len(files) > 1), seeds)
    def test_never_plays_the_same_twice_running(self, files, seed):
        found = played(rotation("random", files, seed), 40)

        assert all(one != two for one, two in pairwise(found))

    def test_of_one_file_plays_it_all_the_same(self):
        assert played(rotation("random", ["a"]), 2) == ["a", "a"]


class TestAnyOrder:
    def test_of_nothing_plays_nothing(self):
        assert rotation("shuffle", []).next() is None

    def test_is_the_same_for_the_same_chance(self):
        files = [f"{n}.mp3" for n in range(9)]

        assert played(rotation("shuffle", files, 5), 30) == played(rotation("shuffle", files, 5), 30)

    def test_of_names_goes_as_people_count(self):
        files = ["10 x.mp3", "2 X.mp3", "B.mp3", "a.mp3", "1/9.mp3"]

        assert sorted(files, key=by_name) == ["1/9.mp3", "2 X.mp3", "10 x.mp3", "a.mp3", "B.mp3"]

    @given(st.lists(st.text(max_size=8), max_size=8))
    def test_sorts_any_names(self, files):
        assert len(sorted(files, key=by_name)) == len(files)
