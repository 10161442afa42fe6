import numpy as np

from runtime.audio.pcm import Block, Segment
from runtime.audio.tail import NO_TAIL
from runtime.plan import NodeId, Quiet, Seconds
from runtime.sources.quiet import FRESH, SkipSource, StripSource
from runtime.sources.shared import Timeline
from tests.runtime.sources.tape import PCM, Tape, Track, play, titles


def parts(*each: tuple[float, int]) -> np.ndarray:
    return np.concatenate([np.full(length, value) for value, length in each])


def skipping(tape: Tape) -> SkipSource:
    return SkipSource(Quiet((), "skip", Seconds(1.0)), node=NodeId("radio"), child=tape, pcm=PCM)


class Studio:
    """A source that is stripped, heard by somebody who asks block by block."""

    def __init__(self, sound: np.ndarray) -> None:
        self.timeline = Timeline()
        plan = Quiet((), "strip", Seconds(2.0), back=Seconds(3.0))
        tape = Tape([Track("show", sound, "live")])
        self.source = StripSource(plan, node=NodeId("s"), child=tape, pcm=PCM, timeline=self.timeline)

    def heard(self) -> str:
        """For each second, whether it was heard."""
        found = ""
        while len(found) < 20:
            blocks = []
            for _ in range(25):
                blocks.append(self.source.pull(40) is not None if self.source.ready else False)
                self.timeline.position += 40
            found += "#" if all(blocks) else "." if not any(blocks) else "-"
        return found


class TestATrackThatFallsSilent:
    def test_is_left_for_the_next_one(self):
        tape = Tape([Track("a", parts((0.1, 500), (0.0, 5000))), Track("b", parts((0.1, 500)))])
        found = titles(play(skipping(tape)))

        assert [name for name, _ in found] == ["a", "b"]
        assert 1500 <= found[1][1] <= 1600

    def test_for_a_moment_is_not_left(self):
        tape = Tape([Track("a", parts((0.1, 500), (0.0, 900), (0.1, 500), (0.0, 900)))])

        assert sum(block.length for block in play(skipping(tape))) == 2800

    def test_is_not_left_where_it_is_live(self):
        tape = Tape([Track("show", parts((0.0, 5000)), "live")])

        assert sum(block.length for block in play(skipping(tape))) == 5000


class TestAStudioThatFallsSilent:
    def test_has_nothing_to_play_until_there_has_been_sound_for_long_enough(self):
        studio = Studio(parts((0.1, 3000), (0.0, 6000), (0.1, 12000)))

        assert studio.heard() == "#####.......########"

    def test_does_not_come_back_for_a_cough(self):
        studio = Studio(parts((0.1, 3000), (0.0, 3000), (0.1, 1000), (0.0, 3000), (0.1, 12000)))

        assert studio.heard() == "#####........#######"

    def test_may_pause_between_words(self):
        studio = Studio(parts((0.1, 3000), (0.0, 3000), *[(0.1, 800), (0.0, 200)] * 16))

        assert studio.heard()[-8:] == "########"

    def test_is_not_back_while_its_line_is_gone(self):
        studio = Studio(parts((0.1, 3000), (0.0, 3000)))

        assert studio.heard() == "#####" + "." * 15


class Coming:
    """A source of sound that is there at some seconds, and not at others."""

    origin, id, settling, remaining = None, "studio", False, None

    def __init__(self, timeline: Timeline, there) -> None:
        self._timeline = timeline
        self._there = there
        self.left = 0

    @property
    def ready(self) -> bool:
        return self._there(self._timeline.position / 1000)

    @property
    def now_playing(self) -> Segment | None:
        return Segment("studio/1", "live") if self.ready else None

    def pull(self, most: int) -> Block | None:
        return Block(np.full((most, 1), 0.2, np.float32), self.now_playing) if self.ready else None

    def leave(self, most: int):
        self.left += 1
        return NO_TAIL


def heard_of(there, seconds: int) -> str:
    """For each second, whether a studio is heard whose line comes and goes."""
    timeline = Timeline()
    child = Coming(timeline, there)
    plan = Quiet((), "strip", Seconds(2.0), back=Seconds(3.0))
    source = StripSource(plan, node=NodeId("s"), child=child, pcm=PCM, timeline=timeline)
    found = ""
    for _ in range(seconds):
        blocks = []
        for _ in range(10):
            blocks.append(source.ready and source.pull(100) is not None)
            timeline.position += 100
        found += "#" if all(blocks) else "." if not any(blocks) else "-"
    return found


class TestAStudioWhoseLineIsLost:
    def test_must_be_good_for_as_long_before_it_is_heard_again(self):
        assert heard_of(lambda now: not 5 <= now < 7, 14) == "#####....-####"

    def test_is_not_heard_while_it_comes_and_goes(self):
        assert heard_of(lambda now: now < 5 or now % 3 < 2, 20) == "#####" + "." * 15

    def test_begins_anew_when_it_was_away_for_long(self):
        found = heard_of(lambda now: not 5 <= now < 5 + FRESH + 2, int(FRESH) + 10)

        assert found == "#####" + "." * int(FRESH + 2) + "###"
