from runtime.audio.meter import peak, rms
from runtime.audio.pcm import Block
from runtime.sources.shared import Seen, SharedSource, Timeline


def pulled(source: SharedSource, timeline: Timeline, at: int, size: int = 10) -> Block | None:
    timeline.position = at
    return source.pull(size)


class TestASharedSource:
    def test_gives_the_same_samples_to_all_who_ask_for_the_same_time(self, fake):
        child, timeline = fake("music"), Timeline()
        shared = SharedSource(child, timeline)

        first, second = pulled(shared, timeline, 0), pulled(shared, timeline, 0)

        assert first is second
        assert child.pulls == 1

    def test_pulls_anew_for_a_new_time(self, fake):
        child, timeline = fake("music"), Timeline()
        shared = SharedSource(child, timeline)
        blocks = [pulled(shared, timeline, at) for at in (0, 10, 20)]

        assert [block.offset for block in blocks] == [0, 0, 0]
        assert len({block.segment.id for block in blocks}) == 3

    def test_gives_a_part_to_whoever_asks_in_the_middle_or_for_less(self, fake):
        timeline = Timeline()
        shared = SharedSource(fake("music", 20), timeline)
        pulled(shared, timeline, 0)

        tail, head = pulled(shared, timeline, 6), pulled(shared, timeline, 0, size=4)

        assert (tail.offset, tail.length) == (6, 4)
        assert (head.offset, head.length) == (0, 4)

    def test_has_nothing_where_its_source_has_nothing(self, fake):
        timeline = Timeline()
        shared = SharedSource(fake("music", ready=False), timeline)

        assert pulled(shared, timeline, 0) is None
        assert not shared.ready

    def test_passes_on_what_is_asked_of_the_source(self, fake):
        child = fake("music")
        shared = SharedSource(child, Timeline())
        child.settling = True

        shared.skip()

        assert (shared.id, shared.origin, shared.settling, child.skips) == ("music", child.origin, True, 1)


class TestASourceThatIsLookedAt:
    def test_is_as_loud_as_what_its_hearers_got_last(self, fake):
        timeline = Timeline()
        shared = SharedSource(fake("music"), timeline)
        seen = Seen(shared)
        before = seen.level
        pulled(shared, timeline, 0)

        assert before is None
        assert (seen.level, seen.peak) == (rms(shared.heard_last.samples), peak(shared.heard_last.samples))

    def test_has_no_level_while_nobody_hears_it(self, fake):
        timeline = Timeline()
        shared = SharedSource(fake("music"), timeline)
        pulled(shared, timeline, 0)
        timeline.position = 10 * 44_100

        assert Seen(shared).level is None
