"""The history as it is remembered."""

import json
from datetime import UTC, datetime

import pytest

from runtime.media.title import Title
from runtime.stats.history import KEPT_TITLES, History
from runtime.stats.history_memory import HistoryMemory

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def make():
    def make(*names):
        history = History(lambda: START)
        for name in names:
            history.begins("radio", Title("Ännchen", name), path=f"music/{name}.mp3")
        return history

    return make


def recalled(before: History, after: History) -> History:
    HistoryMemory(after).recall(json.loads(json.dumps(HistoryMemory(before).remembered())))
    return after


def names(history):
    return [played.title.title for played in history.titles("radio")]


class TestAHistory:
    def test_is_known_to_the_next_station(self, make):
        after = recalled(make("One", "Two"), make())

        assert names(after) == ["Two", "One"]
        assert after.titles("radio")[0].started == START
        assert after.titles("radio")[0].title.artist == "Ännchen"
        assert after.titles("radio")[0].path == "music/Two.mp3"

    def test_comes_behind_what_has_played_since(self, make):
        assert names(recalled(make("One"), make("Two"))) == ["Two", "One"]

    def test_is_bounded(self, make):
        after = recalled(make(*map(str, range(KEPT_TITLES))), make("new"))

        assert len(names(after)) == KEPT_TITLES
        assert names(after)[0] == "new"

    def test_may_hold_what_no_encoding_can_carry(self, make):
        assert names(recalled(make("broken \udcff"), make())) == ["broken \udcff"]

    def test_is_said_anew_only_where_something_has_begun(self, make):
        history = make("One")
        history.begins("/talk", Title(title="News"))
        memory = HistoryMemory(history)
        first = memory.remembered()
        assert memory.remembered() is first
        history.begins("radio", Title(title="Two"))
        second = memory.remembered()

        assert second["/talk"] is first["/talk"]
        assert [fields[2] for fields in second["radio"]] == ["Two", "One"]

    @pytest.mark.parametrize(
        "parts",
        [
            {"radio": 5},
            {"radio": [1]},
            {"radio": [["2026-11-22T08:00:00+00:00", 1, "", "", "", "", "", ""]]},
            {"radio": [["2026-11-22T08:00:00", "", "", "", "", "", "", ""]]},
            {"radio": [["at eight", "", "", "", "", "", "", ""]]},
        ],
    )
    def test_is_nothing_else(self, make, parts):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever its words
            HistoryMemory(make()).recall(parts)
