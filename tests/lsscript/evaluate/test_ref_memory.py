"""Values of refs as the state folder keeps them."""

import json
from datetime import date

import pytest

from lsscript.evaluate.ref_memory import MOST_REFS, RefMemory, alike, noted, recalled
from lsscript.evaluate.value import Clock, PairValue, Quantity, RefValue, Secret, Weekday

VALUES = [
    None,
    True,
    3,
    0.5,
    "Sea",
    Quantity(3.0, "duration"),
    Quantity(-16.0, "loudness"),
    Clock(21600.0),
    Weekday(6),
    date(2026, 11, 22),
    PairValue(1, "one"),
    (1, 2, 3),
    {"title": "Sea", "length": Quantity(200.0, "duration"), "tags": ("calm", "blue")},
]


class TestAValue:
    @pytest.mark.parametrize("value", VALUES, ids=repr)
    def test_is_the_same_afterwards(self, value):
        again = recalled(json.loads(json.dumps(noted(value))))

        assert again == value
        assert type(again) is type(value)
        assert alike(again, value)

    @pytest.mark.parametrize(
        "value", [Secret("env:KEY", "hush"), ("a", Secret("env:KEY", "hush")), len], ids=str
    )
    def test_that_is_secret_or_no_value_is_not_kept(self, value):
        with pytest.raises(TypeError):
            noted(value)

    @pytest.mark.parametrize(
        "found", [{"quantity": ["furlongs", 3]}, {"clock": "noon"}, [1], {}, {"date": "x"}]
    )
    def test_is_nothing_else(self, found):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever its words
            recalled(found)


class TestTwoValues:
    @pytest.mark.parametrize(
        ("one", "other"),
        [(1, 0.5), ("", "x"), ((), (1,)), (None, "x"), ({"a": 1}, {"a": 2}), (Clock(1), Clock(2))],
    )
    def test_are_alike(self, one, other):
        assert alike(one, other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (1, "1"),
            (True, 1),
            ((1,), ("a",)),
            ({"a": 1}, {"b": 1}),
            (Quantity(1.0, "duration"), Quantity(1.0, "loudness")),
            (PairValue(1, 2), PairValue(1, "b")),
        ],
    )
    def test_are_not(self, one, other):
        assert not alike(one, other)


class TestAMemory:
    def test_gives_a_ref_what_it_held(self):
        memory, ref = RefMemory({"n": 7}), RefValue(0)
        memory.begin("n", ref)

        assert ref.held == 7

    def test_leaves_one_alone_that_begins_with_something_else_now(self):
        memory, ref = RefMemory({"n": 7}), RefValue("seven")
        memory.begin("n", ref)

        assert ref.held == "seven"

    def test_knows_what_is_gone_until_it_comes_again(self):
        memory = RefMemory()
        memory.end("n", RefValue(7))
        assert memory.all({}) == {"n": 7}
        again = RefValue(0)
        memory.begin("n", again)

        assert again.held == 7

    def test_knows_so_many_that_are_gone(self):
        memory = RefMemory()
        for number in range(MOST_REFS + 5):
            memory.end(f"n{number}", RefValue(number))

        assert len(memory.all({})) == MOST_REFS
        assert "n4" not in memory.all({})

    def test_tells_what_all_hold_but_secrets(self):
        refs = {"n": RefValue(7), "key": RefValue(Secret("env:KEY", "hush"))}

        assert RefMemory().all(refs) == {"n": 7}
