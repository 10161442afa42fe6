"""The turns of files that are on the web."""

import pytest

from runtime.audio.media import Silent
from runtime.audio.pcm import PcmFormat
from runtime.media.lists import Entry
from runtime.sources.pick import Pick, Shelf
from runtime.sources.unreadable import Unreadable
from runtime.sources.web_tracks import LOOK, PATIENCE, WebTracks
from runtime.sources.web_turns import WebTurns

X = "https://x.example"


@pytest.fixture
def shelf(tmp_path):
    entries = {name: Entry((name,), name, url=f"{X}/{name}") for name in "abc"}
    return Shelf(Silent(PcmFormat(rate=10)), tmp_path, "", {**entries, "local": Entry(("local",), "local")})


@pytest.fixture
def said():
    return []


@pytest.fixture
def turns(web, shelf, said):
    def say(text, *values):
        said.append(text % values)

    return WebTurns(WebTracks(web, lambda: 0.0), shelf, Unreadable("music", say), say)


def pick(shelf, *names):
    return Pick(shelf, names, lambda _: None, None, 0.0)


class TestATurn:
    def test_of_a_file_of_this_machine_has_come(self, turns, shelf, web):
        assert turns.begin(pick(shelf, "local"), 0.0) is None
        assert web.wanted == []

    def test_of_a_file_of_the_web_comes_when_it_is_there(self, turns, shelf, web, tmp_path):
        chosen = pick(shelf, "a")
        before = turns.begin(chosen, 0.0)
        awaited = turns.awaited
        web.has(f"{X}/a", tmp_path / "a")

        assert (before, awaited) == (LOOK, chosen)
        assert turns.begin(chosen, 1.0) is None
        assert turns.awaited is None
        assert shelf.came == {f"{X}/a": tmp_path / "a"}

    def test_passes_where_it_cannot_be_had(self, turns, shelf, web):
        web.lacks(f"{X}/a")
        fault = turns.begin(pick(shelf, "a"), 0.0)

        assert (fault.path, fault.reason, fault.news) == (f"{X}/a", "the server answered 404", True)

    def test_passes_where_it_is_late_and_that_is_told_once(self, turns, shelf, said):
        turns.begin(pick(shelf, "a"), 0.0)
        later = [turns.begin(pick(shelf, "a"), PATIENCE + number) for number in range(2)]

        assert (later, turns.awaited) == ([0.0, 0.0], None)
        assert [turns.passed(), turns.passed()] == [True, False]
        assert said == [f"{X}/a is still on its way after 10 s; it plays in a later round"]

    def test_that_is_late_again_is_told_again_once_it_was_heard(self, turns, shelf, said):
        turns.begin(pick(shelf, "a"), 0.0)
        turns.begin(pick(shelf, "a"), PATIENCE)
        turns.opened("a")
        turns.begin(pick(shelf, "a"), PATIENCE)

        assert len(said) == 2


class TestAChoice:
    def test_is_among_what_is_on_this_machine(self, turns, web, tmp_path):
        web.has(f"{X}/b", tmp_path / "b")

        assert turns.here(["a", "b", "local", "c"]) == ["b", "local"]

    def test_is_the_first_where_nothing_is(self, turns):
        assert turns.here(["c", "a"]) == ["c"]

    def test_knows_where_each_of_several_has_come_to(self, turns, shelf, web, tmp_path):
        web.has(f"{X}/b", tmp_path / "b")

        assert turns.begin(pick(shelf, "b", "local"), 0.0) is None
        assert shelf.came == {f"{X}/b": tmp_path / "b"}

    def test_is_fetched_ahead(self, turns, web):
        turns.fetch(["local", "c"])

        assert web.wanted == [f"{X}/c"]
