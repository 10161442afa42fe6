"""What an operator sets by hand."""

import random
from datetime import UTC, datetime

import numpy as np
import pytest

from runtime.audio.pcm import Block, Segment
from runtime.media.title import Title
from runtime.plan import Always, Fallback, Not, Switch, Turns
from runtime.sources.by_hand import Hand, Pin, hand_over
from runtime.sources.fallback import FallbackSource
from runtime.sources.shared import SharedSource, Timeline
from runtime.sources.switch import SwitchSource
from runtime.sources.turns import TurnsSource

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

BY = "by anna, until it is taken back"


def heard(source, count=1):
    blocks = [source.pull(10) for _ in range(count)]
    return [block and block.segment.id.partition("/")[0] for block in blocks]


def fallback(*children):
    plan = Fallback(tuple(child.id for child in children))
    return FallbackSource(plan, node="radio", children=children)


class TestABranchThatWasChosen:
    def test_plays_whatever_the_script_says(self, fake):
        source = fallback(fake("studio"), fake("music"))
        before = heard(source)
        source.pin = Pin("music", BY)

        assert (before, heard(source, 2)) == (["studio"], ["music", "music"])
        assert (source.choice.child, source.choice.why) == ("music", f"chosen by hand: {BY}")

    def test_is_passed_over_while_it_has_nothing(self, fake):
        music = fake("music", ready=False)
        source = fallback(fake("studio"), music)
        source.pin = Pin("music", BY)
        before = heard(source)
        music.ready = True

        assert (before, heard(source)) == (["studio"], ["music"])

    def test_is_left_when_its_time_is_over(self, fake):
        source, times = fallback(fake("studio"), fake("music")), iter([False, False, True])
        source.pin = Pin("music", BY, lambda: next(times, True))

        assert heard(source, 3) == ["music", "music", "studio"]
        assert source.pin is None

    def test_of_a_switch_needs_no_hour(self, fake):
        day, night = fake("day"), fake("night")
        plan = Switch(("day", "night"), (Not(Always()), Not(Always())))
        source = SwitchSource(plan, node="radio", children=(day, night), wall=lambda: NOON)
        before = source.ready
        source.pin = Pin("night", BY)

        assert (before, source.ready, heard(source)) == (False, True, ["night"])

    def test_of_those_who_take_turns_waits_for_the_end_of_the_track(self, fake):
        plan = Turns(("a", "b"), "rotate")
        children = fake("a", 20, 20), fake("b", 10, 10, 10)
        source = TurnsSource(plan, node="radio", children=children, rng=random.Random(1))
        before = heard(source)
        source.pin = Pin("b", BY)

        assert (before, heard(source, 4)) == (["a"], ["a", "b", "b", "b"])
        assert source.choice.why == f"chosen by hand: {BY}"

    def test_stays_chosen_in_the_source_that_takes_over(self, fake):
        before, after = fallback(fake("studio"), fake("music")), fallback(fake("news"), fake("music"))
        other = fallback(fake("news"))
        before.pin = Pin("music", BY)
        for each in (after, other):
            hand_over(before, each)

        assert (heard(after), other.pin) == (["music"], None)


def tone(number=1, kind="track", level=0.5):
    segment = Segment(f"music/{number}", kind, Title(title=f"own {number}"))
    return Block(np.full((10, 2), level, np.float32), segment)


def titles(hand, *blocks):
    return [str(hand.heard(block).segment.title) for block in blocks]


class TestAGain:
    def test_is_turned_without_a_click(self):
        hand = Hand()
        hand.gain = -6.0206
        first, second = (hand.heard(tone()).samples[:, 0] for _ in range(2))

        assert first[0] == pytest.approx(0.5)
        assert max(abs(np.diff(first))) < 0.04
        assert second == pytest.approx(np.full(10, 0.25), rel=1e-4)

    def test_of_nothing_leaves_a_block_as_it_is(self):
        block = tone()

        assert Hand().heard(block) is block

    def test_holds_for_what_fades_out(self, fake):
        place = SharedSource(fake("music"), Timeline())
        place.hand = Hand()
        place.hand.gain = -6.0206
        place.hand.heard(tone())

        assert place.hand.tail(np.ones((2, 2), np.float32)) == pytest.approx(np.full((2, 2), 0.5), rel=1e-4)


class TestATitle:
    def test_holds_until_the_next_track(self):
        hand, first = Hand(), tone(1)
        hand.entitle(Title(title="news"), first.segment)

        assert titles(hand, first, tone(1), tone(2), tone(1)) == ["news", "news", "own 2", "news"]

    def test_of_the_next_waits_for_it(self):
        hand = Hand()
        before = titles(hand, tone(1))
        hand.entitle(Title(title="news"), None)

        assert before == ["own 1"]
        assert titles(hand, tone(1), tone(2, kind="jingle"), tone(3), tone(4)) == [
            "own 1",
            "own 2",
            "news",
            "own 4",
        ]

    def test_is_one_segment_for_all_who_look(self):
        hand, block = Hand(), tone(1)
        hand.entitle(Title(title="news"), block.segment)

        assert hand.heard(block).segment is hand.shown(block.segment)
