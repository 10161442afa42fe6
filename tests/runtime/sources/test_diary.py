"""What an interlude waits for, and what becomes of it."""

from datetime import UTC, datetime, timedelta

import pytest

from runtime.plan import Each, Interlude
from runtime.sources.diary import Diary, decide

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
QUARTERS = Interlude(("music", "jingles"), Each(900.0))


@pytest.fixture
def left():
    return []


@pytest.fixture
def diary(left):
    return Diary(QUARTERS, lambda due, why: left.append((due, why)))


class TestAMoment:
    def test_falls_due_when_it_comes(self, diary):
        diary.look(NOON + timedelta(minutes=14), busy=False)

        assert (diary.due, diary.coming) == (None, NOON + timedelta(minutes=15))
        assert diary.until_next(NOON + timedelta(minutes=14)) == 60.0

        diary.look(NOON + timedelta(minutes=15), busy=False)

        assert diary.due == diary.coming == NOON + timedelta(minutes=15)

    def test_is_replaced_by_the_next_one(self, diary, left):
        diary.look(NOON + timedelta(minutes=14), busy=False)
        diary.look(NOON + timedelta(minutes=15), busy=False)
        diary.look(NOON + timedelta(minutes=30), busy=False)

        assert diary.due == NOON + timedelta(minutes=30)
        assert left == [(NOON + timedelta(minutes=15), "the next one is due")]

    def test_is_passed_over_while_an_interlude_plays(self, diary, left):
        diary.look(NOON + timedelta(minutes=14), busy=True)
        diary.look(NOON + timedelta(minutes=15), busy=True)

        assert (diary.due, left) == (None, [])


class TestARestart:
    def test_waits_for_the_same(self, diary):
        diary.look(NOON + timedelta(minutes=14), busy=False)
        diary.look(NOON + timedelta(minutes=15), busy=False)
        other = Diary(QUARTERS, lambda *_: None)
        other.recall(diary.remembered(None), NOON + timedelta(minutes=16))

        assert other.due == diary.due

    def test_waits_again_for_what_was_broken_off(self, diary):
        other = Diary(QUARTERS, lambda *_: None)
        other.recall(diary.remembered(NOON), NOON)

        assert other.due == NOON

    @pytest.mark.parametrize("written", ["noon", "2026-05-04T12:00:00"])
    def test_takes_no_moment_that_is_none(self, diary, written):
        with pytest.raises(ValueError, match=r"isoformat|without its zone"):
            diary.recall({"due": written}, NOON)


class TestTheVerdict:
    @pytest.mark.parametrize(
        ("late", "rules", "act"),
        [
            (91, {}, "drop"),
            (1, {"ready": False}, "wait"),
            (1, {"at_boundary": False}, "wait"),
            (1, {"tracks": 0}, "wait"),
            (1, {}, "play"),
            (0, {"sharp": True, "at_boundary": False, "tracks": 0}, "play"),
        ],
    )
    def test_goes_by_the_rules(self, late, rules, act):
        usual = {"sharp": False, "ready": True, "at_boundary": True, "tracks": 1}

        assert decide(timedelta(seconds=late), timedelta(seconds=90), **{**usual, **rules}).act == act
