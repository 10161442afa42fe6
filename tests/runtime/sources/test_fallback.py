import pytest

from runtime.plan import Fallback, Origin
from runtime.sources.fallback import FallbackSource, decide


def fallback(*children, wait=False) -> FallbackSource:
    plan = Fallback(tuple(child.id for child in children), wait, origin=Origin("station.lss", 12))
    return FallbackSource(plan, node="radio", children=children)


def heard(source, count: int) -> list[str | None]:
    blocks = [source.pull(10) for _ in range(count)]
    return [block and block.segment.id.partition("/")[0] for block in blocks]


class TestTheDecision:
    @pytest.mark.parametrize(
        ("ready", "current", "wait", "at_boundary", "chosen"),
        [
            ((True, True), None, False, True, 0),
            ((False, True), 0, False, False, 1),
            ((False, True), 0, True, False, 1),
            ((True, True), 1, False, False, 0),
            ((True, True), 1, True, False, 1),
            ((True, True), 1, True, True, 0),
            ((False, False), 1, True, False, None),
            ((), None, False, True, None),
        ],
    )
    def test_follows_the_rules(self, ready, current, wait, at_boundary, chosen):
        assert decide(ready, current, wait=wait, at_boundary=at_boundary) == chosen


class TestAFallback:
    def test_plays_its_first_child_and_does_not_pull_the_others(self, fake):
        live, music = fake("live"), fake("music")

        assert heard(fallback(live, music), 3) == ["live"] * 3
        assert music.pulls == 0

    def test_leaves_a_lost_child_at_once_even_in_the_same_pull(self, fake):
        live, music = fake("live", 20), fake("music")

        assert heard(fallback(live, music, wait=True), 4) == ["live", "live", "music", "music"]

    def test_comes_back_at_once(self, fake):
        live, music = fake("live", ready=False), fake("music", 100)
        source = fallback(live, music)
        before = heard(source, 2)
        live.ready = True

        assert before == ["music"] * 2
        assert heard(source, 1) == ["live"]

    def test_comes_back_when_the_segment_ends_if_it_is_to_wait(self, fake):
        live, music = fake("live", ready=False), fake("music", 40, 40)
        source = fallback(live, music, wait=True)
        heard(source, 1)
        live.ready = True

        assert heard(source, 4) == ["music", "music", "music", "live"]

    def test_does_not_wait_for_what_never_ends(self, fake):
        from runtime.audio.pcm import PcmFormat
        from runtime.plan import Tone
        from runtime.sources.tone import ToneSource

        live, tone = fake("live", ready=False), ToneSource(Tone(), node="tone", pcm=PcmFormat())
        source = fallback(live, tone, wait=True)
        heard(source, 1)
        live.ready = True

        assert heard(source, 1) == ["live"]

    def test_without_anything_has_nothing(self, fake):
        source = fallback(fake("live", ready=False), fake("music", ready=False))

        assert not source.ready
        assert heard(source, 1) == [None]

    def test_skips_what_plays(self, fake):
        live, music = fake("live", ready=False), fake("music")
        source = fallback(live, music)
        source.skip()
        heard(source, 1)

        source.skip()

        assert (live.skips, music.skips) == (0, 1)

    def test_tells_a_change_with_its_line_and_what_is_heard(self, fake, origins):
        live, music = fake("live", 10), fake("music")
        source = fallback(live, music)
        heard(source, 3)
        live.ready = False
        heard(source, 2)

        assert origins() == [("station.lss:12", '"live" has nothing to play: listeners hear "music"')]

    def test_settles_while_its_best_child_does(self, fake):
        live, music, last = fake("live", ready=False), fake("music", ready=False), fake("last")
        source = fallback(live, music, last)
        quiet = source.settling
        music.settling = True

        assert not quiet
        assert source.settling
        live.ready = True
        assert not source.settling
