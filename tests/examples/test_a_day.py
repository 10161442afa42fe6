"""A day of the reference station, checked by a program that knows nothing but its rules."""

import random
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from instruments.run_sheet import complaints

from lsscript.cli.compile import compile_file
from lsscript.cli.simulate import line_data
from runtime.station.run_sheet import run_sheet
from runtime.station.virtual import VirtualStation

SCRIPT = Path(__file__).parents[2] / "examples" / "reference-station.lss"
BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = "2026-03-28", "2026-10-24"
"""The days before the nights in which the clocks are put forward, and back."""

SHOWS = {
    SPRING: [("2026-03-28T17:00", "2026-03-28T19:00"), ("2026-03-28T22:00", "2026-03-29T01:00"),
             ("2026-03-29T08:00", "2026-03-29T10:00")],
    AUTUMN: [("2026-10-24T16:00", "2026-10-24T18:00"), ("2026-10-24T21:00", "2026-10-25T00:30"),
             ("2026-10-25T09:00", "2026-10-25T11:00")],
}  # fmt: skip
"""In UTC: an evening show, one past midnight into the hour that is skipped or comes twice, one on Sunday morning."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Studio:
    """The reference station's folder, with a library of made-up lengths."""

    def __init__(self, folder: Path, songs: list[float], others: random.Random) -> None:
        self.lengths = {
            f"Artist {number % 75} - Song {number}.mp3": length for number, length in enumerate(songs)
        }
        self._write(folder / "music" / "tracks", self.lengths)
        for what, longest in (("jingles", 12), ("spots", 35)):
            made = {f"{what} {number}.mp3": float(others.randint(3, longest)) for number in range(6)}
            self._write(folder / "music" / what, made)
            self.lengths |= made
        self.lengths |= {"news.opus": 150.0, "opener.opus": 3.0, "closer.opus": 2.5, "emergency.mp3": 10.0}
        for name in ("news.opus", "opener.opus", "closer.opus", "emergency.mp3"):
            (folder / "music" / name).touch()
        (folder / "live.password").write_text("hush\n")
        (folder / "station.lss").write_text(SCRIPT.read_text())
        self.station = compile_file(folder / "station.lss").station

    @staticmethod
    def _write(folder: Path, names) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            (folder / name).touch()

    def sheet(self, begin: datetime, hours: float, shows=(), seed=1) -> dict:
        """What `lss simulate --json` writes."""
        virtual = VirtualStation(
            self.station,
            "radio",
            begin,
            seed=seed,
            shows={"studio": lambda at: any(utc(first) <= at < utc(last) for first, last in shows)},
            lengths=self.lengths,
        )
        return {"lines": [line_data(line) for line in run_sheet(virtual, hours * 3600).lines]}


@pytest.fixture(scope="module")
def sheet(library, tmp_path_factory) -> dict:
    """Three hours in which every rule is kept."""
    begin = datetime(2026, 5, 1, 9, 1, tzinfo=BERLIN)
    return Studio(tmp_path_factory.mktemp("good"), library, random.Random(1)).sheet(begin, 3)


@pytest.fixture(scope="module")
def library() -> list[float]:
    rng = random.Random(7)
    return [round(rng.uniform(120, 420), 3) for _ in range(200)]


class TestADayOfTheReferenceStation:
    @pytest.mark.parametrize("day", [SPRING, AUTUMN])
    def test_keeps_every_rule_of_the_script(self, day, tmp_path, library):
        shows = SHOWS[day]
        begin = datetime.fromisoformat(f"{day}T16:01").replace(tzinfo=BERLIN)
        sheet = Studio(tmp_path, library, random.Random(1)).sheet(begin, 24, shows)

        assert len(sheet["lines"]) > 200
        assert complaints(sheet, [(utc(first), utc(last)) for first, last in shows]) == []


class TestAnyLibrary:
    @settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
    @given(
        songs=st.lists(st.floats(120, 560).map(lambda each: round(each, 3)), min_size=150, max_size=150),
        seed=st.integers(0, 2**32),
    )
    def test_keeps_every_rule(self, songs, seed, tmp_path_factory):
        folder = tmp_path_factory.mktemp("station")
        begin = datetime(2026, 5, 1, 9, 1, tzinfo=BERLIN) + timedelta(minutes=seed % 60)
        shows = [("2026-05-01T10:00", "2026-05-01T11:00")]
        sheet = Studio(folder, songs, random.Random(seed)).sheet(begin, 6, shows, seed)

        assert complaints(sheet, [(utc(first), utc(last)) for first, last in shows]) == []


class TestTheCheckingProgram:
    """It finds what is wrong: a checker that never complains proves nothing."""

    @pytest.fixture
    def good(self, sheet) -> dict:
        return deepcopy(sheet)

    def place(self, sheet: dict, word: str, after: int = 1) -> int:
        return next(
            place for place, row in enumerate(sheet["lines"]) if place >= after and word in row["path"]
        )

    def test_is_content_with_a_good_sheet(self, good):
        assert complaints(good, []) == []

    def test_misses_a_jingle_that_is_taken_out(self, good):
        place = self.place(good, "jingles/")
        gone = good["lines"].pop(place)
        good["lines"][place - 1]["seconds"] += gone["seconds"]

        assert any("no jingle between two songs" in each for each in complaints(good, []))

    def test_sees_a_gap(self, good):
        good["lines"][3]["seconds"] -= 1

        assert any("a gap" in each for each in complaints(good, []))

    def test_sees_an_artist_too_soon(self, good):
        first, second = [row for row in good["lines"] if "tracks/" in row["path"]][:2]
        second["artist"] = first["artist"]

        assert any("artist" in each for each in complaints(good, []))

    def test_sees_news_that_is_late(self, good):
        place = self.place(good, "news")
        good["lines"][place]["at"] = (
            datetime.fromisoformat(good["lines"][place]["at"]) + timedelta(seconds=1)
        ).isoformat()

        assert any("the news" in each for each in complaints(good, []))

    def test_sees_a_show_that_is_missing(self, good):
        shows = [(utc("2026-05-01T08:00"), utc("2026-05-01T08:30"))]

        assert any("not on time" in each for each in complaints(good, shows))

    def test_sees_a_jingle_that_is_played_twice(self, good):
        place = self.place(good, "jingles/")
        song = good["lines"][place + 1]
        again = dict(good["lines"][place], at=song["at"])
        song["at"] = later(song["at"], again["seconds"])
        song["seconds"] -= again["seconds"]
        good["lines"].insert(place + 1, again)
        found = complaints(good, [])

        assert any("a second jingle" in each for each in found)
        assert any("does not follow a song" in each for each in found)

    def test_sees_a_jingle_that_is_later_than_its_rule_allows(self, good):
        place = self.place(good, "jingles/")
        row = good["lines"][place]
        quarter = datetime.fromisoformat(row["at"]).replace(minute=0, second=0, microsecond=0)
        row["at"] = later(quarter.isoformat(), 15 * 60 - 60)

        assert any("late" in each and "a jingle" in each for each in complaints(good, []))

    def test_sees_a_song_that_comes_again_too_soon(self, good):
        songs = [row for row in good["lines"] if "tracks/" in row["path"]]
        songs[8]["title"] = songs[1]["title"]

        assert any("title" in each and "again after" in each for each in complaints(good, []))

    def test_sees_a_show_that_begins_late(self, tmp_path, library):
        shows = [("2026-05-01T08:00", "2026-05-01T09:00")]
        begin = datetime(2026, 5, 1, 9, 1, tzinfo=BERLIN)
        sheet = Studio(tmp_path, library, random.Random(1)).sheet(begin, 3, shows)
        asked = [(utc(first), utc(last)) for first, last in shows]
        assert complaints(sheet, asked) == []
        place = next(place for place, row in enumerate(sheet["lines"]) if row["kind"] == "live")
        show = sheet["lines"][place]
        show["at"], show["seconds"] = later(show["at"], 20), show["seconds"] - 20
        sheet["lines"][place - 1]["seconds"] += 20

        assert any("is not on time" in each for each in complaints(sheet, asked))

    def test_sees_a_spot_that_is_heard_twice_in_a_break(self, good):
        place = self.place(good, "spots/")
        if "spots/" not in good["lines"][place + 1]["path"]:
            good["lines"].insert(place + 1, dict(good["lines"][place]))
        good["lines"][place + 1]["path"] = good["lines"][place]["path"]

        assert any("a spot is heard twice" in each for each in complaints(good, []))

    def test_sees_a_song_that_goes_on_after_the_news(self, good):
        place = self.place(good, "news")
        good["lines"][place + 1]["path"] = good["lines"][place - 1]["path"]

        assert any("goes on after the news" in each for each in complaints(good, []))


def later(text: str, seconds: float) -> str:
    return (datetime.fromisoformat(text) + timedelta(seconds=seconds)).isoformat()
