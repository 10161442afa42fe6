"""Where a playlist stands, to be known again."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.sources.order import MOST_SINCE, Rotation
from runtime.sources.place import MOST_TIMES, Again, Place

FILES = [f"{number:02}.mp3" for number in range(20)]


def written(place: Place, running: str = "") -> dict[str, object]:
    return json.loads(json.dumps(place.remembered(running)))


def rotation(order="shuffle", seed=1, files=FILES) -> Rotation:
    made = Rotation(order, random.Random(seed))
    made.update(files)
    return made


def recalled(parts, order="shuffle", files=FILES) -> tuple[Rotation, Place]:
    made, place = Rotation(order, random.Random(99)), Place()
    place.recall(parts, made)
    made.update(files)
    return made, place


class TestARound:
    @given(st.sampled_from(["shuffle", "sequential"]), st.integers(0, 3 * MOST_SINCE), st.integers(0, 2**32))
    def test_goes_on_where_it_was(self, order, count, seed):
        before, place = rotation(order, seed), Place()
        heard = [before.next() for _ in range(count)]
        place.stands(before.noted)
        if not heard:
            return
        after, _ = recalled(written(place), order)
        rest = -count % len(FILES)

        assert [after.next() for _ in range(rest)] == [before.next() for _ in range(rest)]
        assert after.exhausted

    @given(st.integers(1, 60), st.integers(0, 2**32))
    def test_keeps_its_distance_over_the_next_seam(self, count, seed):
        before, place = rotation("shuffle", seed), Place()
        heard = [before.next() for _ in range(count)]
        place.stands(before.noted)
        after, _ = recalled(written(place))
        heard += [after.next() for _ in range(40)]

        for at in range(count, len(heard)):
            assert heard[at] not in heard[max(0, at - 10) : at]

    def test_deals_in_what_has_come_meanwhile_and_nothing_else(self):
        before, place = rotation(), Place()
        heard = [before.next() for _ in range(15)]
        place.stands(before.noted)
        after, _ = recalled(written(place), files=[*FILES, "new.mp3"])

        assert sorted([*heard, *(after.next() for _ in range(6))]) == sorted([*FILES, "new.mp3"])

    def test_leaves_out_what_has_gone_meanwhile(self):
        before, place = rotation(), Place()
        heard = [before.next() for _ in range(15)]
        place.stands(before.noted)
        left = [name for name in FILES if name in heard or name > "10"]
        after, _ = recalled(written(place), files=left)
        rest = [name for name in left if name not in heard]

        assert sorted(after.next() for _ in rest) == rest

    def test_that_was_drawn_never_plays_the_same_twice_running(self):
        before, place = rotation("random"), Place()
        last = [before.next() for _ in range(200)][-1]
        place.stands(before.noted)
        after, _ = recalled(written(place), "random")

        assert len(json.dumps(written(place))) < 3000
        assert after.next() != last


class TestWhatPlays:
    def test_begins_anew_and_what_was_opened_comes_behind_it(self):
        before, place = rotation(), Place()
        for number in range(3):
            name = before.next()
            place.stands(before.noted, opened=(f"music/{number}", name))
        first, second, third = before._recent
        place.over("music/0")
        in_hand = before.next()
        place.stands(before.noted, in_hand=in_hand)
        after, _ = recalled(written(place, "music/1"))

        assert [after.next() for _ in range(3)] == [second, third, in_hand]
        assert sorted([first, second, third, in_hand, *(after.next() for _ in range(16))]) == FILES

    def test_is_over_when_it_was_left(self):
        before, place = rotation(), Place()
        place.stands(before.noted, opened=("music/1", before.next()))
        place.stands(before.noted)
        place.over("music/1")
        after, _ = recalled(written(place))

        assert sorted(after.next() for _ in range(19)) == sorted(set(FILES) - set(before._recent))

    def test_is_left_out_when_the_station_has_ended_in_it_again_and_again(self):
        before, place = rotation(), Place()
        name = before.next()
        place.stands(before.noted, opened=("music/1", name))
        left_out = ""
        for _ in range(MOST_TIMES + 1):
            assert not left_out
            parts, after = written(place, "music/1"), Rotation("shuffle", random.Random(1))
            place = Place()
            left_out = place.recall(parts, after)
            after.update(FILES)
            if not left_out:
                assert after.next() == name
            place.stands(after.noted, opened=("music/1", name))

        assert left_out == name
        assert name not in [after.next() for _ in range(19)]

    def test_counts_anew_with_another_track(self):
        again = Again()
        again.began("a", 2)

        assert (again.count("a"), again.count("b")) == (3, 0)


class TestWhatIsNoPlace:
    @pytest.mark.parametrize(
        "parts",
        [
            {"round": 3},
            {"round": {"to_come": [1], "recent": []}, "since": [], "ahead": []},
            {"round": {"to_come": [], "recent": []}, "since": "abc", "ahead": []},
            {"round": {"to_come": [], "recent": []}, "since": [], "ahead": [], "running": "a"},
        ],
    )
    def test_is_refused(self, parts):
        with pytest.raises(ValueError, match=r"no place|no names|no track"):
            Place().recall(parts, Rotation("shuffle", random.Random(1)))
