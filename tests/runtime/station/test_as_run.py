"""The as-run log: a row for everything that was on the air, or should have been."""

import csv
from datetime import UTC, datetime, timedelta

import pytest

from runtime.audio.pcm import Segment
from runtime.kernel.events import Event
from runtime.media.title import Title
from runtime.plan import AsRun, Fallback, Interlude, Mount, MountPath, Mp3, NodeId, Origin, Single, Station
from runtime.plan.moments import Each
from runtime.station.as_run import COLUMNS, Airing, AsRunBook, AsRunBooks

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SPOT = Segment("spot/1", "jingle", Title("Bakery", "Rolls"), "spots/rolls.mp3", duration=20.0)
SONG = Segment("music/1", "track", Title("Ada", "One, two"), "music/one.mp3", duration=200.0)
FLOOR = Segment("floor/1", "floor")
PLAN = AsRun("as-run/%Y-%m-%d.csv", NodeId("radio"), origin=Origin("station.lss", 4))


def airing(segment, seconds, due=None):
    return Airing(segment, NOON + timedelta(seconds=seconds), due, "spots", "due at 12:00, on time")


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def book(tmp_path):
    return AsRunBook(PLAN, tmp_path, lambda: NOON + timedelta(seconds=300))


class TestARow:
    def test_says_what_was_planned_and_what_was_heard(self, book, tmp_path):
        book.begins(airing(SPOT, 2.5, due=NOON))
        book.begins(airing(SONG, 22.5))
        book.stop()
        spot, song = rows(tmp_path / "as-run" / "2026-05-01.csv")

        assert tuple(spot) == COLUMNS
        assert (spot["planned"], spot["began"]) == (
            "2026-05-01 12:00:00.0+0000",
            "2026-05-01 12:00:02.5+0000",
        )
        assert (spot["late"], spot["heard"], spot["length"], spot["outcome"]) == (
            "2.5",
            "20.0",
            "20.0",
            "played",
        )
        assert (spot["rotation"], spot["reason"]) == ("spots", "due at 12:00, on time")
        assert (song["title"], song["planned"], song["heard"]) == ("One, two", "", "277.5")

    def test_says_what_was_cut(self, book, tmp_path):
        book.begins(airing(SPOT, 0))
        book.begins(airing(FLOOR, 12))
        book.begins(airing(SONG, 15))
        book.begins(airing(SPOT, 115))
        book.begins(airing(SONG, 135))
        book.stop()

        found = [row["outcome"] for row in rows(tmp_path / "as-run" / "2026-05-01.csv")]
        assert found == ["cut", "nothing to play", "cut", "played", "cut"]

    def test_says_what_was_left_out_and_why(self, book, tmp_path):
        details = {
            "due": "12:30",
            "of": "news",
            "what": "left out",
            "why": "it had nothing to play within 1 min 30 s",
        }
        book.left_out(Event("interlude", "auto", details, NOON))
        book.stop()
        (row,) = rows(tmp_path / "as-run" / "2026-05-01.csv")

        assert (row["planned"], row["rotation"], row["outcome"]) == ("2026-05-01 12:30", "news", "left out")
        assert row["reason"] == "it had nothing to play within 1 min 30 s"

    def test_is_one_for_a_segment_that_is_told_twice(self, book, tmp_path):
        book.begins(airing(SONG, 0))
        book.begins(airing(SONG, 10))
        book.stop()

        assert len(rows(tmp_path / "as-run" / "2026-05-01.csv")) == 1


class TestAFile:
    def test_is_gone_on_with_after_a_restart(self, tmp_path):
        for _ in range(2):
            book = AsRunBook(PLAN, tmp_path, lambda: NOON)
            book.begins(airing(SONG, 0))
            book.stop()

        assert len(rows(tmp_path / "as-run" / "2026-05-01.csv")) == 2

    def test_is_deleted_when_its_time_is_over(self, tmp_path):
        import os

        old = tmp_path / "as-run" / "2026-03-01.csv"
        old.parent.mkdir()
        old.touch()
        os.utime(old, (NOON.timestamp() - 1e6, NOON.timestamp() - 1e6))
        book = AsRunBook(AsRun(PLAN.path, PLAN.source, 86400.0), tmp_path, lambda: NOON)
        book.begins(airing(SONG, 0))
        book.stop()

        assert not old.exists()

    def test_that_cannot_be_written_is_told_once(self, tmp_path, caplog):
        (tmp_path / "as-run").touch()
        book = AsRunBook(PLAN, tmp_path, lambda: NOON)
        for at in range(3):
            book.begins(airing(SONG if at % 2 else SPOT, at))
        book.stop()

        assert caplog.text.count("it cannot be written") == 1


class TestTheBooksOfAStation:
    def test_hear_of_what_is_left_out_below_their_source_alone(self, tmp_path):
        sources = {
            "radio": Fallback(("auto",)),
            "auto": Interlude(("music", "news"), Each(3600.0)),
            "music": Single("a.mp3"),
            "news": Single("b.mp3"),
        }
        mounts = {"/radio": Mount(MountPath("/radio"), NodeId("radio"), Mp3())}
        books = AsRunBooks(tmp_path, lambda: NOON)
        books.use(Station("", sources=sources, mounts=mounts, outputs=(PLAN,)), {})
        details = {"due": "12:30", "of": "news", "what": "left out", "why": "no"}
        books.heard_of(Event("interlude", "auto", details, NOON))
        books.heard_of(Event("interlude", "elsewhere", details, NOON))
        books.begins("radio", SONG, NOON)
        books.begins("other", SPOT, NOON)
        books.stop()

        assert [row["outcome"] for row in rows(tmp_path / "as-run" / "2026-05-01.csv")] == ["left out", "cut"]
