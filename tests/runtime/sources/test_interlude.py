from datetime import UTC, datetime, timedelta

import pytest

from runtime.audio.pcm import PcmFormat
from runtime.plan import Each, Interlude, Origin, Part, Weekdays
from runtime.sources.interlude import InterludeSource, decide
from runtime.sources.shared import Timeline

PCM = PcmFormat(rate=1)
BEGIN = datetime(2026, 1, 1, 10, 0, 0, tzinfo=UTC)
"""A Thursday."""


class Station:
    """Plays an interlude, a second a sample, and keeps a sheet of what was heard."""

    def __init__(self, programme, *extras, begin=BEGIN, **options):
        self.timeline = Timeline()
        self.told = []
        self.sheet = []
        self.begin = begin
        plan = Interlude((), Each(900.0), origin=Origin("station.lss", 4), **options)
        self.source = InterludeSource(
            plan,
            node="auto",
            children=[programme, *extras],
            pcm=PCM,
            wall=lambda: begin + timedelta(seconds=self.timeline.position),
            timeline=self.timeline,
            tell=lambda name, node, details: self.told.append((name, node, details)),
        )

    def play(self, minutes, step=10):
        """Play so long; returns the sheet: when something began, and which segment."""
        end = self.timeline.position + round(minutes * 60)
        playing = None
        while self.timeline.position < end:
            block = self.source.pull(min(step, end - self.timeline.position))
            length = block.length if block is not None else 1
            segment = block.segment.id if block is not None else "nothing"
            if segment != playing:
                self.sheet.append((self.clock(), segment))
            playing = None if block is not None and block.last else segment
            self.timeline.position += length
        return self.sheet

    def clock(self):
        return (self.begin + timedelta(seconds=self.timeline.position)).strftime("%H:%M:%S")

    def away(self, minutes):
        """Others are heard."""
        self.source.leave(0)
        self.timeline.position += round(minutes * 60)


def begun(sheet, node):
    return [at for at, segment in sheet if segment.startswith(node)]


class TestAJingleBetweenSongs:
    def test_waits_for_the_end_of_the_song(self, songs):
        station = Station(songs("music", 420), songs("jingle", 5), late=450.0)
        sheet = station.play(40)

        assert begun(sheet, "jingle") == ["10:21:00", "10:35:05"]
        assert [details["why"] for _, _, details in station.told] == ["6 min late", "5 min 5 s late"]

    def test_counts_as_a_jingle(self, songs):
        station = Station(songs("music", 60), songs("jingle", 5), late=450.0, jingle=True)
        station.play(15)

        assert station.source.pull(1).segment.kind == "jingle"

    def test_comes_once_however_many_moments_went_by_in_a_long_song(self, songs):
        sheet = Station(songs("music", 60, 3900, 60), songs("jingle", 5), late=450.0).play(80)

        assert begun(sheet, "jingle") == ["11:06:00"]

    def test_is_left_out_and_told_when_it_would_be_too_late(self, songs, origins):
        station = Station(songs("music", 1000, 400), songs("jingle", 5), late=60.0)
        sheet = station.play(18)

        assert begun(sheet, "jingle") == []
        assert origins() == [
            ("station.lss:4", '"jingle" of 10:15 is left out: nothing came to its end within 1 min')
        ]

    def test_is_left_out_on_days_that_are_not_meant(self, songs):
        thursday, friday = (Station(songs("music", 60), songs("jingle", 5), late=450.0, days=Weekdays((day,)))
                            for day in (3, 4))  # fmt: skip

        assert begun(thursday.play(16), "jingle")
        assert not begun(friday.play(16), "jingle")

    def test_never_follows_another_jingle(self, songs):
        station = Station(songs("music", 900, 5, 60, kind="jingle"), songs("jingle", 5), late=450.0)
        sheet = station.play(30)

        assert begun(sheet, "jingle") == []

    def test_never_follows_what_others_put_in(self, songs):
        station = Station(songs("music", 100), songs("jingle", 5), late=450.0)
        station.play(14)
        station.away(2)
        sheet = station.play(3)

        assert begun(sheet, "jingle") == ["10:17:40"]

    def test_costs_nothing_when_there_is_none(self, songs):
        station = Station(songs("music", 100), songs("jingle", 5, ready=False), late=450.0)
        sheet = station.play(30)

        assert begun(sheet, "nothing") == []
        assert station.told[0][2]["why"] == "it had nothing to play within 7 min 30 s"


class TestWhatIsSharp:
    def test_cuts_to_the_sample_and_a_new_song_follows(self, songs):
        sheet = Station(songs("music", 420), songs("news", 120), sharp=True).play(20, step=7)

        assert sheet == [
            ("10:00:00", "music/0"),
            ("10:07:00", "music/1"),
            ("10:14:00", "music/2"),
            ("10:15:00", "news/0"),
            ("10:17:00", "music/3"),
        ]

    def test_is_played_late_when_it_was_not_there_in_time(self, songs):
        news = songs("news", 120, ready=False)
        station = Station(songs("music", 420), news, sharp=True, late=90.0)
        station.play(16)
        news.ready = True

        assert begun(station.play(1), "news") == ["10:16:00"]

    def test_is_given_up_then(self, songs):
        news = songs("news", 120, ready=False)
        station = Station(songs("music", 420), news, sharp=True, late=90.0)
        station.play(17)
        news.ready = True

        assert begun(station.play(5), "news") == []

    def test_comes_at_once_after_a_show_that_ended_a_little_late(self, songs):
        station = Station(songs("music", 420), songs("news", 120), sharp=True, late=90.0)
        station.play(5)
        station.away(11)

        assert begun(station.play(1), "news") == ["10:16:00"]


class TestABreak:
    def test_is_filled_with_whole_spots_between_opener_and_closer(self, songs):
        parts = (Part(), Part(90.0), Part())
        station = Station(
            songs("music", 300),
            songs("opener", 3),
            songs("spot", 30, 20, 50),
            songs("closer", 4),
            parts=parts,
        )
        sheet = station.play(18)

        assert sheet[3:] == [
            ("10:15:00", "opener/0"),
            ("10:15:03", "spot/0"),
            ("10:15:33", "spot/1"),
            ("10:15:53", "closer/0"),
            ("10:15:57", "music/3"),
        ]

    def test_without_spots_is_an_opener_and_a_closer(self, songs):
        spots = songs("spot", 30, ready=False)
        station = Station(
            songs("music", 300),
            songs("opener", 3),
            spots,
            songs("closer", 4),
            parts=(Part(), Part(90.0), Part()),
        )
        sheet = station.play(16)

        assert [segment for _, segment in sheet[3:]] == ["opener/0", "closer/0", "music/3"]


class TestWhenOthersAreHeard:
    def test_the_interlude_is_over(self, songs):
        station = Station(songs("music", 300), songs("jingle", 30), late=450.0)
        station.play(15.2)
        station.away(1)

        assert station.play(1)[-1] == ("10:16:12", "music/3")

    def test_a_song_that_was_begun_does_not_go_on(self, songs):
        station = Station(songs("music", 300), songs("jingle", 30), late=450.0)
        station.play(2)
        station.away(1)

        assert station.play(1)[-1] == ("10:03:00", "music/1")


class TestWhatIsToCome:
    def test_is_told_with_its_time(self, songs):
        station = Station(songs("music", 300), songs("jingle", 30))
        station.play(1)
        (coming,) = station.source.coming()

        assert (coming.at, coming.child, coming.why) == (BEGIN + timedelta(minutes=15), "jingle", "planned")

    def test_says_why_it_plays(self, songs):
        station = Station(songs("music", 420), songs("jingle", 30), late=450.0)
        station.play(21.1)

        assert station.source.choice.child == "jingle"
        assert station.source.choice.why == "due at 10:15, 6 min late"


class TestDeciding:
    @pytest.mark.parametrize(
        ("late", "options", "act"),
        [
            (0, {}, "play"),
            (0, {"at_boundary": False}, "wait"),
            (0, {"at_boundary": False, "sharp": True}, "play"),
            (0, {"tracks": 0}, "wait"),
            (0, {"tracks": 0, "sharp": True}, "play"),
            (0, {"ready": False, "sharp": True}, "wait"),
            (61, {"sharp": True}, "drop"),
        ],
    )
    def test_looks_at_time_and_state_alone(self, late, options, act):
        state = {"sharp": False, "ready": True, "at_boundary": True, "tracks": 1, **options}

        assert decide(timedelta(seconds=late), timedelta(minutes=1), **state).act == act
