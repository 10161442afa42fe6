import random
from itertools import pairwise

import numpy as np
import pytest

from runtime.audio.hints import Hints
from runtime.plan import Crossfade, NodeId, Seconds
from runtime.sources.crossfade import CrossfadeSource
from runtime.sources.shared import Timeline
from tests.runtime.sources.tape import PCM, Tape, Track, play, sound, titles

FADE = 300


def noise(length: int, seed: int, level: float = 0.3) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, level, length).astype(np.float32)


def tracks(*lengths: int, level: float = 0.3) -> list[Track]:
    return [Track(f"t{n}", noise(length, n, level)) for n, length in enumerate(lengths)]


def crossfade(tape: Tape, **wishes) -> CrossfadeSource:
    plan = Crossfade((NodeId("tape"),), Seconds(FADE / PCM.rate), **wishes)
    return CrossfadeSource(plan, node=NodeId("radio"), child=tape, pcm=PCM, timeline=Timeline())


def offline(parts: list[np.ndarray], fade: int = FADE) -> tuple[np.ndarray, list[int]]:
    """The same plan, rendered at one go: all tracks on one table, turned up and down by half-waves of a sine."""
    common = [min(fade, len(a) // 2, len(b) // 2) for a, b in pairwise(parts)]
    begins = [sum(len(part) for part in parts[:n]) - sum(common[:n]) for n in range(len(parts))]
    table = np.zeros(sum(map(len, parts)) - sum(common))
    for n, part in enumerate(parts):
        gain = np.ones(len(part))
        if n and common[n - 1]:
            gain[: common[n - 1]] *= np.sin((np.arange(common[n - 1]) + 0.5) / common[n - 1] * np.pi / 2)
        if n < len(common) and common[n]:
            gain[-common[n] :] *= np.cos((np.arange(common[n]) + 0.5) / common[n] * np.pi / 2)
        table[begins[n] : begins[n] + len(part)] += part * gain
    return table, begins


def decibels_apart(one: np.ndarray, other: np.ndarray) -> float:
    return 20 * np.log10(max(1e-9, np.abs(one - other).max()))


class TestTracksOfOrdinaryLength:
    def test_are_heard_together_as_long_as_the_fade(self):
        wanted = tracks(2000, 1500, 2500)
        blocks = play(crossfade(Tape(wanted)))
        table, begins = offline([each.samples[:, 0] for each in wanted])

        assert len(sound(blocks)) == len(table)
        assert titles(blocks) == list(zip(["t0", "t1", "t2"], begins, strict=True))
        assert decibels_apart(sound(blocks), table) < -100

    def test_are_as_loud_together_as_alone(self):
        heard = sound(play(crossfade(Tape(tracks(20_000, 20_000)))))
        around = [np.sqrt(np.mean(heard[at : at + 300] ** 2)) for at in range(19_000, 21_000, 300)]

        assert max(around) / min(around) < 1.3

    def test_cost_no_more_at_a_change_than_two_ordinary_blocks(self):
        tape = Tape(tracks(2000, 2000, 2000))
        source = crossfade(tape)
        costs = []
        while source.pull(40) is not None:
            costs.append(sum(tape.pulled))
            tape.pulled.clear()

        assert max(costs) <= 2 * 40

    def test_are_over_for_whoever_waits_for_their_end_when_the_next_one_begins(self):
        blocks = play(crossfade(Tape(tracks(1000, 1000))))
        ends = [sum(b.length for b in blocks[: n + 1]) for n, block in enumerate(blocks) if block.last]

        assert ends == [700, 1700]

    def test_say_when_the_next_one_begins(self):
        source = crossfade(Tape(tracks(1000, 1000)))
        play(source, 500)

        assert source.remaining == 200

    @pytest.mark.parametrize("depth", [345, 400, 600])
    def test_are_joined_alike_though_their_end_is_known_late(self, depth):
        wanted = tracks(2000, 1500, 2500)
        blocks = play(crossfade(Tape(wanted, depth)))

        assert decibels_apart(sound(blocks), offline([each.samples[:, 0] for each in wanted])[0]) < -100

    def test_are_joined_for_less_if_their_end_comes_as_a_surprise(self):
        blocks = play(crossfade(Tape(tracks(1000, 1000), depth=100)))

        assert titles(blocks) == [("t0", 0), ("t1", 920)]
        assert len(sound(blocks)) == 1920


class TestAShortTrack:
    def test_between_two_long_ones_is_heard_in_its_place(self):
        wanted = tracks(2000, 100, 2000)
        blocks = play(crossfade(Tape(wanted)))
        table, begins = offline([each.samples[:, 0] for each in wanted])

        assert begins == [0, 1950, 2000]
        assert titles(blocks) == list(zip(["t0", "t1", "t2"], begins, strict=True))
        assert decibels_apart(sound(blocks), table) < -100

    @pytest.mark.parametrize("depth", [1 << 30, 650])
    def test_of_any_length_keeps_total_length_and_order(self, depth):
        chance = random.Random(7)
        for _ in range(20):
            wanted = tracks(*(chance.choice([1, 2, 3, 40, 41, chance.randrange(4, 900)]) for _ in range(50)))
            blocks = play(crossfade(Tape(wanted, depth)), size=chance.choice([1, 7, 40, 64]))
            table, begins = offline([each.samples[:, 0] for each in wanted])

            assert len(sound(blocks)) == len(table)
            heard = [name for n, (name, _) in enumerate(titles(blocks))]
            assert heard == [
                t.segment.id for t, a, b in zip(wanted, begins, [*begins[1:], 1 << 30], strict=True) if a < b
            ]
            assert decibels_apart(sound(blocks), table) < -60


class TestAJingle:
    def test_is_not_crossed(self):
        first, last = tracks(1000, 1000)
        jingle = Track("j", noise(200, 9), "jingle")
        blocks = play(crossfade(Tape([first, jingle, last])))
        whole = np.concatenate([each.samples[:, 0] for each in (first, jingle, last)])

        assert titles(blocks) == [("t0", 0), ("j", 1000), ("t1", 1200)]
        assert decibels_apart(sound(blocks), whole) < -100

    def test_is_crossed_if_that_is_wanted(self):
        first, last = tracks(1000, 1000)
        jingle = Track("j", noise(200, 9), "jingle")
        blocks = play(crossfade(Tape([first, jingle, last]), jingles=True))

        assert titles(blocks) == [("t0", 0), ("j", 900), ("t1", 1000)]


class TestTheHintsOfAFile:
    def test_say_how_long_it_and_the_next_are_heard_together(self):
        first, second = Track("a", noise(1000, 1), hints=Hints(cross=0.1)), Track("b", noise(1000, 2))

        assert titles(play(crossfade(Tape([first, second])))) == [("a", 0), ("b", 900)]

    def test_say_over_how_much_of_that_it_goes_and_comes(self):
        first = Track("a", np.ones(1000), hints=Hints(fade_out=0.1))
        second = Track("b", np.zeros(1000), hints=Hints(fade_in=0.0))
        heard = sound(play(crossfade(Tape([first, second]))))

        assert heard[:900].tolist() == [1.0] * 900
        assert heard[950] == pytest.approx(np.cos(np.pi / 4), abs=0.01)

    @pytest.mark.parametrize(
        ("hints", "begins"),
        [
            (Hints(start_next=0.8), 800),
            (Hints(start_next=1.5, cue_in=0.7), 800),
            (Hints(start_next=0.1), 500),
            (Hints(start_next=9.0), 1000),
            (Hints(start_next=0.8, cross=0.1), 900),
        ],
    )
    def test_say_from_where_on_the_next_one_is_heard(self, hints, begins):
        first, second = Track("a", noise(1000, 1), hints=hints), Track("b", noise(1000, 2))

        assert titles(play(crossfade(Tape([first, second])))) == [("a", 0), ("b", begins)]

    def test_say_by_which_curves_it_goes_and_the_next_one_comes(self):
        ones, zeros = np.ones(1000), np.zeros(1000)
        going = sound(
            play(crossfade(Tape([Track("a", ones, hints=Hints(fade_out_shape="lin")), Track("b", zeros)])))
        )
        coming = sound(
            play(crossfade(Tape([Track("a", zeros), Track("b", ones, hints=Hints(fade_in_shape="exp"))])))
        )

        assert going[[775, 850, 925]] == pytest.approx([0.75, 0.5, 0.25], abs=0.01)
        assert coming[850] == pytest.approx(0.12, abs=0.01)

    def test_can_say_that_it_is_not_to_be_joined(self):
        first, second = Track("a", noise(1000, 1), hints=Hints(cross=0.0)), Track("b", noise(1000, 2))

        assert titles(play(crossfade(Tape([first, second])))) == [("a", 0), ("b", 1000)]


class TestByLevel:
    def joined(self, end: float, beginning: float) -> np.ndarray:
        pair = [Track("a", np.full(2000, end)), Track("b", np.full(2000, beginning))]
        return sound(play(crossfade(Tape(pair), by="level")))

    def test_two_soft_ends_are_crossed(self):
        heard = self.joined(0.01, 0.02)

        assert len(heard) == 3700
        assert heard[1700] == pytest.approx(0.01, abs=0.001)

    def test_a_soft_end_goes_beneath_a_loud_beginning(self):
        heard = self.joined(0.01, 0.5)

        assert len(heard) == 3700
        assert heard[1700] == pytest.approx(0.51, abs=0.001)
        assert heard[1999] == pytest.approx(0.5, abs=0.001)

    def test_a_loud_end_stays_and_a_soft_beginning_comes(self):
        heard = self.joined(0.5, 0.01)

        assert len(heard) == 3700
        assert heard[1700] == pytest.approx(0.5, abs=0.001)
        assert heard[1999] == pytest.approx(0.51, abs=0.001)

    def test_two_loud_ends_are_not_heard_together(self):
        assert self.joined(0.5, 0.5).tolist() == pytest.approx([0.5] * 4000)


class TestASkip:
    def test_goes_beneath_the_next_track_from_where_it_is(self):
        first, second = Track("a", np.ones(5000)), Track("b", np.zeros(5000))
        source = crossfade(Tape([first, second]))
        play(source, 1000)
        source.skip()
        blocks = play(source, 600)

        assert titles(blocks) == [("b", 0)]
        assert sound(blocks)[150] == pytest.approx(np.cos(np.pi / 4), abs=0.01)
        assert sound(blocks)[300:].tolist() == [0.0] * 300

    def test_during_a_change_goes_on_with_the_track_behind_it(self):
        source = crossfade(Tape([Track(name, np.ones(5000)) for name in "abc"]))
        play(source, 4850)
        source.skip()
        blocks = play(source, 600)

        assert titles(blocks) == [("c", 0)]
        assert np.abs(np.diff(sound(blocks))).max() < 0.02

    def test_while_a_short_one_is_waited_for_begins_it_at_once(self):
        source = crossfade(
            Tape([Track("a", np.ones(1000)), Track("b", np.ones(60)), Track("c", np.ones(900))])
        )
        play(source, 800)
        source.skip()

        assert titles(play(source, 100))[0] == ("b", 0)

    def test_again_and_again_keeps_order_and_never_clicks(self):
        chance = random.Random(3)
        names = [f"t{n}" for n in range(3000)]
        source = crossfade(Tape([Track(name, np.full(chance.randrange(60, 2000), 0.3)) for name in names]))
        blocks = []
        for _ in range(500):
            blocks += play(source, chance.choice([0, 1, 40, 150, 700]))
            source.skip()
        order = [names.index(name) for name, _ in titles(blocks)]

        assert order == sorted(set(order))
        assert len(order) > 200
        assert np.abs(np.diff(sound(blocks))).max() < 0.16  # everything goes within ten samples

    def test_with_nothing_behind_it_lets_the_track_go(self):
        source = crossfade(Tape([Track("a", np.ones(5000))]))
        play(source, 1000)
        source.skip()
        heard = sound(play(source))

        assert len(heard) == 300
        assert heard[-1] < 0.01


def storm(parts: list[np.ndarray], skips: list[int], length: int, fade: int = FADE) -> np.ndarray:
    """Skips rendered at one go: at each, all that is heard goes by a half-wave of a sine, and the next track comes by one."""
    table, moments = np.zeros(length), [0, *skips]
    for n, (begin, part) in enumerate(zip(moments, parts, strict=False)):
        at = np.arange(begin, min(length, begin + len(part)))
        heard = part[: len(at)] * (np.sin(turn(at - begin, fade)) if n else 1.0)
        for skip in moments[n + 1 :]:
            heard = heard * np.cos(turn(at - skip, fade))
        table[begin : begin + len(at)] += heard
    return table


def turn(after: np.ndarray, fade: int) -> np.ndarray:
    """How far a fade has come: nothing before its first sample, a quarter of a turn behind its last."""
    return np.where(after < 0, 0.0, np.clip((after + 0.5) / fade, 0.0, 1.0) * np.pi / 2)


def depth_of(tail) -> int:
    """How many tails hang on each other."""
    inner = [getattr(tail, name, None) for name in ("_tail", "_overlap", "_coming")]
    return 1 + max((depth_of(each) for each in inner if each is not None), default=0)


class TestASkipStorm:
    @pytest.mark.parametrize("gaps", [(FADE, 900), (60, 900), (60, FADE)], ids=["calm", "mixed", "wild"])
    def test_is_what_it_is_when_rendered_at_one_go(self, gaps):
        chance = random.Random(11)
        wanted = tracks(*(4000 for _ in range(201)))
        source, blocks, skips = crossfade(Tape(wanted)), [], []
        for _ in range(200):
            blocks += play(source, chance.randrange(*gaps), size=chance.choice([7, 40, 64]))
            skips.append(sum(block.length for block in blocks))
            source.skip()
        blocks += play(source, 2 * FADE)
        heard = sound(blocks)
        table = storm([each.samples[:, 0] for each in wanted], skips, len(heard))

        assert titles(blocks) == [(f"t{n}", at) for n, at in enumerate([0, *skips])]
        assert decibels_apart(heard, table) < -100

    def test_of_any_length_leaves_nothing_behind_of_what_is_over(self):
        source = crossfade(Tape(tracks(*(4000 for _ in range(401)))))
        for _ in range(400):
            play(source, 100)
            source.skip()

        assert depth_of(source._overlap) < 20

    def test_over_tracks_that_end_by_themselves_keeps_the_length_and_the_order(self):
        chance = random.Random(12)
        wanted = tracks(*(chance.randrange(700, 2000) for _ in range(300)))
        source, blocks, moments = crossfade(Tape(wanted)), [], 0
        while (block := source.pull(40)) is not None:
            blocks.append(block)
            if chance.random() < 0.05:
                source.skip()
                moments += 1
        numbers = [int(name[1:]) for name, _ in titles(blocks)]

        assert moments > 100
        assert numbers == sorted(set(numbers))
        assert numbers[-1] == 299
        assert sum(block.length for block in blocks) == len(sound(blocks))


class TestAChildThatHasNothing:
    def test_is_heard_to_its_end_first(self):
        wanted = tracks(1000)

        assert sound(play(crossfade(Tape(wanted)))).tolist() == wanted[0].samples[:, 0].tolist()

    def test_may_come_late(self):
        tape = Tape(tracks(1000, 1000))
        source = crossfade(tape)
        play(source, 680)
        tape.held_back = True
        before = play(source, 100)
        tape.held_back = False
        after = play(source, 100)

        assert [name for name, _ in titles(before + after)] == ["t0", "t1"]
        assert len(sound(before)) == 100

    def test_may_break_off_in_the_middle_of_a_change(self):
        tape = Tape(tracks(1000, 1000, 500))
        source = crossfade(tape)
        play(source, 800)
        tape.broken = True

        assert len(sound(play(source, 100))) == 100


class TestWhoeverTakesOver:
    def test_gets_what_is_still_to_be_heard_of_both(self):
        source = crossfade(Tape([Track("a", np.ones(1000)), Track("b", np.ones(1000))]))
        play(source, 850)
        tail = source.leave(200)

        assert tail.length == 200
        assert tail.take(10)[:, 0] == pytest.approx(np.sqrt(2), abs=0.02)

    def test_at_a_change_leaves_the_next_track_for_later(self):
        source = crossfade(Tape([Track("a", np.ones(1000)), Track("b", np.ones(1000))]))
        play(source, 700)
        tail = source.leave(300)

        assert tail.length == 300
        assert titles(play(source, 400)) == [("b", 0)]
