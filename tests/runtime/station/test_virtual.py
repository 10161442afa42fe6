"""A station in virtual time."""

import itertools
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from runtime.plan import (
    Blank,
    Crossfade,
    Each,
    Fallback,
    Gate,
    Identity,
    Interlude,
    LiveInput,
    Mount,
    Mp3,
    Playlist,
    Podcast,
    Secret,
    Single,
    Station,
)
from runtime.station.run_sheet import run_sheet
from runtime.station.virtual import VirtualStation

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 5, 1, 12, tzinfo=BERLIN)
LENGTHS = {"a.mp3": 200.0, "b.mp3": 300.5, "j.mp3": 5.0}


@pytest.fixture
def station(tmp_path):
    """A station with music and a jingle every quarter of an hour, below a live input."""
    for name in ("music/a.mp3", "music/b.mp3", "jingles/j.mp3"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    sources = {
        "music": Playlist("music/", "sequential"),
        "jingles": Playlist("jingles/"),
        "auto": Interlude(("music", "jingles"), Each(900.0), late=450.0, jingle=True),
        "studio": LiveInput("/studio", Gate(Secret("x"))),
        "radio": Fallback(("studio", "auto")),
    }
    mounts = {"/radio": Mount("/radio", "radio", Mp3()), "/music": Mount("/music", "music", Mp3())}
    return Station(str(tmp_path), Identity(timezone="Europe/Berlin"), sources=sources, mounts=mounts)


def played(station, minutes, root="radio", **options):
    virtual = VirtualStation(station, root, NOON, lengths=LENGTHS, **options)
    return run_sheet(virtual, minutes * 60)


def times(sheet):
    return [
        (line.at.strftime("%H:%M:%S.%f")[:-3], str(line.segment.title), line.segment.kind)
        for line in sheet.lines
    ]


class TestAProgrammeWithoutSound:
    def test_is_as_long_as_its_files_and_decides_as_on_the_air(self, station):
        assert times(played(station, 20)) == [
            ("12:00:00.000", "a", "track"),
            ("12:03:20.000", "b", "track"),
            ("12:08:20.500", "a", "track"),
            ("12:11:40.500", "b", "track"),
            ("12:16:41.000", "j", "jingle"),
            ("12:16:46.000", "a", "track"),
        ]

    def test_has_the_shows_that_are_written_down(self, station):
        noon = NOON.replace(minute=5), NOON.replace(minute=10)
        sheet = played(station, 11, shows={"studio": lambda at: noon[0] <= at < noon[1]})

        assert times(sheet)[2:] == [
            ("12:05:00.000", "live on /studio", "live"),
            ("12:10:00.000", "a", "track"),
        ]

    def test_has_no_gap_in_its_timeline(self, station):
        lines = played(station, 60).lines

        for line, after in itertools.pairwise(lines):
            assert (after.at - line.at).total_seconds() == pytest.approx(line.seconds)

    def test_tells_why(self, station):
        sheet = played(station, 17)

        assert sheet.lines[0].why == ('auto: nothing on "studio"',)
        assert sheet.lines[4].why[-1] == "jingles: due at 12:15, 1 min 41 s late"

    def test_is_that_of_the_mount_that_is_asked_for(self, station):
        assert times(played(station, 4, root="music"))[1] == ("12:03:20.000", "b", "track")

    def test_is_the_same_for_the_same_seed(self, station):
        station.sources["music"] = Playlist("music/")
        sheets = [times(played(station, 240, seed=seed)) for seed in (1, 1, 2)]

        assert sheets[0] == sheets[1] != sheets[2]


class TestTracksThatAreCrossed:
    @pytest.fixture
    def crossed(self, station):
        station.sources["mixed"] = Crossfade(("auto",), 3.0)
        station.sources["radio"] = Fallback(("studio", "mixed"))
        return station

    def test_begin_earlier_by_the_crossfade_and_jingles_play_whole(self, crossed):
        assert times(played(crossed, 20)) == [
            ("12:00:00.000", "a", "track"),
            ("12:03:17.000", "b", "track"),
            ("12:08:14.500", "a", "track"),
            ("12:11:31.500", "b", "track"),
            ("12:16:32.000", "j", "jingle"),
            ("12:16:37.000", "a", "track"),
            ("12:19:54.000", "b", "track"),
        ]

    def test_give_way_to_what_is_due_at_a_time_to_the_sample(self, crossed):
        crossed.sources["auto"] = Interlude(("music", "jingles"), Each(900.0), sharp=True, jingle=True)
        sheet = times(played(crossed, 20))

        assert ("12:15:00.000", "j", "jingle") in sheet
        assert sheet[sheet.index(("12:15:00.000", "j", "jingle")) + 1][0] == "12:15:05.000"

    def test_give_way_to_a_show_at_once(self, crossed):
        noon = NOON.replace(minute=4), NOON.replace(minute=10)
        sheet = played(crossed, 11, shows={"studio": lambda at: noon[0] <= at < noon[1]})

        assert times(sheet)[1:3] == [
            ("12:03:17.000", "b", "track"),
            ("12:04:00.000", "live on /studio", "live"),
        ]


class TestNothingToPlay:
    def test_is_a_gap(self, tmp_path):
        sources = {"radio": Playlist("nothing/")}
        station = Station(str(tmp_path), sources=sources, mounts={"/r": Mount("/r", "radio", Mp3())})
        sheet = played(station, 1)

        assert [(gap.seconds, gap.name) for gap in sheet.gaps] == [(60.0, "floor")]

    def test_is_none_above_a_last_resort(self, tmp_path):
        sources = {
            "radio": Fallback(("last", "silence")),
            "last": Single("not-there.mp3"),
            "silence": Blank(),
        }
        station = Station(str(tmp_path), sources=sources, mounts={"/r": Mount("/r", "radio", Mp3())})
        sheet = played(station, 1)

        assert sheet.gaps == []
        assert sheet.lines[0].why == ('silence: nothing on "last"',)


class TestFilesOfTheWeb:
    def sheet(self, tmp_path, source):
        mounts = {"/radio": Mount("/radio", "radio", Mp3())}
        return played(
            Station(
                str(tmp_path), Identity(timezone="Europe/Berlin"), sources={"radio": source}, mounts=mounts
            ),
            10,
        )

    def test_are_taken_to_be_there_and_no_server_is_asked(self, tmp_path):
        (tmp_path / "day.m3u").write_text(
            "#EXTINF:1,Ada - One\nhttps://x.example/a.mp3\nhttps://x.example/c.mp3\n"
        )
        sheet = self.sheet(tmp_path, Playlist("day.m3u", "sequential"))

        assert times(sheet) == [
            ("12:00:00.000", "Ada - One", "track"),
            ("12:03:20.000", "c", "track"),
            ("12:06:20.000", "Ada - One", "track"),
            ("12:09:40.000", "c", "track"),
        ]

    @pytest.mark.parametrize(
        "source",
        [
            Playlist("https://x.example/day.m3u"),
            Single("https://x.example/day.m3u"),
            Podcast(Secret("https://x.example/day.m3u"), Each(3600.0), least=100.0, most=260.0),
        ],
    )
    def test_stand_for_all_that_a_list_may_name(self, tmp_path, source):
        sheet = self.sheet(tmp_path, source)

        assert [at for at, *_ in times(sheet)] == [f"12:0{minutes}:00.000" for minutes in (0, 3, 6, 9)]
