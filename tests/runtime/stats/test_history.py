"""What has played."""

from datetime import UTC, datetime, timedelta

import pytest

from runtime.media.title import Title
from runtime.stats.history import KEPT_TITLES, MOST_PROGRAMMES, History

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def history():
    moments = (START + timedelta(minutes=3 * n) for n in range(10_000))
    return History(lambda: next(moments))


def names(history, programme="radio"):
    return [played.title.title for played in history.titles(programme)]


class TestTheTitles:
    def test_come_newest_first_with_their_times(self, history):
        history.begins("radio", Title("Ann", "One"))
        history.begins("radio", Title("Bob", "Two"))

        assert names(history) == ["Two", "One"]
        assert history.titles("radio")[1].started == START

    @pytest.mark.parametrize("kind", ["jingle", "tone", "silence", "floor"])
    def test_leave_out_what_is_no_track(self, history, kind):
        history.begins("radio", Title(title="ding"), kind=kind)

        assert names(history) == []

    def test_list_a_track_once_under_the_title_it_was_given_last(self, history):
        history.begins("radio", Title("Ann", "One"), segment="music/1", path="one.mp3")
        history.begins("radio", Title("Eve", "News"), segment="music/1", path="one.mp3")

        assert names(history) == ["News"]
        assert history.playing("radio").started == START

    def test_leave_out_what_has_no_title(self, history):
        history.begins("radio", Title())

        assert names(history) == []

    def test_name_once_what_goes_on_after_a_jingle(self, history):
        history.begins("radio", Title(title="One"), segment="m/1")
        history.begins("radio", Title(title="ding"), kind="jingle")
        history.begins("radio", Title(title="One"), segment="m/1")

        assert [played.started for played in history.titles("radio")] == [START]

    def test_stay_what_they_are_while_a_jingle_plays(self, history):
        history.begins("radio", Title(title="One"))
        history.begins("radio", Title(title="ding"), kind="jingle")

        assert history.playing("radio").title == Title(title="One")

    def test_are_bounded(self, history):
        for number in range(KEPT_TITLES + 5):
            history.begins("radio", Title(title=str(number)))

        assert len(names(history)) == KEPT_TITLES

    def test_are_forgotten_with_the_programme_that_was_quiet_for_longest(self, history):
        for number in range(MOST_PROGRAMMES + 1):
            history.begins(f"/dj/{number}", Title(title="One"))

        assert names(history, "/dj/0") == []
        assert names(history, f"/dj/{MOST_PROGRAMMES}") == ["One"]

    def test_of_one_programme_are_not_anothers(self, history):
        history.begins("radio", Title(title="One"))

        assert names(history, "talk") == []


class TestWhatPlays:
    def test_is_the_jingle_too(self, history):
        history.begins("radio", Title(title="ding"), kind="jingle")

        assert history.playing("radio").title.title == "ding"

    def test_is_nothing_when_a_source_client_has_gone(self, history):
        history.begins("/studio", Title(title="One"), client="/studio")
        history.ends("/studio")

        assert history.playing("/studio") is None
        assert names(history, "/studio") == ["One"]

    def test_has_another_version_each_time(self, history):
        history.begins("radio", Title(title="One"), segment="m/1")
        first = history.playing("radio").version
        history.begins("radio", Title(title="One"), segment="m/2")

        assert history.playing("radio").version != first
