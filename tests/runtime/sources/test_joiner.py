import numpy as np
import pytest

from runtime.audio.hints import Hints
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, BlockTail
from runtime.plan import Fallback
from runtime.sources.fallback import FallbackSource
from runtime.sources.joiner import Joiner

PCM = PcmFormat(rate=1000)


class Sound:
    """A source of one value that knows its rest: tracks of some length, or a show that ends when told."""

    def __init__(
        self, node: str, value: float, *, kind="track", length=100_000, fade=None, ready=True
    ) -> None:
        self.id, self.origin, self.ready, self.settling = node, None, ready, False
        self.value, self.kind, self.length, self.fade = value, kind, length, fade
        self.remaining: int | None = None
        self.number = self.position = 0

    @property
    def now_playing(self) -> Segment:
        return Segment(
            f"{self.id}/{self.number}", self.kind, hints=Hints(fade_in=self.fade, fade_out=self.fade)
        )

    def pull(self, most: int) -> Block | None:
        if not self.ready:
            return None
        taken = min(most, self.length - self.position)
        block = self.block(taken)
        if self.remaining is not None:
            self.remaining -= taken
            self.ready = self.remaining > 0
        if block.last:
            self.next()
        return block

    def block(self, length: int) -> Block:
        samples = np.full((length, 2), self.value, np.float32)
        made = Block(samples, self.now_playing, self.position, self.position + length == self.length)
        self.position += length
        return made

    def next(self) -> None:
        self.number, self.position = self.number + 1, 0

    def leave(self, most: int):
        if not self.position:
            return NO_TAIL
        rest = BlockTail([self.block(min(most, self.length - self.position))])
        self.next()
        if self.remaining is not None:
            self.ready = False
        return rest


def fallback(*children, fade=0.0, wait=False) -> FallbackSource:
    plan = Fallback(tuple(child.id for child in children), wait)
    return FallbackSource(plan, node="radio", children=children, joiner=Joiner(PCM, fade))


def heard(source, samples: int, size: int = 40) -> tuple[np.ndarray, list[str]]:
    """What is heard on the left, and the segments in their order."""
    parts, names = [], []
    while samples > 0:
        block = source.pull(min(size, samples))
        parts.append(block.samples[:, 0])
        names += [] if names[-1:] == [block.segment.id] else [block.segment.id]
        samples -= block.length
    return np.concatenate(parts), names


def largest_step(sound: np.ndarray) -> float:
    return float(np.abs(np.diff(sound)).max())


class TestAChangeInTheMiddle:
    def test_never_clicks(self):
        live, music = Sound("live", 0.0, ready=False), Sound("music", 0.5)
        source = fallback(live, music)
        before, _ = heard(source, 200)
        live.ready = True
        after, _ = heard(source, 200)

        assert largest_step(np.concatenate([before, after])) < 0.1
        assert after[20:].tolist() == [0.0] * 180

    def test_takes_as_long_as_it_is_told(self):
        live, music = Sound("live", 0.0, ready=False), Sound("music", 0.5)
        source = fallback(live, music, fade=0.1)
        heard(source, 200)
        live.ready = True
        after, _ = heard(source, 200)

        assert after[50] == pytest.approx(0.5 * np.cos(np.pi / 4), abs=0.01)
        assert after[100:].tolist() == [0.0] * 100

    def test_is_not_come_back_from_to_the_same_track(self):
        live, music = Sound("live", 0.0, ready=False), Sound("music", 0.5)
        source = fallback(live, music)
        heard(source, 200)
        live.ready = True
        heard(source, 200)
        live.ready = False

        assert heard(source, 200)[1] == ["music/1"]

    def test_in_the_middle_of_another_keeps_all_three(self):
        live, night, music = (
            Sound("live", 0.0, ready=False),
            Sound("night", 0.0, ready=False),
            Sound("music", 0.5),
        )
        source = fallback(live, night, music, fade=0.1)
        heard(source, 200)
        night.ready = True
        first, _ = heard(source, 40)
        live.ready = True
        second, _ = heard(source, 200)

        assert largest_step(np.concatenate([first, second])) < 0.02
        assert second[100:].tolist() == [0.0] * 100


class TestALossWithoutAWord:
    def test_goes_from_the_last_sample_that_was_heard(self):
        live, music = Sound("live", 0.5), Sound("music", 0.0)
        source = fallback(live, music)
        before, _ = heard(source, 100)
        live.ready = False
        after, _ = heard(source, 100)

        assert largest_step(np.concatenate([before, after])) < 0.1

    def test_lets_a_track_go_on_later_where_it_was(self):
        music, last = Sound("music", 0.5), Sound("last", 0.1)
        source = fallback(music, last)
        heard(source, 100)
        music.ready = False
        heard(source, 100)
        music.ready = True

        assert heard(source, 100)[1] == ["music/0"]


class TestATrackThatEnds:
    def test_is_left_as_it_is_and_so_is_the_next(self):
        first, music = Sound("live", 0.5, length=100), Sound("music", 0.2)
        source = fallback(first, music)
        heard(source, 80)
        first.pull, first.ready = first.block, True
        block = source.pull(20)
        first.ready = False

        assert block.last
        assert heard(source, 40)[0].tolist() == pytest.approx([0.2] * 40)


class TestALiveShow:
    def test_comes_over_its_own_fade_while_the_music_goes(self):
        live, music = Sound("live", 0.0, kind="live", fade=0.2, ready=False), Sound("music", 0.5)
        source = fallback(live, music)
        heard(source, 200)
        live.ready = True
        after, names = heard(source, 300)

        assert names == ["live/0"]
        assert after[100] == pytest.approx(0.5 * np.cos(np.pi / 4), abs=0.01)
        assert after[200:].tolist() == [0.0] * 100

    def test_goes_over_its_own_fade_while_the_music_comes(self):
        live, music = Sound("live", 0.5, kind="live", fade=0.2), Sound("music", 0.0)
        source = fallback(live, music)
        heard(source, 100)
        live.remaining = 300
        before, _ = heard(source, 100)
        during, names = heard(source, 300)

        assert before.tolist() == [0.5] * 100
        assert names == ["music/0"]
        assert during[100] == pytest.approx(0.5 * np.cos(np.pi / 4), abs=0.01)
        assert during[200:].tolist() == [0.0] * 100
        assert largest_step(during) < 0.02

    def test_waits_for_the_end_of_the_song_if_it_is_to(self):
        live, music = Sound("live", 0.0, kind="live", ready=False), Sound("music", 0.5, length=300)
        source = fallback(live, music, wait=True)
        heard(source, 100)
        live.ready = True
        after, names = heard(source, 300)

        assert names == ["music/0", "live/0"]
        assert after[:200].tolist() == [0.5] * 200
        assert after[200:].tolist() == [0.0] * 100
