"""The history on the disk."""

from datetime import UTC, datetime

import pytest

from runtime.media.title import Title
from runtime.stats.history import KEPT_TITLES, History
from runtime.stats.history_file import LARGEST_HISTORY, read_history, write_history

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "history.json"


@pytest.fixture
def make():
    def make(*names):
        history = History(lambda: START)
        for name in names:
            history.begins("radio", Title("Ännchen", name))
        return history

    return make


def names(history):
    return [played.title.title for played in history.titles("radio")]


class TestAHistoryOnTheDisk:
    def test_is_known_to_the_next_station(self, make, file):
        write_history(file, make("One", "Two"))
        after = make()
        read_history(file, after)

        assert names(after) == ["Two", "One"]
        assert after.titles("radio")[0].started == START
        assert after.titles("radio")[0].title.artist == "Ännchen"

    def test_comes_behind_what_has_played_since(self, make, file):
        write_history(file, make("One"))
        after = make("Two")
        read_history(file, after)

        assert names(after) == ["Two", "One"]

    def test_is_bounded(self, make, file):
        write_history(file, make(*map(str, range(KEPT_TITLES))))
        after = make("new")
        read_history(file, after)

        assert len(names(after)) == KEPT_TITLES
        assert names(after)[0] == "new"

    def test_may_hold_what_no_encoding_can_carry(self, make, file):
        write_history(file, make("broken \udcff"))
        after = make()
        read_history(file, after)

        assert names(after) == ["broken \udcff"]


class TestAFileThatIsNone:
    def test_is_no_news_where_it_is_missing(self, make, file, caplog):
        read_history(file, make())

        assert caplog.records == []

    @pytest.mark.parametrize(
        "text", ["", "[]", "{", '{"radio": [1]}', '{"radio": [{}]}', '{"radio": 5}', "\xff", "[" * 100_000,
                 ('{"radio": [{"started": "2026-11-22", "artist": 1, "title": 1, "album": 1, "url": 1, "kind": 1,'
                 '"client": 1}]}')]
    )  # fmt: skip
    def test_costs_the_history_alone(self, make, file, caplog, text):
        file.write_text(text, encoding="latin-1")
        history = make("One")
        read_history(file, history)

        assert names(history) == ["One"]
        assert len(caplog.records) == 1

    def test_is_not_read_if_it_is_huge(self, make, file):
        file.write_bytes(b" " * (LARGEST_HISTORY + 1))
        history = make("One")
        read_history(file, history)

        assert names(history) == ["One"]

    def test_that_cannot_be_written_is_told(self, make, tmp_path, caplog):
        write_history(tmp_path / "gone" / "history.json", make("One"))

        assert "cannot be written" in caplog.text
