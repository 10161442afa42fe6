from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from runtime.plan import Always, Both, Origin, Switch, Times, Weekdays
from runtime.sources.switch import SwitchSource, decide

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600


class Wall:
    """The clock on the studio's wall."""

    def __init__(self, text):
        self.time = datetime.fromisoformat(text).replace(tzinfo=BERLIN)

    def __call__(self):
        return self.time

    def go(self, **by):
        self.time += timedelta(**by)


def switch(wall, *pairs, wait=False):
    schedules, children = zip(*pairs, strict=True)
    plan = Switch(
        tuple(each.id for each in children), tuple(schedules), wait, origin=Origin("station.lss", 9)
    )
    return SwitchSource(plan, node="radio", children=children, wall=wall)


def heard(source, count=1):
    blocks = [source.pull(10) for _ in range(count)]
    return [block and block.segment.id.partition("/")[0] for block in blocks]


class TestTheDecision:
    @pytest.mark.parametrize(
        ("on", "ready", "current", "wait", "at_boundary", "chosen"),
        [
            ((True, True), (True, True), None, False, True, 0),
            ((False, True), (True, True), 0, False, False, 1),
            ((False, True), (True, True), 0, True, False, 0),
            ((False, True), (True, True), 0, True, True, 1),
            ((False, True), (False, True), 0, True, False, 1),
            ((True, True), (False, True), None, False, True, 1),
            ((False, False), (True, True), 0, False, False, None),
            ((True, False), (False, True), 1, False, True, None),
            ((), (), None, False, True, None),
        ],
    )
    def test_follows_the_rules(self, on, ready, current, wait, at_boundary, chosen):
        assert decide(on, ready, current, wait=wait, at_boundary=at_boundary) == chosen


class TestASwitch:
    def test_plays_what_its_hour_is_and_changes_on_the_second(self, fake):
        wall = Wall("2026-06-01T05:59:59")
        source = switch(wall, (Times(6 * HOUR, 10 * HOUR), fake("morning")), (Always(), fake("music")))
        before = heard(source)
        wall.go(seconds=1)
        after = heard(source)
        wall.go(hours=4)

        assert before + after + heard(source) == ["music", "morning", "music"]

    def test_lets_a_track_end_if_it_is_to_wait(self, fake):
        wall = Wall("2026-06-01T05:59:59")
        morning, music = fake("morning"), fake("music", 40, 40)
        source = switch(wall, (Times(6 * HOUR, 10 * HOUR), morning), (Always(), music), wait=True)
        heard(source, 2)
        wall.go(seconds=1)

        assert heard(source, 3) == ["music", "music", "morning"]

    def test_passes_over_what_cannot_play(self, fake):
        source = switch(
            Wall("2026-06-01T06:00"), (Always(), fake("live", ready=False)), (Always(), fake("music"))
        )

        assert heard(source) == ["music"]

    def test_leaves_a_lost_child_in_the_same_pull(self, fake):
        source = switch(Wall("2026-06-01T06:00"), (Always(), fake("live", 20)), (Always(), fake("music")))

        assert heard(source, 3) == ["live", "live", "music"]

    def test_has_nothing_when_nothing_is_on(self, fake):
        source = switch(Wall("2026-06-01T12:00"), (Times(6 * HOUR, 10 * HOUR), fake("morning")))

        assert not source.ready
        assert heard(source) == [None]
        assert source.now_playing is None

    def test_goes_on_past_midnight(self, fake):
        wall = Wall("2026-06-05T23:59")
        late = Both((Weekdays((4,)), Times(22 * HOUR, 2 * HOUR)))
        source = switch(wall, (late, fake("late")), (Always(), fake("music")))
        found = heard(source)
        for _ in range(3):
            wall.go(hours=1)
            found += heard(source)

        assert found == ["late", "late", "late", "music"]

    def test_tells_a_change_with_its_line(self, fake, origins):
        wall = Wall("2026-06-01T05:59:59")
        source = switch(wall, (Times(6 * HOUR, 10 * HOUR), fake("morning")), (Always(), fake("music")))
        heard(source)
        wall.go(seconds=1)
        heard(source)

        assert origins() == [("station.lss:9", '"music" ends: listeners hear "morning"')]

    def test_settles_while_the_child_of_the_hour_does(self, fake):
        morning = fake("morning", ready=False)
        source = switch(Wall("2026-06-01T06:00"), (Always(), morning), (Always(), fake("music")))
        quiet = source.settling
        morning.settling = True

        assert (quiet, source.settling) == (False, True)

    def test_skips_what_plays(self, fake):
        music = fake("music")
        source = switch(Wall("2026-06-01T06:00"), (Always(), music))
        source.skip()
        heard(source)
        source.skip()

        assert music.skips == 1
