"""What the examples promise in their first lines, heard in what they play."""

from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from lsscript.cli.compile import compile_file
from runtime.station.run_sheet import run_sheet
from runtime.station.virtual import VirtualStation

EXAMPLES = Path(__file__).parents[2] / "examples"
BERLIN = ZoneInfo("Europe/Berlin")
SONGS = {"01-morning-ferry.mp3": 207.0, "02-glass-garden.opus": 189.0, "03-last-tram.flac": 241.0}
"""The lengths that the examples' songs might have, in seconds: twenty seconds are a short song."""
MONDAY = datetime(2026, 5, 4, tzinfo=BERLIN)


def at(text: str, day: datetime = MONDAY) -> datetime:
    """A time of a day."""
    hours, minutes, *seconds = map(int, text.split(":"))
    return day.replace(hour=hours, minute=minutes, second=seconds[0] if seconds else 0)


def station(name: str, mount: str, begin: datetime, **more) -> VirtualStation:
    """An example, played from a moment on."""
    plan = compile_file(EXAMPLES / name).station
    return VirtualStation(plan, plan.mounts[mount].source, begin, **{"lengths": SONGS, **more})


class TestTimeShift:
    def test_plays_three_hours_later_what_played(self):
        west = station("time-shift.lss", "/west.mp3", at("09:00"))
        played = []
        west.made["east"].place.watch = lambda segment: played.append((west._wall(), segment.title))
        lines = run_sheet(west, 5 * 3600).lines

        later = [(line.at, line.segment.title) for line in lines if line.at >= at("12:00")]
        assert [(begin + timedelta(hours=3), title) for begin, title in played][: len(later)] == later
        assert len(later) > 30
        assert all(line.segment.path.startswith("music/tracks") for line in lines if line.at < at("12:00"))


class TestSpots:
    def test_fill_each_break_with_what_was_booked_and_then_with_promos(self):
        virtual = station("spots.lss", "/radio.mp3", at("09:10"))
        lines = run_sheet(virtual, 4 * 3600).lines
        breaks = breaks_of(lines)

        assert [each[0].at.minute // 10 for each in breaks] == [2, 4] * 4
        for each in breaks:
            kinds = [kind_of(line) for line in each]
            assert kinds[0] == "opener.opus"
            assert kinds[-1] == "closer.opus"
            inside = each[1:-1]
            assert sum(line.seconds for line in inside) <= 120
            assert all(line.whole for line in each)
            assert len({line.segment.path for line in inside}) == len(inside)
            assert kinds[1] == "spots"
            assert "jingles" in kinds

    def test_keep_to_what_was_booked(self):
        virtual = station("spots.lss", "/radio.mp3", at("05:00"))
        lines = [line for line in run_sheet(virtual, 7 * 3600).lines if kind_of(line) == "spots"]
        bakery, garage, market = (
            [line.at for line in lines if f"/{number}.opus" in line.segment.path] for number in (1, 2, 3)
        )

        assert {each.hour for each in bakery} <= set(range(6, 20))
        assert len(bakery) >= 4
        assert all(two - one >= timedelta(hours=1) for one, two in pairwise(bakery))
        assert len(garage) == 6
        assert len(market) > 10

    def test_are_silent_of_a_campaign_that_is_over(self):
        virtual = station("spots.lss", "/radio.mp3", at("10:00", MONDAY.replace(month=6)))
        lines = run_sheet(virtual, 3 * 3600).lines

        assert not any("spots/3.opus" in line.segment.path for line in lines)


def kind_of(line) -> str:
    """The folder, or the file beside the folders, that something comes from."""
    parts = Path(line.segment.path).parts
    return parts[1]


def breaks_of(lines) -> list[list]:
    """What lies from an opener to a closer."""
    found: list[list] = []
    for line in lines:
        if kind_of(line) == "opener.opus":
            found.append([])
        if found and (not found[-1] or kind_of(found[-1][-1]) != "closer.opus"):
            found[-1].append(line)
    return found


def heard(virtual: VirtualStation, seconds: float) -> list:
    """What is heard, a line each."""
    lines = run_sheet(virtual, seconds).lines
    virtual.stop()
    return list(lines)


def named(lines) -> list[str]:
    """The file of each, or the source where it has none."""
    return [Path(line.segment.path).name or line.segment.id.partition("/")[0] for line in lines]


class TestFiveLines:
    def test_play_each_song_once_before_any_is_heard_again(self):
        names = named(heard(station("five-lines.lss", "/stream", at("12:00")), 900))

        assert all(one != two for one, two in pairwise(names))
        assert all(len(set(names[place : place + 3])) == 3 for place in range(0, len(names) - 3, 3))

    def test_cross_songs_for_two_seconds(self):
        lines = heard(station("five-lines.lss", "/stream", at("12:00")), 300)

        crossed = [line.segment.duration - line.seconds for line in lines[:-1]]
        assert crossed == [pytest.approx(2, abs=0.01)] * len(crossed)


class TestDayparts:
    @staticmethod
    def sources(lines) -> Counter[str]:
        return Counter(line.segment.id.partition("/")[0] for line in lines)

    def test_play_the_morning_by_name_and_the_day_four_to_two_to_one(self):
        day = heard(station("dayparts.lss", "/radio.mp3", at("05:55")), 7.5 * 3600)
        morning = [line for line in day if 6 <= line.at.hour < 10 and line.at.minute > 4]
        later = self.sources(line for line in day if line.at.hour >= 11)

        assert set(self.sources(morning)) == {"morning"}
        assert named(morning[:3]) == named(morning[3:6])
        shares = [later[name] / sum(later.values()) for name in ("new", "known", "gold")]
        assert shares == pytest.approx([4 / 7, 2 / 7, 1 / 7], abs=0.05)

    def test_play_gold_on_saturday_night_when_the_song_before_has_ended(self):
        evening = heard(
            station("dayparts.lss", "/radio.mp3", at("19:30", MONDAY + timedelta(days=5))), 6 * 3600
        )
        night = [line for line in evening if line.at >= at("20:04", MONDAY + timedelta(days=5))]

        assert set(self.sources(line for line in night if line.at.weekday() == 5)) == {"gold"}
        assert all(line.whole for line in evening[:-1])

    def test_play_one_christmas_song_in_five_until_boxing_day(self):
        advent = heard(
            station("dayparts.lss", "/radio.mp3", at("10:00", MONDAY.replace(month=12, day=21))), 4 * 3600
        )
        after = heard(
            station("dayparts.lss", "/radio.mp3", at("10:00", MONDAY.replace(month=12, day=28))), 1 * 3600
        )

        share = self.sources(advent)["christmas"] / len(advent)
        assert share == pytest.approx(0.2, abs=0.08)
        assert self.sources(after)["christmas"] == 0

    def test_say_by_how_much_the_rules_cannot_be_kept(self):
        lines = heard(station("dayparts.lss", "/radio.mp3", at("10:00")), 3600)
        broken = [why for line in lines for why in line.why if "least bad" in why]

        assert any(character.isdigit() for character in broken[-1])


@cache
def monday_jingles() -> list:
    """Four hours and a half of a Monday."""
    return heard(station("jingles.lss", "/radio.mp3", at("08:01")), 4.5 * 3600)


class TestJingles:
    @pytest.mark.parametrize(("day", "wanted"), [(0, "weekdays"), (5, "weekend")])
    def test_come_every_quarter_of_an_hour_from_the_days_own_folder(self, day, wanted):
        lines = heard(
            station("jingles.lss", "/radio.mp3", at("08:01", MONDAY + timedelta(days=day))), 4.2 * 3600
        )
        jingles = [line for line in lines if line.segment.id.startswith(wanted)]
        other = {"weekdays": "weekend", "weekend": "weekdays"}[wanted]

        slots = [(line.at.hour, line.at.minute // 15) for line in jingles]
        assert len(slots) == len(set(slots)) == 16
        assert all(line.at.minute % 15 < 8 for line in jingles)
        assert not any(line.segment.id.startswith(other) for line in lines)

    def test_are_never_three_in_a_row(self):
        lines = monday_jingles()
        songs = [line.segment.path.startswith("music/tracks") for line in lines]

        assert all(any(songs[place : place + 3]) for place in range(len(songs) - 2))

    def test_say_the_station_on_the_hour_to_the_second(self):
        lines = monday_jingles()
        ids = [line.at for line in lines if line.segment.path.endswith("opener.opus")]

        assert [(each.hour, each.minute, each.second) for each in ids] == [
            (hour, 0, 0) for hour in range(9, 13)
        ]

    def test_begin_a_new_song_after_what_was_cut(self):
        lines = monday_jingles()
        around = [
            (lines[i - 1], lines[i + 1]) for i, line in enumerate(lines) if "opener" in line.segment.path
        ]

        assert all(before.segment.id != after.segment.id for before, after in around)


class TestNews:
    def test_is_on_the_hour_to_the_sample_and_a_new_song_follows(self):
        lines = heard(station("news.lss", "/radio.mp3", at("08:01")), 4.2 * 3600)
        places = [place for place, line in enumerate(lines) if line.segment.path == "news.opus"]

        assert [lines[place].at for place in places] == [at(f"{hour:02}:00") for hour in (9, 10, 11, 12)]
        assert all(lines[place - 1].segment.id != lines[place + 1].segment.id for place in places)

    def test_that_is_not_there_leaves_the_music_on_and_says_why(self):
        virtual = station(
            "news.lss", "/radio.mp3", at("08:01"), downloads={"news": Path("no-such-file.opus")}
        )
        sheet = run_sheet(virtual, 3.1 * 3600)

        assert all(line.segment.path.startswith("music/tracks") for line in sheet.lines)
        assert [(each.due, each.why) for each in sheet.left_out] == [
            (f"{hour:02}:00", "it had nothing to play within 1 min 30 s") for hour in (9, 10, 11)
        ]


class TestTheNight:
    NIGHT = staticmethod(lambda moment: not 3 <= moment.hour < 4)
    """The other station sends all day, but for an hour in which it is away."""

    def test_is_another_station_with_an_identification_of_our_own_and_ends_at_six(self):
        virtual = station(
            "night.lss", "/radio.mp3", at("23:30", MONDAY - timedelta(days=1)), shows=night_shows(self.NIGHT)
        )
        lines = heard(virtual, 7 * 3600)
        live = [
            (line.at, line.at + timedelta(seconds=line.seconds))
            for line in lines
            if line.segment.kind == "live"
        ]

        assert live[0][0] < at("00:00:05")
        assert live[-1][1] == at("06:00")
        assert not any(at("03:00") <= begin < at("04:00") for begin, _ in live)
        ids = [line.at for line in lines if "opener" in line.segment.path]
        assert ids == [at(f"{hour:02}:00") for hour in range(7)]
        assert not any(line.on_floor for line in lines)


def night_shows(on) -> dict:
    """The other station, by the name that the plan has for it."""
    return {"other.children.0.children.0": on}


class TestTwoStudios:
    """A tone stands for a voice. A second is a second of the clock."""

    @staticmethod
    def played(shows, levels, seconds) -> list[tuple[str, float]]:
        virtual = station(
            "two-studios.lss", "/radio.mp3", at("12:00"), sound=True,
            shows={f"{name}.children.0": on for name, on in shows.items()},
            levels={f"{name}.children.0": level for name, level in levels.items()},
        )  # fmt: skip
        rows = [
            (line.segment.id.partition("/")[0].partition(".")[0], line.seconds)
            for line in heard(virtual, seconds)
        ]
        return [
            (name, round(sum(each for _, each in group))) for name, group in groupby(rows, lambda row: row[0])
        ]

    @staticmethod
    def second(moment: datetime) -> float:
        return (moment - at("12:00")).total_seconds()

    def test_follow_each_other_when_one_is_lost_or_silent(self):
        found = self.played(
            {"a": lambda now: self.second(now) < 10, "b": lambda _: True},
            {"a": lambda _: 0.2, "b": lambda now: 0.2 if self.second(now) < 20 else 0.0},
            50,
        )

        assert [name for name, _ in found] == ["a", "b", "radio"]
        assert found[0][1] == 10
        assert found[1][1] == pytest.approx(30, abs=1)

    def test_are_not_switched_to_and_fro_by_a_line_that_comes_and_goes(self):
        found = self.played(
            {
                "a": lambda now: not 10 <= self.second(now) < 40 or self.second(now) % 4 < 2,
                "b": lambda _: True,
            },
            {"a": lambda _: 0.2, "b": lambda _: 0.2},
            90,
        )

        assert [name for name, _ in found] == ["a", "b", "a"]
        assert found[1][1] == pytest.approx(60, abs=2)


class TestTalkOver:
    @staticmethod
    def loudness(level: float) -> np.ndarray:
        """How loud the music is in each of twelve seconds, in dB; somebody talks from the fourth to the seventh."""
        virtual = station(
            "talk-over.lss", "/radio.mp3", at("12:00"), sound=True,
            shows={"microphone": lambda now: 4 <= now.second < 8}, levels={"microphone": lambda _: level},
        )  # fmt: skip
        sound = np.concatenate([each.block.samples for each in virtual.play(12)])
        virtual.stop()
        rate = virtual.pcm.rate
        times = np.arange(rate) / rate
        voice = np.stack([np.sin(2 * np.pi * 500 * times), np.cos(2 * np.pi * 500 * times)], axis=1)
        found = []
        for second in range(12):
            heard_then = sound[second * rate : (second + 1) * rate]
            rest = heard_then - voice @ np.linalg.lstsq(voice, heard_then, rcond=None)[0]
            found.append(20 * np.log10(np.sqrt(np.mean(rest**2)) + 1e-9))
        return np.array(found)

    def test_is_twelve_decibels_above_the_music_which_is_back_within_a_second(self):
        change = self.loudness(0.3) - self.loudness(0.0)

        assert change[:4] == pytest.approx([0] * 4, abs=0.5)
        assert change[6:8] == pytest.approx([-12] * 2, abs=1)
        assert change[10:] == pytest.approx([0] * 2, abs=0.5)

    def test_is_not_begun_by_the_noise_of_a_room(self):
        assert self.loudness(0.002) - self.loudness(0.0) == pytest.approx(np.zeros(12), abs=0.5)


class TestTheService:
    def test_is_heard_on_sunday_and_else_what_says_when_it_is(self):
        sunday = MONDAY - timedelta(days=1)
        on = lambda moment: at("10:30", sunday) <= moment < at("12:00", sunday)  # noqa: E731 - shorter than a function
        lines = heard(
            station("church.lss", "/service.mp3", at("10:00", sunday), shows={"desk": on}), 3 * 3600
        )
        kinds = [
            (kind, sum(line.seconds for line in group))
            for kind, group in groupby(lines, lambda line: line.segment.kind)
        ]

        assert [(kind, round(seconds / 60)) for kind, seconds in kinds] == [
            ("track", 30),
            ("live", 90),
            ("track", 60),
        ]
        assert all("emergency" in line.segment.path for line in lines if line.segment.kind == "track")


class TestPresenters:
    def test_come_on_in_their_hours_and_music_goes_on_after_them(self):
        on = lambda moment: 18 <= moment.hour < 22  # noqa: E731 - shorter than a function
        lines = heard(station("presenters.lss", "/radio.mp3", at("17:30"), shows={"studio": on}), 5 * 3600)
        (show,) = [line for line in lines if line.segment.kind == "live"]

        assert (show.at, show.at + timedelta(seconds=show.seconds)) == (at("18:00"), at("22:00"))
        assert show.segment.hints.fade_in == show.segment.hints.fade_out == 4
        assert not any(line.on_floor for line in lines)


class TestTheChooser:
    def test_leaves_the_playlist_on_when_it_names_nothing(self):
        lines = heard(station("chooser.lss", "/radio.mp3", at("12:00")), 3600)

        assert all(line.segment.path.startswith("music/tracks") for line in lines)


class TestTitles:
    def test_are_the_songs_own_and_those_of_spots_are_hidden(self):
        lines = heard(station("titles.lss", "/radio.mp3", at("12:00")), 3600)
        spots = [line for line in lines if line.segment.path.startswith("music/spots")]
        songs = [line for line in lines if line.segment.path.startswith("music/tracks")]

        assert spots
        assert {line.segment.kind for line in spots} == {"jingle"}
        assert all(" - " in str(line.segment.title) or line.segment.title.title for line in songs)
